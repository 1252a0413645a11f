import type { Claim, Place } from "../claim.ts";
import type { ClaimsFile } from "../claims_file.ts";

/**
 * `impossible`: no experiment gives the printed number. `inconsistent`: two statements of the paper, or of the
 * paper and a publisher, exclude each other. `doubtful`: it follows only from a stated assumption.
 */
export type Severity = "impossible" | "inconsistent" | "doubtful";

/** One contradiction among a paper's own numbers, or with a publisher's. */
export interface Finding {
  /** Name of the rule: `f1-of-precision-and-recall`. */
  readonly rule: string;
  /** What is wrong, one line without numbers. */
  readonly title: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** Where the numbers stand. */
  readonly places: readonly Place[];
  /** Ids of the claims that exclude each other. */
  readonly claims: readonly string[];
  /** The numbers spelled out, one or two lines. */
  readonly arithmetic: string;
  /** Why this cannot be, or what it assumes. */
  readonly explanation: string;
  /** Publication of the method, or `null` where it is plain arithmetic. */
  readonly source: string | null;
}

/** What one rule says of some claims. */
export interface Fault {
  /** How bad it is. */
  readonly severity: Severity;
  /** The claims that exclude each other, the one in question first. */
  readonly claims: readonly Claim[];
  /** Places beside those of `claims`, such as a split's. */
  readonly places?: readonly Place[];
  /** The numbers spelled out. */
  readonly arithmetic: string;
}

/** A size that a network as described can have, under one reading of the description. */
export interface SizeReading {
  /** The layers in words: `strides 2222222, same padding, 4 classes`. */
  readonly layout: string;
  /** What is counted: `float32 weights`. */
  readonly counted: string;
  /** In bytes. */
  readonly bytes: number;
}

/** Sizes of one network under every reading of its description. */
export interface NetworkSizes {
  /** Under the readings that a reader would try first. */
  readonly likely: readonly SizeReading[];
  /** Under every reading that was searched, the likely ones included. */
  readonly all: readonly SizeReading[];
  /** What was searched, in words. */
  readonly searched: string;
}

/** What rules need beside the claims. */
export interface AuditContext {
  /**
   * Sizes of a network by its name in the registry, for square images of `pixels` and so many classes; `null` for
   * a network whose layers the paper does not describe.
   */
  readonly sizes: (network: string, pixels: number, classes: readonly number[]) => NetworkSizes | null;
}

/** One check over any paper's claims. */
export interface Rule {
  /** Dashed. */
  readonly name: string;
  /** What is wrong where it speaks. */
  readonly title: string;
  /** Why this cannot be, or what it assumes. */
  readonly explanation: string;
  /** Publication of the method, or `null` where it is plain arithmetic. */
  readonly source: string | null;
  /** Every fault of a paper. */
  readonly check: (paper: ClaimsFile, context: AuditContext) => Fault[];
}
