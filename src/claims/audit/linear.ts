import { add, compare, divide, type Fraction, fraction, multiply, negated, ONE, ZERO } from "./fraction.ts";
import type { Interval } from "./interval.ts";

/** `sum(coefficients[i] * x[i]) <= atMost`, over unknown numbers that are not below 0. */
export interface Limit {
  /** One per unknown. */
  readonly coefficients: readonly Fraction[];
  /** What the sum does not pass. */
  readonly atMost: Fraction;
}

/** The two limits that hold a sum between two numbers. */
export function within(
  low: readonly Fraction[],
  high: readonly Fraction[],
  { low: from, high: to }: Interval,
): Limit[] {
  return [
    { coefficients: low, atMost: to },
    { coefficients: high.map(negated), atMost: negated(from) },
  ];
}

/** Shares of a whole: numbers not below 0 that sum to 1. */
export function shareLimits(count: number): Limit[] {
  const ones = Array.from({ length: count }, () => ONE);
  return within(ones, ones, { low: ONE, high: ONE });
}

/**
 * Smallest and largest `sum(objective[i] * x[i])` over all `x >= 0` within the limits, exact; `null` where no
 * `x` is within them. The limits must bound the sum. Source: the simplex method (Dantzig 1951) in dictionary
 * form with the pivot rule of Bland 1977, which cannot run in circles.
 */
export function rangeWithin(objective: readonly Fraction[], limits: readonly Limit[]): Interval | null {
  const high = maximum(objective, limits);
  if (high === null) return null;
  const low = maximum(objective.map(negated), limits)!;
  return { low: negated(low), high };
}

/** Each basic variable as `constant + sum(row[j] * free[j])`, the objective likewise. */
interface Dictionary {
  readonly basic: number[];
  readonly free: number[];
  readonly rows: Fraction[][];
  readonly constants: Fraction[];
  objective: Fraction[];
  value: Fraction;
}

/** Number of the helping variable that makes every limit hold at first. */
const HELP = -1;

function maximum(objective: readonly Fraction[], limits: readonly Limit[]): Fraction | null {
  const size = objective.length;
  const d: Dictionary = {
    basic: limits.map((_, i) => size + i),
    free: [...objective.keys()],
    rows: limits.map(({ coefficients }) => coefficients.map(negated)),
    constants: limits.map(({ atMost }) => atMost),
    objective: [...objective],
    value: ZERO,
  };
  if (!feasible(d)) return null;
  expressObjective(d, objective);
  climb(d);
  return d.value;
}

/** First phase: brings the dictionary to a point within the limits; false where there is none. */
function feasible(d: Dictionary): boolean {
  const worst = d.constants.reduce((at, c, i) => (compare(c, d.constants[at]!) < 0 ? i : at), 0);
  if (d.constants.length === 0 || compare(d.constants[worst]!, ZERO) >= 0) return true;
  d.free.push(HELP);
  d.rows.forEach((row) => row.push(fraction(1n)));
  d.objective = d.free.map((v) => (v === HELP ? fraction(-1n) : ZERO));
  d.value = ZERO;
  pivot(d, worst, d.free.length - 1);
  climb(d);
  if (d.value.n !== 0n) return false;
  const row = d.basic.indexOf(HELP);
  if (row >= 0) pivot(d, row, d.rows[row]!.findIndex((c) => c.n !== 0n));
  const column = d.free.indexOf(HELP);
  d.free.splice(column, 1);
  d.rows.forEach((r) => r.splice(column, 1));
  return true;
}

function expressObjective(d: Dictionary, objective: readonly Fraction[]): void {
  d.objective = d.free.map((v) => objective[v] ?? ZERO);
  d.value = ZERO;
  d.basic.forEach((v, i) => {
    const factor = objective[v] ?? ZERO;
    if (factor.n === 0n) return;
    d.value = add(d.value, multiply(factor, d.constants[i]!));
    d.objective = d.objective.map((c, j) => add(c, multiply(factor, d.rows[i]![j]!)));
  });
}

/** Pivots until no free variable raises the objective. */
function climb(d: Dictionary): void {
  for (;;) {
    const raising = d.free.map((v, j) => ({ v, j })).filter(({ j }) => d.objective[j]!.n > 0n);
    if (raising.length === 0) return;
    const { j } = raising.reduce((a, b) => (a.v < b.v ? a : b));
    let leaving = -1;
    let step = ZERO;
    d.rows.forEach((row, i) => {
      if (row[j]!.n >= 0n) return;
      const room = divide(d.constants[i]!, negated(row[j]!));
      const order = leaving < 0 ? -1 : compare(room, step);
      if (order < 0 || (order === 0 && d.basic[i]! < d.basic[leaving]!)) [leaving, step] = [i, room];
    });
    if (leaving < 0) throw new RangeError("Cannot find a range as the limits must bound it");
    pivot(d, leaving, j);
  }
}

/** Makes the free variable `column` basic and the basic one of `row` free. */
function pivot(d: Dictionary, row: number, column: number): void {
  const old = d.rows[row]!;
  const factor = old[column]!;
  const line = old.map((c, j) => (j === column ? divide(fraction(1n), factor) : negated(divide(c, factor))));
  const constant = negated(divide(d.constants[row]!, factor));
  const replace = (coefficients: readonly Fraction[]) => {
    const f = coefficients[column]!;
    return coefficients.map((c, j) => j === column ? multiply(f, line[j]!) : add(c, multiply(f, line[j]!)));
  };
  d.rows.forEach((r, i) => {
    if (i === row) return;
    d.constants[i] = add(d.constants[i]!, multiply(r[column]!, constant));
    d.rows[i] = replace(r);
  });
  d.value = add(d.value, multiply(d.objective[column]!, constant));
  d.objective = replace(d.objective);
  d.rows[row] = line;
  d.constants[row] = constant;
  [d.basic[row], d.free[column]] = [d.free[column]!, d.basic[row]!];
}
