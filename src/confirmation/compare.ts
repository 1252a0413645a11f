import { hashOf } from "../base/hash.ts";
import { type Equivalence, equivalence } from "../evaluation/equivalence.ts";
import { type McNemar, mcnemar } from "../evaluation/mcnemar.ts";
import { pairedTTest, type TTest } from "../evaluation/student.ts";
import type { Experiment } from "../manifest/experiment.ts";
import type { RunRecord } from "../record/record.ts";
import { type Confirmation, type ConfirmedRun, testHash } from "./confirmation.ts";

/** A run as both programs have it. */
export interface ComparedRun {
  /** Id of the run. */
  readonly run: string;
  /** Fold that is tested. */
  readonly fold: number;
  /** Seed of the run. */
  readonly seed: number;
  /** Accuracy in the record. */
  readonly recorded: number;
  /** Accuracy of the other program. */
  readonly confirmed: number;
}

/** The runs of one variant, program against program. */
export interface ProgramComparison {
  /** `EXPERIMENT, VARIANT`; the experiment alone where no manifest at hand names the variant. */
  readonly label: string;
  /** By fold and seed. */
  readonly runs: readonly ComparedRun[];
  /** Mean accuracy in the records. */
  readonly recorded: number;
  /** Mean accuracy of the other program. */
  readonly confirmed: number;
  /** The other program minus the records, over runs, with a plain paired t; `null` for one run. */
  readonly difference: TTest | null;
  /** Two one-sided tests of these differences; `null` for one run. */
  readonly equivalence: Equivalence | null;
  /** Share of test clips that both programs give the same class, over all runs. */
  readonly agreement: number;
  /** Over the test clips of all runs; first is the record. A clip that several seeds test counts each time. */
  readonly mcnemar: McNemar;
}

/** What a confirmation says beside the records of now. */
export interface ComparedPrograms {
  /** One per variant. */
  readonly comparisons: readonly ProgramComparison[];
  /** Runs of the confirmation that have no record, or one with other test clips. */
  readonly without: readonly string[];
}

/** Compares the predictions of another program with the records of the same runs, variant by variant. */
export function comparePrograms(
  { runs, margin }: Confirmation,
  records: ReadonlyMap<string, RunRecord>,
  experiments: readonly Experiment[],
): ComparedPrograms {
  const pairs = runs.flatMap((confirmed) => {
    const record = records.get(confirmed.run);
    const fits = record !== undefined && testHash(record) === confirmed.test &&
      confirmed.predicted.length > 0 && record.predictions.length === confirmed.predicted.length;
    return fits ? [{ confirmed, record }] : [];
  });
  const groups = Map.groupBy(pairs, ({ record }) => hashOf({ ...record.settings, fold: 0, seed: 0 }));
  const comparisons = [...groups.values()].map((group) => compareVariant(group, margin, experiments));
  return {
    comparisons: comparisons.sort((a, b) => (a.label < b.label ? -1 : 1)),
    without: runs.map(({ run }) => run).filter((run) => !pairs.some(({ record }) => record.id === run)),
  };
}

interface Pair {
  readonly confirmed: ConfirmedRun;
  readonly record: RunRecord;
}

function compareVariant(
  group: readonly Pair[],
  margin: number,
  experiments: readonly Experiment[],
): ProgramComparison {
  const pairs = group.toSorted(({ record: { settings: a } }, { record: { settings: b } }) =>
    a.fold - b.fold || a.seed - b.seed
  );
  const rights = pairs.map(rightClips);
  const share = (right: readonly boolean[]) => right.filter(Boolean).length / right.length;
  const runs = pairs.map(({ record: { id, settings: { fold, seed } } }, i) => ({
    run: id,
    fold,
    seed,
    recorded: share(rights[i]!.recorded),
    confirmed: share(rights[i]!.confirmed),
  }));
  const [recorded, confirmed] = [runs.map((run) => run.recorded), runs.map((run) => run.confirmed)];
  const same = pairs.flatMap(({ confirmed: { predicted }, record: { data, predictions } }) =>
    predictions.map((p, i) => data.classes[predicted[i]!] === p.predicted)
  );
  return {
    label: labelOf(pairs[0]!.record, experiments),
    runs,
    recorded: mean(recorded),
    confirmed: mean(confirmed),
    difference: pairedTTest(confirmed, recorded, { testToTrain: null }),
    equivalence: equivalence(confirmed.map((value, i) => value - recorded[i]!), margin),
    agreement: share(same),
    mcnemar: mcnemar(rights.flatMap((r) => r.recorded), rights.flatMap((r) => r.confirmed)),
  };
}

function rightClips({ confirmed: { predicted }, record: { data, predictions } }: Pair) {
  return {
    recorded: predictions.map((p) => p.predicted === p.label),
    confirmed: predictions.map((p, i) => data.classes[predicted[i]!] === p.label),
  };
}

function labelOf({ id, experiment }: RunRecord, experiments: readonly Experiment[]): string {
  for (const { id: name, variants } of experiments) {
    const variant = variants.find(({ runs }) => runs.some((run) => run.id === id));
    if (variant !== undefined) return `${name}, ${variant.label}`;
  }
  return experiment;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
