import type { Samples } from "../record/aggregate.ts";
import type { Claim } from "./claim.ts";
import type { Judgement } from "./judgement.ts";

/** Fewest runs that decide anything. */
export const FEWEST_RUNS = 3;

/** Two-sided level of tests and intervals. */
export const LEVEL = 0.05;

/** A judgement before the claims of its table are known: several tests correct each other. */
export interface Draft {
  /** With the verdict and reason that stand if nothing was tested. */
  readonly judgement: Judgement;
  /** What was tested, or `null`. */
  readonly tested: Tested | null;
}

/** A test of runs whose verdict is still to be said. */
export interface Tested {
  /** Whether a mean is to lie in a range, or a difference on one side of 0. */
  readonly asks: "range" | "direction";
  /** What was tested. */
  readonly samples: Samples;
  /** Two-sided, see `JudgementTest.p`; `null` for fewer than three runs. */
  readonly p: number | null;
  /** What was repeated: runs of other folds and seeds, or turns of a timing. */
  readonly over: "run" | "turn";
  /** Tests with one key are one test that the paper speaks of twice. */
  readonly key: string;
}

/** A judgement of nothing yet. */
export function blank(claim: Claim): Judgement {
  return {
    id: claim.id,
    claim,
    verdict: "not run",
    why: "",
    unit: null,
    value: null,
    tolerance: null,
    measured: null,
    runIds: [],
    plannedRuns: 0,
    machine: null,
    test: null,
    clips: null,
    power: null,
    missing: null,
    readings: null,
    remarks: [],
  };
}
