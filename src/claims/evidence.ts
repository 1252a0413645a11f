import { counted } from "../base/number_text.ts";
import { LEAK_TEXT, leaks } from "../manifest/leaks.ts";
import type { Experiment, Variant } from "../manifest/experiment.ts";
import { engineText } from "../record/engine_text.ts";
import type { RunRecord } from "../record/record.ts";
import type { Timing } from "../record/timing.ts";
import type { RunsOf } from "./claim.ts";

/** What claims are judged by: what was asked for and what has been run. */
export interface Evidence {
  /** What the suite's manifests ask for. */
  readonly experiments: readonly Experiment[];
  /** Run id to record. */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** What was timed, apart from the records; nothing by default. */
  readonly timings?: readonly Timing[];
  /** The manifests as one types them after `deno task replicate`. */
  readonly manifests: string;
}

/** The runs of one variant that may speak about a claim. */
export interface Eligible {
  /** What was asked for, or `null` if no manifest declares it. */
  readonly variant: Variant | null;
  /** Runs on the corpus that the claim names, by seed and fold; never of made-up voices. */
  readonly records: readonly RunRecord[];
  /** What was left out, one sentence each. */
  readonly remarks: readonly string[];
}

/** Two runs that differ in the variant alone: same fold, same seed, same test clips. */
export interface RunPair {
  /** Of the better or the minuend. */
  readonly first: RunRecord;
  /** Of the other. */
  readonly second: RunRecord;
}

/** What a manifest asks for, or `null` if none does. */
export function variantOf({ experiments }: Evidence, { experiment, variant }: RunsOf): Variant | null {
  return experiments.find(({ id }) => id === experiment)
    ?.variants.find(({ label }) => label === variant) ?? null;
}

/** The runs of one variant on the corpus `corpus`, the one that its manifest names. */
export function eligibleRuns(evidence: Evidence, runs: RunsOf, corpus: string): Eligible {
  const found = variantOf(evidence, runs);
  const all = found?.runs.flatMap(({ id }) => evidence.records.get(id) ?? []) ?? [];
  const real = all.filter(({ data }) => !data.synthetic);
  const records = real.filter(({ data }) => data.corpus === corpus).sort(bySeedAndFold);
  const remarks: string[] = [];
  if (found !== null && leaks(found.runs[0]!.settings.protocol)) remarks.push(`The split ${LEAK_TEXT}.`);
  if (real.length < all.length) {
    remarks.push(`${counted(all.length - real.length, "run")} on made-up voices left out: no evidence.`);
  }
  if (records.length < real.length) {
    const others = [...new Set(real.map(({ data }) => data.corpus))].filter((name) => name !== corpus).join(
      ", ",
    );
    remarks.push(
      `${counted(real.length - records.length, "run")} on ${others} left out: the claim is about ${corpus}.`,
    );
  }
  return { variant: found, records, remarks };
}

/** The runs of the backend and engine with most of them, and what was left out. */
export function onOneMachine(
  records: readonly RunRecord[],
): { machine: string | null; records: RunRecord[]; remarks: string[] } {
  const groups = byMachine(records, (record) => record);
  const [machine = null, chosen = []] = groups[0] ?? [];
  return { machine, records: chosen, remarks: leftOut(groups, "run") };
}

/**
 * Runs of two variants with equal fold, seed and test clips, of the backend and engine with most of such pairs.
 * Runs that found no partner are named in the remarks.
 */
export function pairsOnOneMachine(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
): { machine: string | null; pairs: RunPair[]; remarks: string[] } {
  const partners = Map.groupBy(second, (record) => pairKey(record));
  const pairs = first.flatMap((record): RunPair[] => {
    const partner = partners.get(pairKey(record))?.find((other) => sameClips(record, other));
    return partner === undefined ? [] : [{ first: record, second: partner }];
  });
  const groups = byMachine(pairs, (pair) => pair.first);
  const [machine = null, chosen = []] = groups[0] ?? [];
  const alone = first.length + second.length - 2 * pairs.length;
  const remarks = leftOut(groups, "pair");
  if (alone > 0) {
    remarks.push(
      `${counted(alone, "run")} without a partner of the same fold, seed, test clips and machine left out.`,
    );
  }
  return { machine, pairs: chosen, remarks };
}

function byMachine<T>(
  items: readonly T[],
  recordOf: (item: T) => RunRecord,
): [string, T[]][] {
  const groups = [...Map.groupBy(items, (item) => machineOf(recordOf(item)))];
  return groups.sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
}

function leftOut(groups: readonly (readonly [string, readonly unknown[]])[], noun: string): string[] {
  return groups.slice(1).map(([machine, items]) =>
    `${counted(items.length, noun)} of ${machine} left out: one backend and engine decides.`
  );
}

function machineOf({ environment }: RunRecord): string {
  return `${environment.backend}, ${engineText(environment)}`;
}

function pairKey(record: RunRecord): string {
  const { seed, fold } = record.settings;
  return `${seed} ${fold} ${machineOf(record)}`;
}

function sameClips(a: RunRecord, b: RunRecord): boolean {
  const clips = ({ predictions }: RunRecord) =>
    predictions.map(({ clip, label }) => `${clip} ${label}`).sort().join("\n");
  const tested = ({ data }: RunRecord) => data.testCorpus ?? data.corpus;
  return tested(a) === tested(b) && a.data.testClips === b.data.testClips &&
    clips(a) === clips(b);
}

function bySeedAndFold(a: RunRecord, b: RunRecord): number {
  return a.settings.seed - b.settings.seed || a.settings.fold - b.settings.fold;
}
