import { judge } from "../claims/judge.ts";
import type { JudgedUnit, Judgement, Verdict } from "../claims/judgement.ts";
import type { OtherReadings } from "../claims/other_readings.ts";
import { type Outlook, outlooksOf } from "../claims/outlook.ts";
import type { Experiment, Variant } from "../manifest/experiment.ts";
import { type Estimate, estimateOver } from "../record/aggregate.ts";
import type { RunRecord } from "../record/record.ts";
import { trainingAccuracy } from "../record/measure.ts";
import { multiversesOf, withoutMultiverses } from "./multiverse.ts";
import { summariseMultiverse, type SummaryMultiverse } from "./multiverse_summary.ts";
import { distinct } from "./numbers.ts";
import { machinesOf } from "./machines.ts";
import { isSynthetic, recordsOf, type SuiteResults } from "./results.ts";
import { protocolText } from "./wording.ts";

/** One experiment and variant: what its runs say together. Shares of 1, bytes and seconds. */
export interface SummaryRow {
  /** `Experiment.id` */
  readonly experiment: string;
  /** `Experiment.title` */
  readonly title: string;
  /** `Variant.label` */
  readonly variant: string;
  /** Setting path to value, as the manifest's matrix has it. */
  readonly varied: Readonly<Record<string, unknown>>;
  /** Trained on. */
  readonly corpus: string;
  /** The tested corpus of a cross-corpus experiment, else `null`. */
  readonly testCorpus: string | null;
  /** In words. */
  readonly protocol: string;
  /** True for made-up voices. */
  readonly synthetic: boolean;
  /** Which epoch's predictions count. */
  readonly reportedEpoch: "last" | "best-on-test";
  /** Runs that the manifest asks for. */
  readonly plannedRuns: number;
  /** Runs that have a record. */
  readonly runs: number;
  /** Ids of those runs. */
  readonly runIds: readonly string[];
  /** Share of clips predicted right. */
  readonly accuracy: Estimate | null;
  /** Mean of the class recalls. */
  readonly unweightedAccuracy: Estimate | null;
  /** Weighted by clips. */
  readonly weightedF1: Estimate | null;
  /** In the last epoch, dropout on. */
  readonly trainingAccuracy: Estimate | null;
  /** Count, of the first run. */
  readonly parameters: number | null;
  /** Four bytes per parameter. */
  readonly weightBytes: number | null;
  /** Of the saved file. */
  readonly fileBytes: number | null;
  /** Of one forward pass of one image; a multiply-add counts two. */
  readonly flops: number | null;
  /** Wall-clock time of the training steps of one run. */
  readonly trainingSeconds: Estimate | null;
  /** Of one pass of all clips through frozen layers; `null` where none is frozen. */
  readonly featureSeconds: Estimate | null;
  /** `backend, engine` of every kind of machine; more than one is mixed. */
  readonly machines: readonly string[];
  /** True if there are several machines. */
  readonly mixedMachines: boolean;
}

/** What was found of one claim; see `Judgement`. */
export interface SummaryClaim {
  /** `Claim.id` */
  readonly id: string;
  /** What was found. */
  readonly verdict: Verdict;
  /** What the numbers are in: shares of 1, nats, seconds, bytes, or a fact's own unit; `null` without any. */
  readonly unit: JudgedUnit | null;
  /** The paper's number, or `null` for an ordering. */
  readonly value: number | null;
  /** What was measured, of an ordering the paired difference; `null` where nothing was. */
  readonly measured: number | null;
  /** 95 % interval of `measured`, or `null`. */
  readonly interval: readonly [number, number] | null;
  /** Runs that were used. */
  readonly runIds: readonly string[];
  /** What other readings of the claim's data say, in the claim's unit; `null` where none was run. */
  readonly readings: OtherReadings | null;
}

/** `summary.json`. */
export interface Summary {
  /** Version of the file. */
  readonly format: 1;
  /** Name of the suite. */
  readonly suite: string;
  /** The paper that is replicated, if any. */
  readonly paper: { readonly title: string; readonly doi: string } | null;
  /** True for made-up voices. */
  readonly synthetic: boolean;
  /** In the order of the manifests. */
  readonly rows: readonly SummaryRow[];
  /** One per claim of the paper, in its order; empty where its claims are not written down. */
  readonly claims: readonly SummaryClaim[];
  /** What it would take to decide the inconclusive ones, the least first. */
  readonly outlooks: readonly Outlook[];
  /** One per sampled experiment with records. */
  readonly multiverses: readonly SummaryMultiverse[];
}

/**
 * What was measured, one row per experiment and variant, planned ones without runs included.
 * @param judgements Verdicts on the suite's claims, where they are known already.
 */
export function summarise(
  results: SuiteResults,
  judgements: readonly Judgement[] = results.claims === null ? [] : judge(results.claims, results),
): Summary {
  const { paper } = results;
  return {
    format: 1,
    suite: results.suite,
    paper: paper && { title: paper.title, doi: paper.doi },
    synthetic: isSynthetic(results),
    rows: withoutMultiverses(results).experiments.flatMap((experiment) =>
      experiment.variants.map((variant) => summaryRow(experiment, variant, recordsOf(results, variant)))
    ),
    claims: judgements.map(summaryClaim),
    outlooks: outlooksOf(judgements, results),
    multiverses: multiversesOf(results).map(summariseMultiverse),
  };
}

function summaryClaim({ id, verdict, unit, value, measured, runIds, readings }: Judgement): SummaryClaim {
  return {
    id,
    verdict,
    unit,
    value,
    measured: measured?.mean ?? null,
    interval: measured?.interval ?? null,
    runIds,
    readings,
  };
}

function summaryRow(experiment: Experiment, variant: Variant, records: readonly RunRecord[]): SummaryRow {
  const settings = variant.runs[0]!.settings;
  const first = records[0]?.cost;
  const machines = machinesOf(records);
  return {
    experiment: experiment.id,
    title: experiment.title,
    variant: variant.label,
    varied: variant.varied,
    corpus: settings.corpus.name,
    testCorpus: settings.protocol.name === "cross-corpus" ? settings.protocol.test.name : null,
    protocol: protocolText(settings.protocol),
    synthetic: settings.corpus.name === "synthetic" || records.some(({ data }) => data.synthetic),
    reportedEpoch: settings.training.report,
    plannedRuns: variant.runs.length,
    runs: records.length,
    runIds: distinct(records.map(({ id }) => id)),
    accuracy: estimateOver(records, ({ metrics }) => metrics.accuracy),
    unweightedAccuracy: estimateOver(records, ({ metrics }) => metrics.unweightedAccuracy),
    weightedF1: estimateOver(records, ({ metrics }) => metrics.weighted.f1),
    trainingAccuracy: estimateOver(records, trainingAccuracy),
    parameters: first?.parameters ?? null,
    weightBytes: first?.weightBytes ?? null,
    fileBytes: first?.fileBytes ?? null,
    flops: first?.flops ?? null,
    trainingSeconds: estimateOver(records, ({ cost }) => cost.trainingSeconds),
    featureSeconds: estimateOver(records, ({ cost }) => cost.featureSeconds),
    machines,
    mixedMachines: machines.length > 1,
  };
}
