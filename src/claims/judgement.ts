import type { Estimate } from "../evaluation/interval.ts";
import type { Claim, Unit } from "./claim.ts";
import type { OtherReadings } from "./other_readings.ts";

/** What was found of a claim. */
export type Verdict =
  /** The paper's number, or the direction that it states, was found. */
  | "reproduced"
  /** Another number, or the opposite direction, was found. */
  | "contradicted"
  /** The runs at hand cannot say. */
  | "inconclusive"
  /** No run answers it yet. */
  | "not run"
  /** The paper does not say enough. */
  | "not testable"
  /** Another author's number, repeated by the paper. */
  | "cited"
  /** Measured on other hardware: shown beside ours, without a verdict. */
  | "not comparable";

/** In the order in which they are counted and listed. */
export const VERDICTS: readonly Verdict[] = [
  "reproduced",
  "contradicted",
  "inconclusive",
  "not run",
  "not testable",
  "cited",
  "not comparable",
];

/** What a number of a judgement is in: shares of 1, nats, seconds and bytes of runs; a fact's own unit. */
export type JudgedUnit = Unit | "nats" | "seconds" | "bytes";

/** The test behind a verdict. */
export interface JudgementTest {
  /** In words, with its source: `paired corrected resampled t (Nadeau & Bengio 2003)`. */
  readonly name: string;
  /**
   * Two-sided. Of an ordering: that the mean difference is 0. Of a value: below 0.05 exactly where the interval
   * lies wholly inside or wholly outside the paper's range (two one-sided tests inside, nearest edge outside).
   */
  readonly p: number | null;
  /** `p` after Holm's correction over the claims about the same table, or of the text, that are tested alike. */
  readonly holmP: number | null;
  /** Number of claims in that correction. */
  readonly family: number;
}

/** What the test clips of the runs say by themselves, each clip counted once. Shown, never decisive. */
export interface ClipEvidence {
  /** Test clips of the runs taken together. */
  readonly clips: number;
  /** Their speakers. */
  readonly speakers: number;
  /** 95 % percentile interval of the number, or of the difference, with speakers drawn anew; shares of 1. */
  readonly interval: readonly [number, number] | null;
  /** Drawings behind the interval. */
  readonly resamples: number;
  /** Exact McNemar test of two models, or `null` for a single one. */
  readonly mcnemar: {
    /** Clips that only the better (or the minuend) has right. */
    readonly firstOnly: number;
    /** Clips that only the other has right. */
    readonly secondOnly: number;
    /** Two-sided. */
    readonly p: number;
  } | null;
}

/** What the runs at hand could have seen, and how many would see more. */
export interface Power {
  /**
   * Smallest true difference (from the edge of the paper's range, or from 0) that the two-sided test finds with
   * probability 0.8; in `Judgement.unit`, `null` for fewer than two runs. The level is 0.05, of an ordering
   * 0.05 divided by `JudgementTest.family`.
   */
  readonly smallestDifference: number | null;
  /**
   * Runs in addition to those at hand after which the interval would decide, mean and deviation being the same; 0
   * where it decides already; `null` where no number of such runs is enough or the deviation is unknown.
   */
  readonly moreRuns: number | null;
}

/** What keeps a claim from being tested, and how to come by it. */
export interface Missing {
  /** A manifest that does not exist, a corpus, pretrained weights, or only the runs. */
  readonly what: "manifest" | "data" | "weights" | "runs";
  /** Which: `iemocap`, `alexnet weights`, `3 of 5 runs of downsampling-k-fold-ravdess`. */
  readonly name: string;
  /** What to type, one command a line. */
  readonly commands: readonly string[];
}

/** A claim and what was found of it. */
export interface Judgement {
  /** `Claim.id` */
  readonly id: string;
  /** The claim itself. */
  readonly claim: Claim;
  /** What was found. */
  readonly verdict: Verdict;
  /** Why, one or two sentences with the numbers. */
  readonly why: string;
  /** Of every number here but p values and counts; `null` where there is none. */
  readonly unit: JudgedUnit | null;
  /** The paper's number in `unit`, or `null` for an ordering. */
  readonly value: number | null;
  /** Of `value`, in `unit`; `null` where the claim has none. */
  readonly tolerance: number | null;
  /** What was measured: of an ordering or a difference the paired differences; `null` where nothing was. */
  readonly measured: Estimate | null;
  /** Ids of the runs that were used, sorted. */
  readonly runIds: readonly string[];
  /** Runs that the manifests ask for; of two variants the smaller number. 0 where no run is needed. */
  readonly plannedRuns: number;
  /** `backend, engine` of the runs used, or `null`. */
  readonly machine: string | null;
  /** The test behind the verdict, or `null`. */
  readonly test: JudgementTest | null;
  /** What the clips say by themselves, or `null`. */
  readonly clips: ClipEvidence | null;
  /** For what is decided by runs, or `null`. */
  readonly power: Power | null;
  /** What is missing and how to come by it, or `null`. */
  readonly missing: Missing | null;
  /** What other readings of the claim's data say, or `null` where none was run. */
  readonly readings: OtherReadings | null;
  /** What a reader has to know: runs left out, optimistic epochs, parts of a plan; one sentence each. */
  readonly remarks: readonly string[];
}
