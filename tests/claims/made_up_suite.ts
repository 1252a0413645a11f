/** Made-up suites with known answers: no run has made any of these numbers. */
import { randomFor, shuffled } from "../../src/base/random.ts";
import type { Claim, Test } from "../../src/claims/claim.ts";
import type { Evidence } from "../../src/claims/evidence.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { Experiment, PlannedRun } from "../../src/manifest/experiment.ts";
import type { ProtocolSettings } from "../../src/manifest/settings.ts";
import type { RunRecord } from "../../src/record/record.ts";
import { iemocap, madeUpExperiment, madeUpRecord, ravdess, synthetic } from "../report/made_up.ts";

const CORPORA = { ravdess, iemocap, synthetic };

/** One experiment, its variants and the accuracy of every run; `null` where there is no record. */
export interface Suite {
  readonly corpus?: keyof typeof CORPORA;
  readonly protocol?: ProtocolSettings;
  /** Variant to accuracies, one per fold. */
  readonly variants: Readonly<Record<string, readonly (number | null)[]>>;
  /** Changes to a record before it is stored. */
  readonly change?: (record: RunRecord, run: PlannedRun) => RunRecord;
}

/** Clips of a fold; accuracies are multiples of 1/80. */
const CLIPS = 80;
const SPEAKERS = 8;

/** Evidence of one experiment called `e`. */
export function suiteOf({ corpus = "ravdess", protocol, variants, change }: Suite): Evidence {
  const runs = Math.max(...Object.values(variants).map((list) => list.length));
  const experiment: Experiment = madeUpExperiment({
    id: "e",
    title: "Made up",
    suite: "made-up",
    corpus: CORPORA[corpus],
    protocol: protocol ?? { name: "utterance-k-fold", folds: runs },
    variants: Object.keys(variants),
    runs,
  });
  const records = new Map<string, RunRecord>();
  for (const { label, runs } of experiment.variants) {
    runs.forEach((run, fold) => {
      const accuracy = variants[label]![fold] ?? null;
      if (accuracy === null) return;
      const record = recordOf(run, accuracy);
      records.set(run.id, change === undefined ? record : change(record, run));
    });
  }
  return { experiments: [experiment], records, manifests: "experiments/made-up/*.manifest.json" };
}

/** A record of `CLIPS` clips of that fold, whose predictions have exactly that accuracy. */
function recordOf(run: PlannedRun, accuracy: number): RunRecord {
  const base = madeUpRecord(run, "made-up", 0.5);
  const { classes } = base.data;
  const order = shuffled(Array.from({ length: CLIPS }, (_, i) => i), randomFor(1, run.id));
  const right = new Set(order.slice(0, Math.round(accuracy * CLIPS)));
  const labels = Array.from({ length: CLIPS }, (_, i) => i % classes.length);
  const predicted = labels.map((label, i) => right.has(i) ? label : (label + 1) % classes.length);
  return {
    ...base,
    data: { ...base.data, trainClips: 4 * CLIPS, testClips: CLIPS },
    metrics: evaluate(labels, predicted, classes),
    predictions: labels.map((label, i) => ({
      clip: `fold-${run.settings.fold}/${i}.wav`,
      speaker: `speaker-${i % SPEAKERS}`,
      label: classes[label]!,
      predicted: classes[predicted[i]!]!,
      probabilities: [],
    })),
    environment: { ...base.environment, backend: "wasm", engine: "compiled", adapter: null },
  };
}

/** A claim in the text, or in a table if one is given. */
export function claimOf(test: Test, changes: Partial<Claim> = {}): Claim {
  const ordering = test.kind === "ordering" || test.kind === "property-ordering";
  return {
    id: "claim",
    place: { section: "Results" },
    kind: ordering ? "ordering" : "value",
    printed: ordering ? "better" : "50 %",
    value: ordering ? null : 50,
    decimals: ordering ? null : 0,
    unit: ordering ? null : "percent",
    meaning: "made up",
    quantity: { measure: "accuracy" },
    subject: "made up",
    test,
    ...changes,
  };
}

/** A value of 50 % accuracy of a variant, +- `tolerance`. */
export function valueTest(variant: string, tolerance = 0.05): Test {
  const runs = { experiment: "e", variant };
  return { kind: "value", corpus: "ravdess", runs, quantity: { measure: "accuracy" }, tolerance };
}

/** `better` is more accurate than `worse`. */
export function orderingTest(better: string, worse: string): Test {
  const side = (variant: string) => ({ experiment: "e", variant });
  const quantity = { measure: "accuracy" } as const;
  return { kind: "ordering", corpus: "ravdess", better: side(better), worse: side(worse), quantity, sign: 1 };
}
