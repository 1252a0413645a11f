import type { ClaimsFile } from "../claims/claims_file.ts";
import type { Confirmation } from "../confirmation/confirmation.ts";
import type { Experiment, Variant } from "../manifest/experiment.ts";
import type { LayerRow } from "../model/cost.ts";
import type { RunRecord } from "../record/record.ts";
import type { Timing } from "../record/timing.ts";
import type { SpectrogramFigure, WaveformFigure } from "../record/figures.ts";
import type { Paper } from "./paper.ts";

/** A network whose layers are shown. */
export interface NetworkFigure {
  /** Name of the network. */
  readonly title: string;
  /** Height, width and channels of the input. */
  readonly input: readonly [number, number, number];
  /** From the input on. */
  readonly layers: readonly LayerRow[];
}

/** What the figures are drawn from; empty lists where nothing was stored. */
export interface SuiteFigures {
  /** Figure 1. */
  readonly waveforms: readonly WaveformFigure[];
  /** Figure 2, in the order shown. */
  readonly spectrograms: readonly SpectrogramFigure[];
  /** Figure 3. */
  readonly networks: readonly NetworkFigure[];
}

/** Everything a report is made from. */
export interface SuiteResults {
  /** Name of the suite, also its folder under the output folder. */
  readonly suite: string;
  /** Options that make other runs than the manifests ask for, as typed; `null` for the runs that they ask for. */
  readonly trial: string | null;
  /** The paper that is replicated, or `null` (the quickstart has none). */
  readonly paper: Paper | null;
  /** What the paper states, or `null` where nobody has written it down. */
  readonly claims: ClaimsFile | null;
  /** What the suite's manifests ask for. */
  readonly experiments: readonly Experiment[];
  /** Run id to record; a planned run without one is "not run". */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** What was timed, apart from the records; nothing by default. */
  readonly timings?: readonly Timing[];
  /** Files that are no records of this suite, one line each: left out of everything. */
  readonly leftOut: readonly string[];
  /** What the pictures of signals and networks are drawn from. */
  readonly figures: SuiteFigures;
  /** What other programs said of the same runs; missing where none was asked. */
  readonly confirmations?: readonly Confirmation[];
  /** The manifests as one types them after `deno task replicate`. */
  readonly manifests: string;
}

/** The records of a variant, in the order of its planned runs. */
export function recordsOf(results: SuiteResults, variant: Variant): RunRecord[] {
  return variant.runs.flatMap((run) => results.records.get(run.id) ?? []);
}

/** The experiment of that id, if a manifest declares it. */
export function experimentOf(results: SuiteResults, id: string): Experiment | undefined {
  return results.experiments.find((experiment) => experiment.id === id);
}

/** The command that runs what is missing of these experiments (and repeats nothing). */
function commandFor(results: SuiteResults, experiments: readonly string[]): string {
  const names = experiments.length === 1 ? experiments[0]! : `{${experiments.join(",")}}`;
  return `deno task replicate ${results.manifests} --only '${names}/**'`;
}

/** A note that names the experiments with missing runs and the command; none where none is missing. */
export function missingNote(results: SuiteResults, experiments: readonly string[]): string[] {
  return experiments.length === 0 ? [] : [`Runs that are missing: \`${commandFor(results, experiments)}\``];
}

/** True if any record comes from made-up voices. */
export function isSynthetic(results: SuiteResults): boolean {
  return results.experiments.some((experiment) =>
    experiment.variants.some((variant) =>
      variant.runs.some((run) => run.settings.corpus.name === "synthetic") ||
      recordsOf(results, variant).some((record) => record.data.synthetic)
    )
  );
}

/** Said of runs that were made with options that change what the manifests ask for; `null` for others. */
export function trialBanner({ trial }: SuiteResults): string | null {
  return trial === null
    ? null
    : `a trial with ${trial}: these are not the runs that the manifests ask for, and they decide nothing`;
}

/** Said in every table and chart that is made from the synthetic voices. */
export const SYNTHETIC_BANNER = "synthetic voices: a check of the pipeline, no evidence about the paper";
