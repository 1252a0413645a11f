import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { writeSynthetic } from "../../src/corpus/write_synthetic.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { openTimingStore } from "../../src/record/timing_store.ts";
import { decodeWav } from "../../src/signal/wav.ts";
import { inFolder } from "../folder.ts";
import { assertOneError, filesBelow, ROOT, run, succeed, tiny, type Verb, writeManifest } from "./command.ts";

/** The JSON of each line. */
// deno-lint-ignore no-explicit-any
function jsonLines(text: string): any[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("every verb has help on standard output, with the permissions of its task", async () => {
  const verbs: readonly Verb[] = [
    "replicate",
    "report",
    "claims",
    "data",
    "doctor",
    "clean",
    "bench",
    "schema",
  ];
  await Promise.all(verbs.map(async (verb) => {
    const { stdout, stderr } = await succeed(verb, ["--help"]);
    assertEquals(stderr, "");
    assert(stdout.startsWith(`Usage: ser-replicate ${verb} `), stdout);
  }));
});

Deno.test("clean writes a shorter WAV file at the rate asked for", async () => {
  await inFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    // Two tones of 0.5 s with 0.5 s of silence before, between and after.
    const samples = new Float32Array(5 * 8000).map((_, i) =>
      Math.floor(i / 8000) % 2 === 1 ? 0.5 * Math.sin(0.2 * i) : 0
    );
    await Deno.writeFile(at("in.wav"), encodeWav({ samples, rateHz: 16000 }));
    const { stdout, stderr } = await succeed("clean", [at("in.wav"), at("out.wav"), "--rate", "8000"]);
    assertEquals(stderr, "");
    assert(
      stdout.startsWith(`${at("out.wav")}: 1.0`) && stdout.endsWith(" of 2.50 s kept, 8000 Hz\n"),
      stdout,
    );
    const cleaned = decodeWav(await Deno.readFile(at("out.wav")), "out.wav");
    assertEquals(cleaned.rateHz, 8000);
    assert(Math.abs(cleaned.samples.length / 8000 - 1) < 0.1, `${cleaned.samples.length} samples`);
    assert(cleaned.samples.every((s) => Math.abs(s) <= 1));
    await succeed("clean", [at("in.wav"), at("ends.wav"), "--keep", "trim-ends"]);
    const ends = decodeWav(await Deno.readFile(at("ends.wav")), "ends.wav");
    assert(Math.abs(ends.samples.length / 20_000 - 1.5) < 0.1, "the pause in the middle stays");

    await Deno.writeFile(at("silent.wav"), encodeWav({ samples: new Float32Array(8000), rateHz: 8000 }));
    await Deno.writeTextFile(at("text.wav"), "no sound at all");
    const cases = [
      [at("none.wav"), 1, "Cannot read"],
      [at("text.wav"), 1, at("text.wav")],
      [at("silent.wav"), 1, "nothing is left after silence removal"],
    ] as const;
    await Promise.all(cases.map(async ([input, code, says]) => {
      const wrong = await run("clean", [input, at("never.wav")]);
      assertEquals([wrong.code, wrong.stdout], [code, ""], wrong.stderr);
      assertOneError(wrong.stderr, says);
    }));
    const option = await run("clean", [at("in.wav"), at("never.wav"), "--frame-ms", "5000"]);
    assertEquals(option.code, 1);
    assertOneError(option.stderr, "frameMs");
    assert(!(await filesBelow(folder)).includes("never.wav"));
    assert(!(await filesBelow(folder)).some((name) => name.endsWith(".tmp")));
  });
});

Deno.test("data tells what is known and verifies file by file", async () => {
  await inFolder(async (folder) => {
    const data = join(folder, "ravdess");
    const voices = { name: "synthetic", classes: "all", speakers: 2, takes: 1, seed: 0 } as const;
    await writeSynthetic(voices, data, (samples, rateHz) => encodeWav({ samples, rateHz }));
    await Deno.remove(join(data, "synthetic.json"));
    const given = ["--data", `ravdess=${data}`, "--cache", join(folder, "cache")];
    const [plain, json, verify, lines] = await Promise.all([
      succeed("data", ["list", ...given]),
      succeed("data", ["list", ...given, "--json"]),
      run("data", ["verify", "ravdess", ...given]),
      run("data", ["verify", "ravdess", ...given, "--json"]),
    ]);
    const listed = jsonLines(json.stdout);
    assertEquals(listed.map((l) => l.name), [
      ...["ravdess", "iemocap", "emodb", "synthetic"],
      ...["alexnet", "alexnet", "vgg16", "resnet50", "resnet50"],
    ]);
    assert(listed.every((l) => l.title && l.licence && l.obtain && typeof l.state === "string"));
    assertEquals(listed[0].present, true);
    assert(listed[0].state.startsWith(`16 clips in ${data}`), listed[0].state);
    for (const { name, licence } of listed) {
      assert(plain.stdout.includes(`${name}: `) && plain.stdout.includes(licence));
    }
    // Made-up voices under official names are not the published files.
    for (const { code, stderr } of [verify, lines]) {
      assertEquals([code, stderr], [4, "error: not as published: ravdess\n"]);
    }
    assert(verify.stdout.startsWith(`ravdess: `) && verify.stdout.includes("  missing: "), verify.stdout);
    const [found, ...more] = jsonLines(lines.stdout);
    assertEquals(more, []);
    assertEquals([found.name, found.complete, found.ok], ["ravdess", false, 0]);
    assertEquals(found.missing.length + found.damaged.length, 1440);
    assertEquals((await filesBelow(folder)).filter((f) => !f.startsWith("ravdess/")), []);
  });
});

