import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { decodeSafetensors } from "../../src/model/safetensors.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { openCheckedBackend } from "../../src/run/checked_backend.ts";
import { openStepper } from "../../src/run/engine.ts";
import type { ExportedRun } from "../../src/run/exported_run.ts";
import { assertOneError, filesBelow, recordsIn, ROOT, run, succeed } from "../cli/command.ts";
import { inFolder } from "../folder.ts";

const FIXTURES = join(ROOT, "fixtures/second_implementation");
const MANIFEST = join(FIXTURES, "small.manifest.json");
/** Strides, max pooling and average pooling, one fold each. */
const ONLY = ["--only", "*/*, adam/fold-0/*"];

/** An exported run as another program reads it. */
function reader(folder: string) {
  const tensors = (file: string) => decodeSafetensors(Deno.readFileSync(join(folder, file)), file).tensors;
  return {
    tensors,
    images(run: ExportedRun, rows: readonly number[]) {
      const size = run.network.input.reduce((a, b) => a * b, 1);
      const { values } = tensors(run.images.file).find(({ name }) => name === run.images.tensor)!;
      return Float32Array.from(rows.flatMap((row) => [...values.subarray(row * size, (row + 1) * size)]));
    },
  };
}

async function exportedRuns(folder: string): Promise<ExportedRun[]> {
  const names = (await filesBelow(join(folder, "runs"))).map((name) => join(folder, "runs", name));
  return await Promise.all(
    names.map(async (name) => JSON.parse(await Deno.readTextFile(name)) as ExportedRun),
  );
}

/** The loss of every step, by epoch, from nothing but the files of an export. */
async function stepLosses(
  run: ExportedRun,
  folder: string,
): Promise<number[][]> {
  const { tensors, images } = reader(folder);
  const { training, settings, train, clips, classes, network } = run;
  const labels = Int32Array.from(train.clips, (clip) => clips[clip]!.label);
  const first = new Map(tensors(run.weights.file).map(({ name, values }) => [name, values]));
  const data = { images: images(run, train.images), labels };
  const stepper = await openStepper(
    "compiled",
    "wasm",
    network,
    classes.length,
    settings.training,
    first,
    data,
  );
  const losses: number[][] = [];
  for (const [e, order] of training.orders.entries()) {
    losses.push([]);
    for (const [s, seed] of training.dropoutSeeds[e]!.entries()) {
      const batch = Int32Array.from(order.slice(s * training.batch, (s + 1) * training.batch));
      const step = await stepper.epoch(batch, training.learningRates[e]!, Uint32Array.of(seed));
      losses[e]!.push(step.loss);
    }
  }
  stepper.dispose();
  return losses;
}

const golden = async (id: string) =>
  JSON.parse(await Deno.readTextFile(join(FIXTURES, "predictions", `${id}.losses.json`))) as number[][];

Deno.test("PyTorch has the same loss in every step of an exported run, and predicts the same", async () => {
  await inFolder(async (folder) => {
    const [out, results, cache] = ["export", "results", "cache"].map((name) => join(folder, name));
    await succeed("export", [MANIFEST, ...ONLY, "--out", out!, "--cache", cache!]);
    const runs = await exportedRuns(out!);
    assertEquals(runs.map(({ label }) => label.split("/")[1]).sort(), [
      "average-pool, adam",
      "max-pool, adam",
      "stride, adam",
    ]);
    await openCheckedBackend("wasm");
    for (const run of runs) {
      const want = await golden(run.id);
      const got = await stepLosses(run, out!);
      assertEquals(got.map(({ length }) => length), want.map(({ length }) => length));
      got.forEach((losses, e) =>
        losses.forEach((loss, s) => {
          // Rounding errors grow with every step, by tiles from somewhat larger ones.
          const apart = Math.abs(loss - want[e]![s]!) / loss;
          const name = `${run.label}, epoch ${e + 1}, step ${s + 1}`;
          assert(apart < (e === 0 ? 3e-4 : 3e-3), `${name}: ${loss} is not ${want[e]![s]}`);
        })
      );
    }
    await succeed("replicate", [MANIFEST, ...ONLY, "--out", results!, "--cache", cache!, "--no-report"]);
    const csv = runs.map(({ id }) => join(FIXTURES, "predictions", `${id}.csv`));
    const given = ["--suite", "small", "--out", results!];
    const { stdout } = await succeed("confirm", [...csv, ...given, "--json"]);
    const { comparisons, madeBy } = JSON.parse(stdout);
    assertEquals([madeBy.framework, comparisons.length], ["PyTorch", 3]);
    for (const { agreement, runs: [{ recorded, confirmed }] } of comparisons) {
      assert(agreement >= 15 / 16 && Math.abs(recorded - confirmed) <= 1 / 16, stdout);
    }
    const written = await Deno.readTextFile(join(results!, "small/confirmations/second-implementation.json"));
    assertEquals(JSON.parse(written).runs.map(({ run }: { run: string }) => run), runs.map(({ id }) => id));
    await assertProbabilitiesAgree(results!, csv);
    const wrong = await run("confirm", [csv[0]!, ...given, "--experiment", "none"]);
    assertEquals(wrong.code, 1);
    assertOneError(wrong.stderr, 'The suite "small" has no experiment "none"');
  });
});

