import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { decodeSafetensors } from "../../src/model/safetensors.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { openTimingStore } from "../../src/record/timing_store.ts";
import { inFolder } from "../folder.ts";
import { writeAlexnet } from "../run/alexnet_file.ts";
import {
  assertOneError,
  ended,
  filesBelow,
  recordsIn,
  run,
  start,
  succeed,
  timeless,
  tiny,
  writeManifest,
} from "./command.ts";

const holdout = { name: "utterance-holdout", testShare: 0.5 };
const alexnet = { name: "alexnet", weights: "imagenet", inputSize: [64, 64] };

const sourceOf = ({ settings: { model }, data }: RunRecord) => [model.name, data.weights?.file ?? null];

Deno.test("runs whose weights are missing are left out, the others are made, and the end says what to fetch", async () => {
  await inFolder(async (folder) => {
    const [out, weights] = [join(folder, "out"), join(folder, "weights")];
    await writeAlexnet(weights);
    const model = [
      { name: "dscnn", strides: [2, 2, 2, 1, 1, 1, 1] },
      alexnet,
      { ...alexnet, name: "vgg16" },
      { ...alexnet, name: "resnet50" },
    ];
    const manifest = await writeManifest(
      folder,
      tiny({ protocol: holdout, model: model[0], training: { epochs: 2, batch: 8 }, matrix: { model } }),
    );
    const args = [manifest, "--out", out, "--cache", join(folder, "cache"), "--weights", weights];
    const first = await run("replicate", args);
    assertEquals(first.code, 4, first.stderr);
    const missing = (network: string, file: string, fetched: string) =>
      `The imagenet weights of ${network} are missing: no ${file} in ${weights}; deno task data fetch ${fetched}`;
    const vgg16 = missing("vgg16", "vgg16-397923af.pth", "vgg16");
    const resnet50 = missing("resnet50 v1.5", "resnet50-0676ba61.pth", "resnet50");
    for (const line of [vgg16, resnet50]) {
      assert(first.stderr.includes(`1 run is left out: ${line}`), first.stderr);
    }
    assert(first.stderr.includes("tiny: 2 runs made\n"), first.stderr);
    const error = first.stderr.slice(first.stderr.indexOf("error: "));
    assertOneError(error, "error: 2 runs were left out\n", `  ${vgg16}`, `  ${resnet50}`);
    assert((await filesBelow(out)).includes("tiny/report.md"));
    const made = (await recordsIn(out)).sort((a, b) => (sourceOf(a)[0]! < sourceOf(b)[0]! ? -1 : 1));
    assertEquals(made.map(sourceOf), [["alexnet", "alexnet-features.safetensors"], ["dscnn", null]]);
    const [record] = made;
    assert(record!.data.weights!.sha256.length === 64 && record!.data.weights!.source === "imagenet");
    assert(record!.cost.featureSeconds! > 0 && record!.cost.trainedParameters < 100_000);

    const timed = await run("bench", ["times", ...args, "--turns", "2", "--clips", "3", "--wait", "0.01"]);
    assertEquals(timed.code, 4, timed.stderr);
    assertOneError(timed.stderr.slice(timed.stderr.indexOf("error: ")), "error: 2 runs were left out", vgg16);
    const [timing] = await openTimingStore(out, "tiny").readAll();
    assertEquals(timing!.variants.map(({ variant, frozen }) => [variant, frozen?.clips ?? null]), [
      ["dscnn", null],
      ["alexnet", 16],
    ]);
    const { secondsPerClip } = timing!.variants[1]!.frozen!;
    assert(secondsPerClip.length === 2 && secondsPerClip.every((seconds) => seconds > 0));

    // Other weights under the same name.
    const json = [...args, "--no-report", "--only", "tiny/alexnet/**"];
    await writeAlexnet(weights, 1);
    const again = await succeed("replicate", json);
    const why =
      "is run again: its record was made from other weights than those of alexnet-features.safetensors";
    assert(again.stderr.includes(`tiny/alexnet/fold-0/seed-0: ${why}`), again.stderr);
    const other = (await recordsIn(out)).find(({ id }) => id === record!.id)!;
    assert(other.data.weights!.sha256 !== record!.data.weights!.sha256);
    assert(JSON.stringify(other.predictions) !== JSON.stringify(record!.predictions));

    // A record stands where its weights are gone; what has none cannot be made.
    await Deno.remove(weights, { recursive: true });
    const without = await succeed("replicate", [...json, "--json"]);
    const { made: now, reused, without: left } = JSON.parse(without.stdout);
    assertEquals([now, reused, left], [0, 1, 0]);
    const fresh = await run("replicate", [...json, "--fresh", "--json"]);
    assertEquals(fresh.code, 4);
    assertOneError(
      fresh.stderr,
      "error: 1 run was left out: The imagenet weights of alexnet are missing: no alexnet-owt",
    );
    assertEquals(JSON.parse(fresh.stdout).without, 1);
  });
});

