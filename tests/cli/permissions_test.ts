import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { permissionsOf } from "../../src/cli/permissions.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { inFolder } from "../folder.ts";
import { assertOneError, ended, ROOT, runInTurn, taskWords } from "./command.ts";

/** What a command may do, asked of Deno itself: each of some paths, hosts and programs, with the answer. */
async function allowed(
  args: readonly string[],
  asked: readonly Deno.PermissionDescriptor[],
): Promise<boolean[]> {
  const { code, stdout, stderr } = await ended(
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-lock",
        ...permissionsOf(args),
        "tests/cli/permission_child.ts",
        JSON.stringify(asked),
      ],
      cwd: ROOT,
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  assert(code === 0, stderr);
  return JSON.parse(stdout);
}

const read = (path: string) => ({ name: "read", path } as const);
const write = (path: string) => ({ name: "write", path } as const);
const net = (host: string) => ({ name: "net", host } as const);

/** Nobody may do that. */
const NEVER = [
  ...[
    read("/"),
    read("/etc/passwd"),
    read(join(ROOT, ".git")),
    write("/"),
    write(ROOT),
    write(join(ROOT, "src")),
  ],
  ...[write(join(ROOT, ".git")), net("example.org"), { name: "run", command: "sh" } as const],
  ...[{ name: "env", variable: "HOME" } as const, { name: "ffi", path: "/lib" } as const],
];

Deno.test("each verb may do what its arguments name and nothing else", async () => {
  await inFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    await Deno.mkdir(at("far/base"), { recursive: true });
    await Deno.writeTextFile(at("far/base/b.json"), `{"extends": "../a.json"}`);
    await Deno.mkdir(at("here"));
    await Deno.writeTextFile(at("here/x.manifest.json"), `{"extends": "../far/base/b.json"}`);
    await Deno.mkdir(at("real/ravdess"), { recursive: true });
    await Deno.symlink(at("real"), at("link"));
    const places = ["--out", at("out"), `--cache=${at("cache")}`, "--weights", at("weights")];
    const data = ["--data", `ravdess=${at("link/ravdess")}`];
    const both = (name: string) => [read(at(name)), write(at(name))];
    const all = [
      ...both("out"),
      ...both("cache"),
      ...both("weights"),
      ...both("real/ravdess"),
      ...both("in/a.wav"),
    ];
    const hosts = [net("zenodo.org"), net("127.0.0.1"), { name: "run", command: "git" } as const];
    const own = [
      write(join(ROOT, "results")),
      write(join(ROOT, ".cache")),
      write(join(ROOT, "data/ravdess")),
    ];
    const more = [
      read(at("here/paper.json")),
      read(at("far/a.json")),
      read(at("far/c.json")),
      ...hosts,
      ...own,
    ];
    const cases: readonly [readonly string[], string][] = [
      [["replicate", at("here/x.manifest.json"), ...places, ...data], "11 11 10 10 00  110 001 000"],
      [["replicate", at("here/x.manifest.json"), "--dry-run", ...places], "10 10 10 00 00  110 001 000"],
      [["replicate"], "00 00 00 00 00  000 001 110"],
      [["report", "deepika2025", "--out", at("out"), "--gate", at("real")], "11 00 00 10 00  000 000 000"],
      [["report"], "00 00 00 00 00  000 000 100"],
      [["serve", "--out", at("out")], "10 00 00 00 00  000 010 000"],
      [["claims", "--gate", "--out", at("out")], "10 00 00 00 00  000 000 000"],
      [["claims", "--out", at("out"), "--update"], "11 00 00 00 00  000 000 000"],
      [["data", "verify", "--json", ...places, ...data], "00 00 10 10 00  000 000 000"],
      [["data", "list", ...data], "00 00 00 10 00  000 000 000"],
      [["data", "fetch", "ravdess", ...data], "00 00 00 11 00  000 100 000"],
      [["data", "fetch", "ravdess"], "00 00 00 00 00  000 100 001"],
      [["doctor", "--weights", at("weights"), ...data], "00 00 10 10 00  000 000 000"],
      [
        ["clean", "--method", "peak", at("in/a.wav"), at("out/b.wav"), "--rate", "8000"],
        "11 00 00 00 10  000 000 000",
      ],
      [["bench", "features", at("real/ravdess"), "--limit", "3"], "00 00 00 10 00  000 000 000"],
      [["bench", "gpu", at("out")], "11 00 00 00 00  000 000 000"],
      [["nothing", ...places], "00 00 00 00 00  000 000 000"],
    ];
    const asked = [...all, ...more, ...NEVER];
    await Promise.all(cases.map(async ([args, wanted]) => {
      const right = wanted.replaceAll(" ", "").padEnd(asked.length, "0");
      const found = (await allowed(args, asked)).map(Number).join("");
      assertEquals(found, right, args.join(" "));
    }));
  });
});

Deno.test("what stands behind an option of clean and bench is its value, which the launcher relies on", async () => {
  const helps = [
    ...await runInTurn("clean", [["--help"]]),
    ...await runInTurn("bench", ["features", "train", "gpu"].map((part) => [part, "--help"])),
  ];
  const options = helps.flatMap(({ stdout }) =>
    stdout.split("\n").filter((line) => /^ +(-., )?--/.test(line))
  );
  assert(options.length > 12);
  assertEquals(options.filter((line) => !/ --[a-z-]+ </.test(line) && !line.includes("--help")), []);
});

Deno.test("a path with a comma widens to its folder and to nothing else", () => {
  const flag = permissionsOf(["clean", "/one/a,b/c/in.wav", "/two/out.wav"]).find((f) =>
    f.startsWith("--allow-read")
  );
  assertEquals(flag, "--allow-read=/one,/two");
});

Deno.test("every task names what it may do, and what is denied is one line", async () => {
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (["test", "campaign", "ok"].includes(name)) continue;
    assert(/^deno run --no-prompt /.test(command), name);
    const direct = !command.includes(" src/cli/launch.ts ");
    assertEquals(
      /--allow-(read|write|run|net|ffi)( |$)|-A/.test(command),
      !direct,
      name,
    );
  }
  assert(!taskWords("doctor").some((word) => word.startsWith("--allow-run")));
  await inFolder(async (folder) => {
    const samples = Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i / 9) / 2);
    await Deno.writeFile(join(folder, "in.wav"), encodeWav({ samples, rateHz: 8000 }));
    const words = taskWords("clean", [join(folder, "in.wav"), join(folder, "out/x.wav")]).slice(1);
    for (const args of [["/etc/hostname", "x.wav"], [join(folder, "in.wav"), join(folder, "x.wav")]]) {
      const { code, stderr } = await ended(
        new Deno.Command(Deno.execPath(), {
          args: [...words, ...args],
          cwd: ROOT,
          stdout: "piped",
          stderr: "piped",
        })
          .spawn(),
      );
      assertEquals(code, 1, stderr);
      assertOneError(stderr, /^error: Cannot (read|write) .*: Requires (read|write) access/);
    }
  });
});