/** Means over the windows of a clip, after the last epoch. */
async function assertProbabilitiesAgree(results: string, csv: readonly string[]): Promise<void> {
  const records = await recordsIn(results, "small");
  for (const path of csv) {
    const rows = (await Deno.readTextFile(path)).trim().split("\n").slice(2).map((line) => line.split(","));
    const record = records.find(({ id }) => id === rows[0]![0])!;
    assertEquals(rows.length, record.predictions.length);
    for (const [, clip, , ...values] of rows) {
      const { probabilities } = record.predictions.find((p) => p.clip === clip)!;
      probabilities.forEach((p, c) => assert(Math.abs(p - Number(values[c])) < 2e-3, `${path}: ${clip}`));
    }
  }
}

Deno.test("an export holds what the run has: folds, images, weights and batches", async () => {
  await inFolder(async (folder) => {
    const [out, cache] = [join(folder, "export"), join(folder, "cache")];
    const args = [MANIFEST, "--only", "*/stride, */**", "--out", out, "--cache", cache];
    await succeed("export", args);
    const runs = await exportedRuns(out);
    assertEquals(runs.length, 4);
    const { tensors } = reader(out);
    for (const { train, test, clips, images, network, weights, training, settings } of runs) {
      // Every image stands on one side, and no clip on both.
      const rows = [...train.images, ...test.images].sort((a, b) => a - b);
      assertEquals(rows, [...Array(images.shape[0]!).keys()]);
      assertEquals(new Set(train.clips).intersection(new Set(test.clips)).size, 0);
      assertEquals(new Set([...train.clips, ...test.clips]).size, clips.length);
      for (const order of training.orders) {
        assertEquals([...order].sort((a, b) => a - b), [...train.images.keys()]);
      }
      assertEquals(training.orders.length, settings.training.epochs);
      assertEquals(training.learningRates.map((rate) => rate / settings.training.optimizer.learningRate), [
        1,
        1,
        0.1,
      ]);
      assertEquals(tensors(images.file).map(({ shape }) => shape), [images.shape]);
      assertEquals(
        tensors(weights.file).map(({ name, shape }) => [name, shape]),
        networkWeights(network).map(({ name, shape }) => [name, shape]),
      );
    }
    const adam = runs.find(({ training }) => training.optimizer.name === "adam")!;
    assertEquals(adam.training.optimizer, {
      name: "adam",
      learningRate: 0.00002,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    });
    // Fold and optimiser change neither the images nor the first weights: one file each.
    const files = await filesBelow(out);
    assertEquals(files.map((name) => name.split("/")[0]), [
      "README.md",
      "images",
      ...Array(4).fill("runs"),
      "weights",
    ]);
    const times = () => Promise.all(files.map(async (name) => (await Deno.stat(join(out, name))).mtime));
    const before = await times();
    await succeed("export", args);
    const after = await times();
    files.forEach((name, i) => {
      if (name.endsWith(".safetensors")) assertEquals(after[i], before[i], name);
    });
  });
});

Deno.test("frozen layers are left out of an export: it holds what they give", async () => {
  await inFolder(async (folder) => {
    const manifest = join(folder, "frozen.manifest.json");
    const model = {
      name: "alexnet",
      weights: "random",
      width: 0.0625,
      inputSize: [64, 64],
      freeze: "backbone",
    };
    await Deno.writeTextFile(
      manifest,
      JSON.stringify({
        id: "frozen",
        title: "Frozen",
        corpus: { name: "synthetic", speakers: 2, takes: 1 },
        spectrogram: { size: [16, 16] },
        model: { ...model, classifier: { kind: "dense", units: [] } },
        training: { epochs: 1, batch: 8 },
        protocol: { name: "utterance-k-fold", folds: 2 },
      }),
    );
    const out = join(folder, "export");
    await succeed("export", [
      manifest,
      "--only",
      "*/*/fold-0/*",
      "--out",
      out,
      "--cache",
      join(folder, "cache"),
    ]);
    const [run] = await exportedRuns(out);
    assertEquals(run!.images.shape, [16, ...run!.network.input]);
    assert(run!.frozen!.layers.length > 0 && run!.network.layers.length > 0);
    const { values } = reader(out).tensors(run!.images.file)[0]!;
    assert(values.every(Number.isFinite) && values.some((value) => value > 0));
  });
});

Deno.test("an export that cannot be made ends in one line", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const cache = ["--cache", join(folder, "cache")];
    const [none, unknown, noFolder, noData] = await Promise.all([
      run("export", [MANIFEST, ...cache]),
      run("export", [MANIFEST, "--out", join(folder, "out"), "--only", "nothing", ...cache]),
      run("export", [MANIFEST, "--out", join(file, "out"), ...ONLY, ...cache]),
      run("export", [
        join(ROOT, "experiments/deepika2025/raw-clean-holdout-iemocap.manifest.json"),
        ...["--out", join(folder, "out"), "--data", `iemocap=${join(folder, "none")}`, ...cache],
      ]),
    ]);
    assertEquals([none.code, unknown.code, noFolder.code, noData.code], [2, 1, 1, 4]);
    assertOneError(unknown.stderr, "--only nothing: fits none of the 12 runs");
    assertOneError(noFolder.stderr, "Cannot write");
    assertOneError(noData.stderr, "iemocap");
  });
});