/** Waits until a folder has so many whole files; gives their names. */
async function filesIn(folder: string, count: number): Promise<string[]> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const found = (await filesBelow(folder)).filter((name) => !name.endsWith(".tmp"));
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`not ${count} files within 60 s`);
}

Deno.test("a pass through frozen layers that is stopped, killed or damaged goes on with equal results", async () => {
  await inFolder(async (folder) => {
    const manifest = await writeManifest(
      folder,
      tiny({
        corpus: { name: "synthetic", speakers: 6, takes: 1 },
        model: { name: "alexnet", weights: "random", width: 0.5, inputSize: [224, 224] },
        training: { epochs: 2, batch: 16 },
        protocol: holdout,
      }),
    );
    const args = (name: string) => [
      ...[manifest, "--out", join(folder, name), "--cache", join(folder, `cache-${name}`)],
      ...["--no-report", "--json"],
    ];
    await succeed("replicate", args("whole"));
    const [whole] = await recordsIn(join(folder, "whole"));
    const cache = join(folder, "cache-broken/frozen");
    for (const [signal, code, count] of [["SIGINT", 130, 8], ["SIGKILL", 137, 16]] as const) {
      const child = start("replicate", args("broken"));
      await filesIn(cache, count);
      child.kill(signal);
      const { code: exit, stderr } = await ended(child);
      assertEquals(exit, code);
      if (signal === "SIGKILL") continue;
      assertEquals(stderr, "error: stopped: the same command goes on from here\n");
      assertEquals((await filesBelow(folder)).filter((f) => f.endsWith(".tmp")), []);
    }
    const before = await filesIn(cache, 1);
    assert(before.length < 48, `${before.length} outputs`);
    const times = () =>
      Promise.all(before.map(async (f) => (await Deno.stat(join(cache, f))).mtime!.getTime()));
    const kept = await times();
    await succeed("replicate", args("broken"));
    assertEquals(await times(), kept, "what was there is not made again");
    const [record] = await recordsIn(join(folder, "broken"));
    assertEquals(JSON.stringify(timeless(record!)), JSON.stringify(timeless(whole!)));

    // The seconds of each pass stand in the first 16 bytes, the checksum in the last 32.
    const entries = await filesIn(cache, 48);
    const values = (bytes: Uint8Array) => bytes.slice(16, -32);
    const right = new Map<string, Uint8Array>();
    for (const [i, name] of entries.entries()) {
      const path = join(cache, name);
      const bytes = await Deno.readFile(path);
      right.set(name, values(bytes));
      if (i % 4 === 0) bytes[bytes.length >> 1]! ^= 0x10;
      if (i % 4 === 3) await Deno.remove(path);
      else await Deno.writeFile(path, i % 4 === 1 ? bytes.subarray(0, 100 * i) : bytes);
    }
    await succeed("replicate", [...args("broken"), "--fresh"]);
    const [mended] = await recordsIn(join(folder, "broken"));
    assertEquals(JSON.stringify(timeless(mended!)), JSON.stringify(timeless(whole!)));
    for (const [name, expected] of right) {
      assertEquals(values(await Deno.readFile(join(cache, name))), expected, name);
    }
  });
});

Deno.test("training behind frozen layers that is killed goes on from its checkpoint with equal results", async () => {
  await inFolder(async (folder) => {
    const model = { name: "alexnet", weights: "random", width: 0.125, inputSize: [64, 64], freeze: 2 };
    const training = { epochs: 25, batch: 4, report: "best-on-test" };
    const manifest = await writeManifest(folder, tiny({ model, training, protocol: holdout }));
    const args = (name: string) => [
      ...[manifest, "--out", join(folder, name), "--cache", join(folder, "cache")],
      ...["--no-report", "--json", "--checkpoint-every", "1"],
    ];
    await succeed("replicate", args("whole"));
    const [whole] = await recordsIn(join(folder, "whole"));
    const out = join(folder, "killed");
    const child = start("replicate", args("killed"));
    const checkpoints = join(out, "tiny/checkpoints");
    const [name] = await filesIn(checkpoints, 1);
    child.kill("SIGKILL");
    assertEquals((await ended(child)).code, 137);
    const path = join(checkpoints, name!);
    const kept: { seconds: number }[] = JSON.parse(
      decodeSafetensors(await Deno.readFile(path), path).metadata.epochs!,
    );
    assert(kept.length >= 1 && kept.length < 25, `${kept.length} epochs`);
    await succeed("replicate", args("killed"));
    const [record] = await recordsIn(out);
    assertEquals(record!.epochs.slice(0, kept.length).map((e) => e.seconds), kept.map((e) => e.seconds));
    assertEquals(JSON.stringify(timeless(record!)), JSON.stringify(timeless(whole!)));
    assertEquals(await filesBelow(join(out, "tiny")), [`runs/${record!.id}.json`], "nothing is left over");
  });
});
