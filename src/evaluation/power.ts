import quantile from "@stdlib/stats-base-dists-t-quantile";
import { rangeError } from "../base/errors.ts";
import { checkLevel, checkTestToTrain } from "./arguments.ts";
import { noncentralTCdf } from "./noncentral_t.ts";
import { standardError } from "./student.ts";

/** What the runs at hand are like. */
export interface PowerOptions {
  /** Sample standard deviation over the runs; finite, >= 0. */
  readonly deviation: number;
  /** Number of runs; an integer >= 2. */
  readonly n: number;
  /** Test clips divided by training clips of one run, or `null`; see `EstimateOptions`. */
  readonly testToTrain: number | null;
  /** Probability of a false alarm, two-sided, in (0, 1); default 0.05. */
  readonly alpha?: number;
}

/** Number of runs above which nobody would go. */
const MOST_RUNS = 10_000;

/**
 * The smallest true difference that the t test of `n` such runs finds with probability `power`. The test
 * statistic is noncentral t with the difference in standard errors as noncentrality, solved by bisection; the
 * deviation is taken as known. Source: Cohen 1988, Statistical Power Analysis, ch. 2; the standard error is that of
 * `standardError`.
 *
 * @param power In (alpha, 1); default 0.8.
 * @returns In the unit of `deviation`; 0 for a deviation of 0.
 * @throws {RangeError} If an argument is out of range.
 */
export function smallestDifference(options: PowerOptions, power: number = 0.8): number {
  const { deviation, n, testToTrain, alpha = 0.05 } = checked(options);
  if (!(power > alpha && power < 1)) {
    throw rangeError("compute power", "power must be from alpha to 1", power);
  }
  return noncentrality(n - 1, alpha, power) * standardError(deviation, n, testToTrain);
}

/** Solutions found so far: many claims are judged by as many runs. */
const known = new Map<string, number>();

/** The difference in standard errors that is found with probability `power`. */
function noncentrality(df: number, alpha: number, power: number): number {
  const key = `${df} ${alpha} ${power}`;
  const solved = known.get(key);
  if (solved !== undefined) return solved;
  const critical = quantile(1 - alpha / 2, df);
  const found = (delta: number) =>
    1 - noncentralTCdf(critical, df, delta) + noncentralTCdf(-critical, df, delta);
  let [low, high] = [0, critical];
  while (found(high) < power) [low, high] = [high, 2 * high];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (found(middle) < power) low = middle;
    else high = middle;
  }
  known.set(key, high);
  return high;
}

/**
 * The smallest number of runs, `n` or more, whose confidence interval reaches no further than `halfWidth` to
 * either side, the deviation being the same.
 *
 * @param halfWidth Wanted; > 0, in the unit of `deviation`.
 * @returns `null` where none up to 10 000 does: runs that share training clips never come below
 * `z s sqrt(test/train)`, however many they are.
 * @throws {RangeError} If an argument is out of range.
 */
export function runsForHalfWidth(options: PowerOptions, halfWidth: number): number | null {
  const { deviation, n, testToTrain, alpha = 0.05 } = checked(options);
  if (!(halfWidth > 0)) throw rangeError("count runs", "halfWidth must be > 0", halfWidth);
  const enough = (runs: number) =>
    quantile(1 - alpha / 2, runs - 1) * standardError(deviation, runs, testToTrain) <= halfWidth;
  if (enough(n)) return n;
  if (!enough(MOST_RUNS)) return null;
  let [low, high] = [n, MOST_RUNS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function checked(options: PowerOptions): PowerOptions {
  const fail = (rule: string, value: unknown) => rangeError("compute power", rule, value);
  const { deviation, n, testToTrain, alpha = 0.05 } = options;
  if (!(deviation >= 0 && Number.isFinite(deviation))) {
    throw fail("deviation must be finite and >= 0", deviation);
  }
  if (!(Number.isInteger(n) && n >= 2)) throw fail("n must be an integer >= 2", n);
  checkLevel("alpha", alpha, fail);
  checkTestToTrain(testToTrain, fail);
  return options;
}
