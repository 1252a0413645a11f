import type { DecimalSign } from "../base/printed_number.ts";
import type { Claim, ClaimMeasure, Place, Unit } from "./claim.ts";

/** The paper whose claims these are. */
export interface ClaimedPaper {
  /** As published. */
  readonly title: string;
  /** Without `https://doi.org/`. */
  readonly doi: string;
  /** What the paper puts before decimals; absent where its numbers show it. */
  readonly decimalSign?: DecimalSign | undefined;
}

/** A fact about a corpus or a device as its publisher states it, with which claims are compared. */
export interface Fact {
  /** Unique, dotted: `ravdess.speech.clips`. */
  readonly id: string;
  /** Corpus (`ravdess`) or graphics card (`gtx-1070`), as in `ClaimQuantity.corpus`. */
  readonly about: string;
  /** The part of the corpus, where there are several: `speech`, `happiness and excited`; absent is all of it. */
  readonly part?: string | undefined;
  /** What is counted or measured. */
  readonly measure: ClaimMeasure;
  /** Of `clips`: the class in the field's spelling; absent is all classes. */
  readonly of?: string | undefined;
  /** In `unit`. */
  readonly value: number;
  /** Of `value`. */
  readonly unit: Unit;
  /** Publication that states it: authors, title, where, year. */
  readonly source: string;
}

/** One way of splitting the clips that the paper states. Shares are of 1; `null` is "not said". */
export interface StatedSplit {
  /** Unique: `five-fold`. */
  readonly id: string;
  /** Where it is stated. */
  readonly place: Place;
  /** Share of the clips that is trained on. */
  readonly trainShare: number | null;
  /** Share of the clips that is tested on; of a cross-validation, in each fold. */
  readonly testShare: number | null;
  /** Folds of a cross-validation; 1 for one hold-out. */
  readonly folds: number | null;
  /** What is dealt to the two sides as a whole; absent is "not said". */
  readonly by?: "utterance" | "speaker" | undefined;
  /** Clips of each fold, where the paper states them; one per fold. */
  readonly foldSizes?: readonly number[] | undefined;
  /** In the field's terms, one line. */
  readonly meaning: string;
}

/** How close is close enough, chosen before the runs that it judges. */
export interface ToleranceRule {
  /** What it holds for, in words. */
  readonly of: string;
  /** The tolerance in words, such as `0.02 (2 percentage points)`. */
  readonly tolerance: string;
  /** Why this much, one sentence. */
  readonly why: string;
}

/** One of the points that a paper is about, and the claims that make it. */
export interface MainPoint {
  /** In a few words. */
  readonly title: string;
  /** Ids of claims, in the order in which they are shown. */
  readonly claims: readonly string[];
}

/** Everything that one paper states: `experiments/<paper>/claims.json`. */
export interface ClaimsFile {
  /** Version of the file. */
  readonly format: 1;
  /** The paper whose claims these are. */
  readonly paper: ClaimedPaper;
  /** What the paper is about, the most important point first; the summary says what was found of each. */
  readonly main?: readonly MainPoint[] | undefined;
  /** The tolerances of `claims`, explained; the numbers themselves stand in each claim's test. */
  readonly tolerances: readonly ToleranceRule[];
  /** Facts about corpora and hardware from their publishers. */
  readonly facts: readonly Fact[];
  /** Every split that the paper states. */
  readonly splits: readonly StatedSplit[];
  /** In the order of the paper: sections in words, then tables. */
  readonly claims: readonly Claim[];
}
