import { deepStrictEqual as assertEquals, ok as assert, rejects as assertRejects } from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { expandManifest } from "../../src/manifest/expand.ts";
import { loadManifest } from "../../src/manifest/load.ts";
import { parseManifest } from "../../src/manifest/manifest.ts";
import { inFolder } from "../folder.ts";

const BASE = {
  id: "x",
  title: "X",
  corpus: { name: "ravdess" },
  protocol: { name: "utterance-holdout" },
};
const list = (n: number) => Array.from({ length: n }, (_, i) => i);
const rates = list(1001).map((i) => 8000 + i);
const imagenet = { name: "alexnet", classifier: { kind: "dense", units: [1e15] } };

/** What is too much, and the rule that says so. */
const LIMITS: [change: Record<string, unknown>, says: string][] = [
  [{ protocol: { name: "utterance-k-fold", folds: 2 ** 52 } }, "protocol.folds: must be at most 1000"],
  [{ protocol: { name: "speaker-k-fold", folds: 1001 } }, "protocol.folds: must be at most 1000"],
  [{ seeds: list(2000) }, "seeds: must have at most 1000 items"],
  [{ training: { epochs: 1e15 } }, "training.epochs: must be at most 1000000"],
  [{ training: { batch: 1e15 } }, "training.batch: must be at most 65536"],
  [{ model: imagenet }, "model.classifier.units[0]: must be at most 65536"],
  [{ spectrogram: { hop: 1e9 } }, "2 problems\n  spectrogram.hop: must be at most 65536"],
  [{ spectrogram: { rangeDb: 1e300 } }, "spectrogram.rangeDb: must be at most 1000"],
  [
    { spectrogram: { time: { method: "windows", seconds: 1, overlap: 0.9999999 } } },
    "spectrogram.time.overlap: must be at most 0.99",
  ],
  [{ matrix: { "signal.rateHz": rates } }, "matrix.signal.rateHz: must have at most 1000 items"],
  [
    { matrix: { "signal.rateHz": rates.slice(1), "training.epochs": list(9) } },
    "matrix: must have at most 1000 values: it has 1009",
  ],
  [
    { matrix: Object.fromEntries(list(9).map((i) => [`a.${i}`, list(10)])) },
    "matrix: must make at most 10000 variants: it makes 1000000000",
  ],
  [{ matrix: { "training.epochs": [1] }, sample: { runs: 1e9 } }, "sample.runs: must be at most 10000"],
  [{ title: "x".repeat(70_000) }, "title: must have at most 500 characters"],
  [{ labels: { constructor: ["a"] } }, "labels.constructor: must have one name per value"],
];

Deno.test("a manifest that asks for too much is refused with the rule, one line each", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "x.manifest.json");
    for (const [change, says] of LIMITS) {
      await Deno.writeTextFile(path, JSON.stringify({ ...BASE, ...change }));
      await assertRejects(loadManifest(path), (error: unknown) => {
        assert(error instanceof UserError, String(error));
        assert(error.message.startsWith(`${path}: ${says}`), error.message);
        return true;
      });
    }
  });
});

Deno.test("matrix, seeds and folds together are bounded, before they are made", () => {
  const many = { ...BASE, protocol: { name: "utterance-k-fold", folds: 1000 }, seeds: list(1000) };
  const start = performance.now();
  try {
    expandManifest(parseManifest(many), "x");
    assert(false, "a million runs were made");
  } catch (error) {
    assert(error instanceof UserError, String(error));
    assertEquals(error.message, "x: must ask for at most 100000 runs: matrix, seeds and folds make more");
  }
  assert(performance.now() - start < 1000);
});

Deno.test("deep, large and endless manifests are refused in one line; a byte order mark is none of the text", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "x.manifest.json");
    const refuses = async (says: RegExp) => {
      await assertRejects(loadManifest(path), (error: unknown) => {
        assert(error instanceof UserError && says.test(error.message), String(error));
        return !error.message.includes("\n");
      });
    };
    const deep = `${'{"a":['.repeat(100_000)}1${"]}".repeat(100_000)}`;
    await Deno.writeTextFile(path, JSON.stringify({ ...BASE, matrix: 0 }).replace(":0", `:{"b":[${deep}]}`));
    await refuses(/must be nested at most 50 deep$/);
    await Deno.writeTextFile(path, "");
    await Deno.truncate(path, 2 ** 31);
    await refuses(/must have at most 1000000 bytes: it has 2147483648$/);
    for (const i of list(30)) {
      await Deno.writeTextFile(join(folder, `${i}.json`), JSON.stringify({ extends: `${i + 1}.json` }));
    }
    await Deno.writeTextFile(path, JSON.stringify({ ...BASE, extends: "0.json" }));
    await refuses(/must be at the end of at most 20 manifests that extend each other$/);
    await Deno.writeTextFile(path, `\ufeff${JSON.stringify(BASE)}`);
    assertEquals((await loadManifest(path)).manifest.id, "x");
  });
});
