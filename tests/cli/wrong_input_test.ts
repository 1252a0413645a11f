import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { join } from "node:path";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { inFolder } from "../folder.ts";
import {
  assertOneError,
  ended,
  filesBelow,
  ROOT,
  run,
  runInTurn,
  succeed,
  taskWords,
  tiny,
  type Variables,
  type Verb,
  writeManifest,
} from "./command.ts";

/** A command that must end in one message, and in nothing else. */
interface Wrong {
  readonly verb?: Verb;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: readonly (string | RegExp)[];
  readonly env?: Variables;
}

/** None may write anything into `out` or print data. Those with an environment of their own have a process, too. */
async function assertAllFail(out: string, cases: Readonly<Record<string, Wrong>>): Promise<void> {
  const groups = Map.groupBy(Object.entries(cases), ([name, { verb, env }]) => {
    return env === undefined ? verb ?? "replicate" : name;
  });
  for (const group of groups.values()) {
    const { verb = "replicate", env } = group[0]![1];
    const lists = group.map(([, { args }]) => args);
    const results = env === undefined ? await runInTurn(verb, lists) : [await run(verb, lists[0]!, env)];
    for (const [i, [name, { code, says }]] of group.entries()) {
      const result = results[i]!;
      assertEquals(result.code, code, `${name}: exit code ${result.code}\n${result.stdout}${result.stderr}`);
      assertOneError(result.stderr, ...says);
      assertEquals(result.stdout, "", name);
    }
  }
  assertEquals(await filesBelow(out), []);
}

Deno.test("wrong usage ends with code 2 and one line", async () => {
  await inFolder(async (folder) => {
    // A dry run, so that nothing is run if one of them should be accepted.
    const out = ["--dry-run", "--out", join(folder, "out"), "--cache", join(folder, "cache")];
    await assertAllFail(folder, {
      option: { args: ["--epoch", "3", ...out], code: 2, says: ["unknown option '--epoch'"] },
      jobs: { args: ["--jobs", "0", ...out], code: 2, says: ["--jobs", "must be a whole number"] },
      epochs: { args: ["--epochs", "1.5", ...out], code: 2, says: ["--epochs"] },
      manyEpochs: { args: ["--epochs", "1e300", ...out], code: 2, says: ["at most 1000000"] },
      only: { args: ["--only", "", ...out], code: 2, says: ["--only: a pattern must have 1 to 1000"] },
      longOnly: { args: [`--only=${"x".repeat(70_000)}`, ...out], code: 2, says: ["it has 70000"] },
      shard: { args: ["--shard", "3/2", ...out], code: 2, says: ["must be I/N with I from 1 to N"] },
      seeds: { args: ["--seeds", "1,-2", ...out], code: 2, says: ["--seeds"] },
      noSeeds: { args: ["--seeds", "1,,2", ...out], code: 2, says: ["--seeds"] },
      data: { args: ["--data", "ravdess", ...out], code: 2, says: ["must be NAME=DIR"] },
      corpus: { args: ["--data", "tess=x", ...out], code: 2, says: ["ravdess, iemocap, emodb, synthetic"] },
      backend: { args: ["--backend", "cuda", ...out], code: 2, says: ["auto, webgpu, wasm, cpu"] },
      verb: { verb: "data", args: ["get"], code: 2, says: ["get"] },
      missing: { verb: "clean", args: ["one.wav"], code: 2, says: ["missing required argument"] },
      verify: {
        verb: "data",
        args: ["verify", "tess"],
        code: 2,
        says: ['"tess"', "ravdess, iemocap, emodb"],
      },
      bench: { verb: "bench", args: ["speed"], code: 2, says: ["speed"] },
    });
    const [, ...words] = taskWords("clean");
    const unknown = new Deno.Command(Deno.execPath(), { args: [...words.slice(0, -1), "claen"], cwd: ROOT });
    const { code, stderr } = await unknown.output();
    assertEquals(code, 2);
    assertOneError(new TextDecoder().decode(stderr), "unknown command 'claen'");
  });
});

