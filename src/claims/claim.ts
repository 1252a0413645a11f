import type { MeasureName, Quantity } from "../record/measure.ts";

/**
 * Where in the paper a claim stands: a cell of a table, or a section in words. Rows and columns are as
 * printed, several labels of a row joined by ", ", two headings of a column by ": "; a cell that spans the table
 * is in column `all`.
 */
export type Place =
  | { readonly table: number; readonly row: string; readonly column: string }
  | { readonly section: string };

/** What the printed number counts. `percent` and `share` are the same quantity printed in two ways. */
export type Unit =
  | "percent"
  | "share"
  | "percentage-points"
  | "megabytes"
  | "gigabytes"
  | "minutes"
  | "hertz"
  | "count"
  | "pixels"
  | "hours"
  | "number";

/** Runs that a claim is judged by: one variant of one manifest. */
export interface RunsOf {
  /** Id of a manifest of the suite. */
  readonly experiment: string;
  /** `Variant.label` */
  readonly variant: string;
}

/**
 * The rule by which runs decide a claim. Tolerances of `value` and `difference` are in the measure's unit: shares
 * of 1, nats of a loss, seconds. `corpus` is the one that the runs' manifest names: of a cross-corpus run, the one
 * that is trained on.
 */
export type Test =
  /** The mean over runs lies within `tolerance` of the printed number. */
  | {
    readonly kind: "value";
    readonly corpus: string;
    readonly runs: RunsOf;
    readonly quantity: Quantity;
    readonly tolerance: number;
  }
  /** `better` minus `worse`, in `sign` 1, or `worse` minus `better` in -1, is above 0 in a paired test. */
  | {
    readonly kind: "ordering";
    readonly corpus: string;
    readonly better: RunsOf;
    readonly worse: RunsOf;
    readonly quantity: Quantity;
    /** Of `worse`, where it is another number than that of `better`: the recall of another class, say. */
    readonly worseQuantity?: Quantity | undefined;
    /** 1 where larger is better (accuracy), -1 where smaller is (bytes, seconds). */
    readonly sign: 1 | -1;
  }
  /** `minuend` minus `subtrahend` lies within `tolerance` of the printed number. */
  | {
    readonly kind: "difference";
    readonly corpus: string;
    readonly minuend: RunsOf;
    readonly subtrahend: RunsOf;
    readonly quantity: Quantity;
    readonly tolerance: number;
  }
  /** A number that follows from the layers alone: bytes or parameters of the network of `runs`. */
  | {
    readonly kind: "property";
    readonly runs: RunsOf;
    readonly property: "weightBytes" | "fileBytes" | "parameters";
    /** Of the printed value's unit, absolute. */
    readonly tolerance: number;
  }
  /** The same number of two networks: `better`'s is larger (`sign` 1) or smaller (-1); needs no run. */
  | {
    readonly kind: "property-ordering";
    readonly better: RunsOf;
    readonly worse: RunsOf;
    readonly property: "weightBytes" | "fileBytes" | "parameters";
    readonly sign: 1 | -1;
  }
  /** A fact about a corpus as published; `fact` names an entry of `ClaimsFile.facts`. */
  | { readonly kind: "fact"; readonly fact: string; readonly tolerance: number }
  /** No run can decide it; `why` says so in one sentence. */
  | {
    readonly kind: "none";
    readonly verdict: "not testable" | "cited" | "not comparable";
    readonly why: string;
  };

/**
 * What a number is of. The measures of a record, and:
 * `size` (of a saved network), `trainingTime`;
 * `clips`, `speakers`, `sessions`, `classes`, `hours`, `sampleRate` of a corpus, `memory` of a graphics card;
 * `trainShare`, `testShare`, `folds` of a split;
 * `setting`: how the experiment was set up, `of` names the setting.
 */
export type ClaimMeasure =
  | MeasureName
  | "size"
  | "trainingTime"
  | "clips"
  | "speakers"
  | "sessions"
  | "classes"
  | "hours"
  | "sampleRate"
  | "memory"
  | "trainShare"
  | "testShare"
  | "folds"
  | "setting";

/** What a number is of, in coordinates: the audit's rules group claims by these, never by ids. Absent is "not said". */
export interface ClaimQuantity {
  /** What is measured, under the field's names (`accuracy` is overall, `unweightedAccuracy` the mean class recall). */
  readonly measure: ClaimMeasure;
  /** Corpus tested on (`ravdess`, `iemocap`), or the graphics card that `memory` is of. */
  readonly corpus?: string | undefined;
  /** Corpus trained on, where it is another one. */
  readonly trainedOn?: string | undefined;
  /** Input: `raw` or `clean`. */
  readonly variant?: string | undefined;
  /** Network as the registry names it (`dscnn`, `alexnet`, ...), or the cited method (`fayek-2017`). */
  readonly network?: string | undefined;
  /** What halves the maps, where it is the point: `stride` or `max-pool`. */
  readonly downsampling?: string | undefined;
  /**
   * Of `precision`, `recall`, `f1`, `confusion`, `clips`: the (true) class in the field's spelling. Of `setting`:
   * which.
   */
  readonly of?: string | undefined;
  /** Of `confusion`: the predicted class. */
  readonly predicted?: string | undefined;
  /** Of `precision`, `recall`, `f1` over all classes: by clips, or plain. */
  readonly average?: "weighted" | "macro" | undefined;
  /**
   * The table that the number belongs to: its own of a cell; the one that is spoken of, of a number in the text;
   * absent if none.
   */
  readonly table?: number | undefined;
}

/** The coordinates in which the other side of a comparison differs. */
export type OtherSide = { readonly [K in keyof ClaimQuantity]?: ClaimQuantity[K] | undefined };

/** One number or comparison that the paper states. */
export interface Claim {
  /** Unique, dotted: `table-1.ravdess.raw.accuracy`, `abstract.size`. */
  readonly id: string;
  /** Where it stands. */
  readonly place: Place;
  /** Number, ordering in words, difference of two numbers, or property of the data or the network. */
  readonly kind: "value" | "ordering" | "difference" | "property";
  /** As printed (`82,75 %`, `0,97`, `34,5MB`), or the paper's statement paraphrased for an ordering. */
  readonly printed: string;
  /** The number in its unit with a decimal point (82.75), or `null` for an ordering. */
  readonly value: number | null;
  /** Decimals as printed: 2 for `82,75`; `null` for an ordering. */
  readonly decimals: number | null;
  /** Unit of `value`, or `null` for an ordering. */
  readonly unit: Unit | null;
  /** In the field's terms, one line: "overall accuracy on RAVDESS, raw spectrograms". */
  readonly meaning: string;
  /** What the number is of; of an ordering or a difference: the better side, the minuend. */
  readonly quantity: ClaimQuantity;
  /** Of an ordering or a difference: the other side, laid over `quantity`; absent if the paper does not say. */
  readonly against?: OtherSide | undefined;
  /** Claims with one `subject` state the same quantity in several places; see the audit. */
  readonly subject: string;
  /** How it is decided. */
  readonly test: Test;
  /** Runs whose number is shown beside a claim that none decides. */
  readonly beside?: RunsOf | undefined;
}
