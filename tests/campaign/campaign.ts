/** A fault campaign: many random trials of one kind of fault, each with an outcome that is counted. */
import type { Random } from "../../src/base/random.ts";

/** One kind of fault. */
export interface Campaign {
  /** What is tried, in a few words: "records with a changed field". */
  readonly name: string;
  /** Trials of a full campaign; the tests make one, or three where a full one has a thousand. */
  readonly trials: number;
  /** Outcomes that are right; any other fails the campaign. */
  readonly right: readonly string[];
  /**
   * One trial.
   *
   * @param random Every random choice of the trial.
   * @param folder Empty, the trial's own, removed afterwards.
   * @returns The outcome in a few words that recur, such as "left out" or "exit 70".
   */
  trial(random: Random, folder: string): Promise<string>;
}

/** How often each outcome came, the trials that went wrong by number. */
export interface Tally {
  readonly counts: ReadonlyMap<string, number>;
  readonly wrong: readonly { readonly trial: number; readonly outcome: string }[];
}
