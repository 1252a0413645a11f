import { trainingTime } from "../record/measure.ts";
import { sidesOf } from "./draft_from_runs.ts";
import { eligibleRuns, type Evidence } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";

/** Inconclusive claims that take about as much to be decided. */
export interface Outlook {
  /** What they take, in words: `up to 5 further runs`. */
  readonly takes: string;
  /** Their ids, in the order of the paper. */
  readonly claims: readonly string[];
  /** Runs that decide all of them if means and spreads stay, of all variants that they need; 0 where none do. */
  readonly runs: number;
  /** Training time of these runs one after another, as long as those at hand took on average; 0 without runs. */
  readonly seconds: number;
}

/** In words, and the most runs of a claim; `null` is no number, `undefined` is not known yet. */
const GROUPS: readonly (readonly [string, (moreRuns: number | null | undefined) => boolean])[] = [
  ["up to 5 further runs", (more) => more != null && more <= 5],
  ["6 to 50 further runs", (more) => more != null && more > 5 && more <= 50],
  ["more than 50 further runs", (more) => more != null && more > 50],
  ["no number of further runs of this kind", (more) => more === null],
  ["three runs or pairs of runs before that can be said", (more) => more === undefined],
];

/**
 * What it would take to decide the claims that the runs at hand leave open. A variant's runs serve all claims about
 * it, so that the largest number of a group counts; turns of a timing take minutes and are not counted as runs.
 */
export function outlooksOf(judgements: readonly Judgement[], evidence: Evidence): Outlook[] {
  const open = judgements.filter(({ verdict }) => verdict === "inconclusive");
  return GROUPS.map(([takes, fits]) => {
    const own = open.filter((judgement) => fits(moreRuns(judgement)));
    return { takes, claims: own.map(({ id }) => id), ...costOf(own, evidence) };
  }).filter(({ claims }) => claims.length > 0);
}

/** `undefined` where fewer runs than a test needs have no spread to go by. */
function moreRuns({ power, measured }: Judgement): number | null | undefined {
  return power === null || measured?.deviation == null ? undefined : power.moreRuns;
}

function costOf(judgements: readonly Judgement[], evidence: Evidence): Pick<Outlook, "runs" | "seconds"> {
  const wanted = new Map<string, { runs: number; seconds: number }>();
  for (const judgement of judgements) {
    const { claim: { test }, unit } = judgement;
    const runs = moreRuns(judgement) ?? 0;
    if (
      unit === "seconds" || (test.kind !== "value" && test.kind !== "ordering" && test.kind !== "difference")
    ) {
      continue;
    }
    for (const side of sidesOf(test)) {
      const { records, variant } = eligibleRuns(evidence, side, test.corpus);
      // Experiments that share runs need them once.
      const key = variant?.runs[0]?.id;
      if (key === undefined || runs <= (wanted.get(key)?.runs ?? 0)) continue;
      const mean = records.reduce((sum, record) => sum + trainingTime(record), 0) / records.length;
      wanted.set(key, { runs, seconds: runs * mean });
    }
  }
  const sum = (of: "runs" | "seconds") => [...wanted.values()].reduce((total, one) => total + one[of], 0);
  return { runs: sum("runs"), seconds: sum("seconds") };
}