Deno.test("a manifest that is wrong is refused before anything is written", async () => {
  await inFolder(async (folder) => {
    const [here, work] = [join(folder, "manifests"), join(folder, "work")];
    await Deno.mkdir(here);
    const out = ["--out", join(work, "out"), "--cache", join(work, "cache")];
    const file = async (id: string, changes: Record<string, unknown>) => {
      return [await writeManifest(here, tiny({ id, ...changes })), ...out];
    };
    const text = async (name: string, content: string) => {
      await Deno.writeTextFile(join(here, name), content);
      return [join(here, name), ...out];
    };
    const typo = await file("typo", { trainning: { epochs: 2 }, seeds: [] });
    await assertAllFail(join(work, "out"), {
      missing: {
        args: [join(here, "none.json"), ...out],
        code: 1,
        says: ["Cannot read the manifest", "none.json: there is no such file"],
      },
      folder: { args: [folder, ...out], code: 1, says: [`${folder} is a folder without a manifest`] },
      pattern: { args: [join(here, "none*"), ...out], code: 1, says: ["no manifest fits"] },
      notJson: { args: await text("a.json", '{ "id": "a", '), code: 1, says: ["a.json: it is not JSON"] },
      notObject: { args: await text("b.json", "[1]"), code: 1, says: ["b.json: "] },
      typo: {
        args: typo,
        code: 1,
        says: [`${typo[0]}: 2 problems\n`, "  trainning: unknown setting", "  seeds: "],
      },
      model: { args: await file("model", { model: { name: "vgg61" } }), code: 1, says: ["model", '"dscnn"'] },
      protocol: {
        args: await file("split", { protocol: { name: "utterance-k-fold", folds: 40 } }),
        code: 1,
        says: ["utterance-k-fold", "40"],
      },
      sessions: {
        args: await file("sessions", { protocol: { name: "leave-one-session-out" } }),
        code: 1,
        says: ["leave-one-session-out", "session"],
      },
      classes: {
        args: await file("classes", { corpus: { name: "synthetic", classes: ["joy", "anger"] } }),
        code: 1,
        says: ["joy"],
      },
      matrix: {
        args: await file("matrix", { matrix: { "training.epoch": [1, 2] } }),
        code: 1,
        says: ["training.epoch"],
      },
      twice: {
        args: await file("twice", {}).then(async (args) => {
          await Deno.copyFile(args[0]!, join(here, "copy.json"));
          return [join(here, "copy.json"), ...args];
        }),
        code: 1,
        says: ['another manifest has the id "twice" too'],
      },
      only: {
        args: [...await file("only", {}), "--only", "nothing/*"],
        code: 1,
        says: ["--only", "fits none"],
      },
      webgpu: {
        args: [...await file("webgpu", {}), "--backend", "webgpu"],
        code: 1,
        says: ["Cannot use the backend webgpu", "no WebGPU adapter was found"],
        env: { DENO_WEBGPU_BACKEND: Deno.build.os === "darwin" ? "vulkan" : "metal" },
      },
    });
  });
});

