import { type Samples, samplesOf } from "../record/aggregate.ts";
import { measured } from "../record/measure.ts";
import type { RunRecord } from "../record/record.ts";
import type { Test } from "./claim.ts";
import { pairsOnOneMachine, type RunPair } from "./evidence.ts";

/** Differences of two sides, run by run, with the sign that a claim gives them. */
export interface PairedSamples {
  /** One difference per pair. */
  readonly samples: Samples;
  /** The pairs behind them. */
  readonly pairs: readonly RunPair[];
  /** `backend, engine` of the pairs, or `null`. */
  readonly machine: string | null;
  /** What was left out, one sentence each. */
  readonly remarks: readonly string[];
}

/** Pairs the runs of two sides of a comparison; of an ordering a difference above 0 is what the paper states. */
export function pairedSamples(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
  test: Extract<Test, { readonly kind: "ordering" | "difference" }>,
): PairedSamples {
  const { machine, pairs, remarks } = pairsOnOneMachine(first, second);
  const [sign, other] = test.kind === "ordering"
    ? [test.sign, test.worseQuantity ?? test.quantity]
    : [1, test.quantity];
  const partner = new Map(pairs.map((pair) => [pair.first, pair.second]));
  const samples = samplesOf(pairs.map((pair) => pair.first), (record) => {
    const [a, b] = [measured(record, test.quantity), measured(partner.get(record)!, other)];
    return a === null || b === null ? null : sign * (a - b);
  });
  return { samples, pairs, machine, remarks };
}