Deno.test("doctor prints one line per finding, bench one line of JSON", async () => {
  await inFolder(async (folder) => {
    const voices = { name: "synthetic", classes: "all", speakers: 2, takes: 1, seed: 0 } as const;
    await writeSynthetic(voices, folder, (samples, rateHz) => encodeWav({ samples, rateHz }));
    // A backend that this system does not have, so that no GPU is waited for.
    const noGpu = { DENO_WEBGPU_BACKEND: Deno.build.os === "darwin" ? "vulkan" : "metal" };
    const [json, plain, bench] = await Promise.all([
      succeed("doctor", ["--json"], noGpu),
      succeed("doctor", [], noGpu),
      succeed("bench", ["features", folder, "--limit", "4"]),
    ]);
    const findings = jsonLines(json.stdout);
    assertEquals(findings.map((f) => f.name), [
      ...["deno", "webgpu", "backend", "check wasm", "ravdess", "iemocap", "emodb"],
      ...["alexnet imagenet", "vgg16 imagenet", "resnet50 imagenet", "resnet50 imagenet-pruned"],
    ]);
    assert(findings[0].says.startsWith(Deno.version.deno));
    assertEquals(findings[1], { name: "webgpu", ok: false, says: "no adapter" });
    assertEquals([findings[2].ok, findings[3].ok], [true, true]);
    assert(findings[3].says.includes("agree with the plain backend"), findings[3].says);
    assertEquals(plain.stdout.trimEnd().split("\n").length, findings.length);
    assert(plain.stdout.includes("ok       check wasm"));
    const [measured, ...more] = jsonLines(bench.stdout);
    assertEquals([more, measured.files], [[], 4]);
    assert(measured.seconds > 0 && measured.msPerFile > 0);
  });
});

Deno.test("schema writes the committed schemas", async () => {
  const paths = ["manifest", "claims"].map((name) => join(ROOT, `experiments/schema/${name}.schema.json`));
  const read = () => Promise.all(paths.map((path) => Deno.readTextFile(path)));
  const before = await read();
  const { stdout } = await succeed("schema", []);
  assertEquals(stdout, paths.map((path) => `${path}\n`).join(""));
  assertEquals(await read(), before);
});

Deno.test("report writes the report of a known suite without a single record too", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "quickstart"));
    const report = join(folder, "quickstart/report.md");
    for (const suite of [["quickstart"], []]) {
      const { stdout, stderr } = await succeed("report", [...suite, "--out", folder]);
      assertEquals([stdout, stderr], [`${report}\n`, ""]);
      const text = await Deno.readTextFile(report);
      assert(text.includes("Nothing run yet: 10 runs planned."), text.slice(0, 400));
      await Deno.remove(report);
    }
  });
});

Deno.test("bench times takes turns with every variant and keeps the times apart from the records", async () => {
  await inFolder(async (folder) => {
    const matrix = { "model.downsampling": ["stride", "max-pool"] };
    const path = await writeManifest(folder, tiny({ matrix }));
    const [out, cache] = [join(folder, "out"), join(folder, "cache")];
    const options = ["--out", out, "--cache", cache, "--backend", "wasm", "--turns", "3", "--wait", "0.01"];
    const { stdout } = await succeed("bench", ["times", path, ...options]);
    const lines = jsonLines(stdout);
    assertEquals(lines.map(({ variant, turns, images, engine }) => [variant, turns, images, engine]), [
      ["stride", 3, 8, "compiled"],
      ["max-pool", 3, 8, "compiled"],
    ]);
    const [file, ...others] = await filesBelow(join(out, "tiny"));
    assertEquals([file!.startsWith("timings"), others], [true, []]);
    const [timing] = await openTimingStore(out, "tiny").readAll();
    assert(timing!.variants.every(({ secondsPerEpoch }) => secondsPerEpoch.every((seconds) => seconds > 0)));
    assertEquals(lines.map(({ quiet }) => quiet), [timing!.quiet, timing!.quiet]);
    assertEquals(timing!.load.after.length, 3);
    const again = await succeed("bench", ["times", path, ...options, "--only", "tiny/stride/**"]);
    assertEquals(jsonLines(again.stdout).length, 1);
  });
  const wrong = await run("bench", ["times"]);
  assertEquals(wrong.code, 2);
});