Deno.test("a corpus that is not there ends with code 4 and says what was looked for", async () => {
  await inFolder(async (folder) => {
    const at = (name: string) => join(folder, "data", name);
    const out = ["--out", join(folder, "work/out"), "--cache", join(folder, "work/cache")];
    await Deno.mkdir(at("empty"), { recursive: true });
    await Deno.mkdir(at("emodb"));
    const wav = encodeWav({ samples: new Float32Array(800).map((_, i) => Math.sin(i) / 2), rateHz: 16000 });
    await Deno.writeFile(join(at("emodb"), "03a01Fa.wav"), wav);
    const manifest = await writeManifest(folder, tiny({ corpus: { name: "ravdess" } }));
    const given = (name: string) => [manifest, ...out, "--data", `ravdess=${at(name)}`];
    await assertAllFail(join(folder, "work"), {
      missing: { args: given("none"), code: 4, says: [at("none"), "no such folder"] },
      empty: { args: given("empty"), code: 4, says: [at("empty"), "the folder is empty"] },
      other: { args: given("emodb"), code: 4, says: [at("emodb"), "EMO-DB", "03a01Fa.wav"] },
      file: { args: given("emodb/03a01Fa.wav"), code: 4, says: ["is a file, not a folder"] },
      verify: {
        verb: "data",
        args: ["verify", "ravdess", "--data", `ravdess=${at("empty")}`],
        code: 4,
        says: ["the folder is empty"],
      },
    });
  });
});

Deno.test("reports without results, or of suites that are none, are refused", async () => {
  await inFolder(async (folder) => {
    await assertAllFail(folder, {
      nothing: {
        verb: "report",
        args: ["--out", join(folder, "none")],
        code: 1,
        says: ["There are no results in", "deno task replicate"],
      },
      unknown: {
        verb: "report",
        args: ["nobody2031", "--out", folder],
        code: 1,
        says: ['There is no suite "nobody2031"', "deepika2025, quickstart"],
      },
    });
  });
});

Deno.test("a folder that cannot be written to ends with one line", async () => {
  await inFolder(async (folder) => {
    const manifest = await writeManifest(folder, tiny());
    const cache = join(folder, "cache");
    const plain = join(folder, "plain");
    await Deno.writeTextFile(plain, "a file");
    const place = (out: string, cache: string) => [manifest, "--out", out, "--cache", cache, "--no-report"];
    const noOut = await run("replicate", place(join(plain, "out"), cache));
    assertEquals(noOut.code, 1, noOut.stderr);
    assertOneError(noOut.stderr, join(plain, "out/tiny/runs"), "Not a directory");
    const noCache = await run("replicate", place(join(folder, "out"), join(plain, "cache")));
    assertEquals(noCache.code, 1, noCache.stderr);
    assertOneError(noCache.stderr, join(plain, "cache"));
    assertEquals(await filesBelow(join(folder, "out")), []);
  });
});

Deno.test({
  name: "a full disk ends with one line and leaves nothing half written",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      const manifest = await writeManifest(folder, tiny({ training: { epochs: 20, batch: 16 } }));
      const [out, cache] = [join(folder, "out"), join(folder, "cache")];
      const places = (out: string) => [manifest, "--out", out, "--cache", cache, "--no-report"];
      const [, ...words] = taskWords("replicate", places(out));
      // No file may grow beyond 4 KiB: voices, checkpoints and records do. XFSZ is ignored so that the write
      // itself fails, as on a full disk.
      const limit = ["-c", `trap '' XFSZ; ulimit -f 8; exec "$@"`, "sh", Deno.execPath(), ...words];
      const limited = (...more: string[]) => {
        const args = [...limit, ...places(out), "--jobs", "1", "--backend", "wasm", ...more];
        const options = {
          args,
          cwd: ROOT,
          env: { NO_COLOR: "1" },
          stdout: "piped",
          stderr: "piped",
        } as const;
        return ended(new Deno.Command("sh", options).spawn());
      };
      const voices = await limited();
      assertEquals(voices.code, 1, voices.stderr);
      assertOneError(voices.stderr, `Cannot write ${join(cache, "synthetic")}/`);
      await succeed("replicate", places(join(folder, "other")));
      for (const [every, part] of [["5", "checkpoints"], ["20", "runs"]] as const) {
        const { code, stderr } = await limited("--checkpoint-every", every);
        assertEquals(code, 1, stderr);
        assertOneError(stderr, `Cannot write ${join(out, "tiny", part)}/`);
        assertEquals(await filesBelow(out), []);
      }
    });
  },
});
