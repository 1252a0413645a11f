import { meanOf } from "../base/sum.ts";
import { rangeError } from "../base/errors.ts";

/** What one factor explains. Shares of 1. */
export interface FactorEffect {
  /** Free parameters that the factor adds to those of all others; 0 where they tell its levels apart already. */
  readonly degrees: number;
  /** Share of all variation that the factor explains by itself (R squared, eta squared). */
  readonly alone: number;
  /** Share that `alone` would be on average if the factor had no effect: `(levels - 1) / (n - 1)`. */
  readonly byChance: number;
  /** Share of all variation that is lost when the factor is dropped from the model of all factors. */
  readonly unique: number;
  /** What is lost, as a share of it and what no factor explains; `null` without residual degrees of freedom. */
  readonly partial: number | null;
  /** Per level, from 0. */
  readonly levels: readonly LevelMean[];
}

/** The values of one level. */
export interface LevelMean {
  /** Number of values. */
  readonly count: number;
  /** Plain mean, lowest and highest; `null` without values. */
  readonly values: { readonly mean: number; readonly lowest: number; readonly highest: number } | null;
}

/** What the factors of an unreplicated, incomplete design explain of the variation of a number. */
export interface MainEffects {
  /** Number of values. */
  readonly n: number;
  /** Share that all factors explain together (R squared, not adjusted). */
  readonly explained: number;
  /** Degrees of freedom of what they leave: interactions and chance. */
  readonly residualDegrees: number;
  /** Sample standard deviation of the values. */
  readonly deviation: number;
  /** Root mean square of what the factors leave, by its degrees of freedom; `null` where there are none. */
  readonly residualDeviation: number | null;
  /** One per factor. */
  readonly factors: readonly FactorEffect[];
}

/**
 * Fits `value = mean + sum of one effect per factor and level` by least squares and says how much of the
 * variation each factor explains: by itself, and beside all others by dropping it from the model ("type III"
 * sums of squares of a model without interactions, the same whatever the order of the factors). Partial eta
 * squared: Cohen 1973, Educational and Psychological Measurement 33, 107-112.
 *
 * @param values Shape `[n]`, finite.
 * @param cells Shape `[n, factors]`: the level of each factor, from 0.
 * @param levels Number of levels of each factor, some of which may have no value.
 * @returns `null` with fewer than three values or none that differ.
 * @throws {RangeError} If shapes differ, a value is not finite or a level does not exist.
 */
export function mainEffects(
  values: readonly number[],
  cells: readonly (readonly number[])[],
  levels: readonly number[],
): MainEffects | null {
  check(values, cells, levels);
  const n = values.length;
  const mean = meanOf(values);
  const centred = values.map((value) => value - mean);
  const total = squares(centred);
  if (n < 3 || values.every((value) => value === values[0])) return null;
  const columns = levels.map((count, factor) => indicators(cells, factor, count));
  const fit = (factors: readonly number[][][]) => residual(centred, [cells.map(() => 1), ...factors.flat()]);
  const full = fit(columns);
  const residualDegrees = n - full.rank;
  const left = residualDegrees > 0 ? full.squares : 0;
  const factors = columns.map((own, factor): FactorEffect => {
    const without = fit(columns.filter((_, other) => other !== factor));
    const lost = Math.max(0, without.squares - left);
    const alone = fit([own]);
    return {
      degrees: full.rank - without.rank,
      alone: 1 - alone.squares / total,
      byChance: (alone.rank - 1) / (n - 1),
      unique: lost / total,
      partial: residualDegrees > 0 && lost + left > 0 ? lost / (lost + left) : null,
      levels: Array.from({ length: levels[factor]! }, (_, level) => levelMean(values, cells, factor, level)),
    };
  });
  return {
    n,
    explained: 1 - left / total,
    residualDegrees,
    deviation: Math.sqrt(total / (n - 1)),
    residualDeviation: residualDegrees > 0 ? Math.sqrt(left / residualDegrees) : null,
    factors,
  };
}

/** The part of the last vector that no column explains, and the rank of the columns; modified Gram-Schmidt. */
function residual(
  values: readonly number[],
  columns: readonly (readonly number[])[],
): { squares: number; rank: number } {
  const basis: number[][] = [];
  for (const column of columns) {
    // Twice, since once leaves what rounding makes of nearly dependent columns.
    const rest = removed(removed(column, basis), basis);
    const length = Math.sqrt(squares(rest));
    if (length > 1e-9 * Math.sqrt(squares(column))) basis.push(rest.map((x) => x / length));
  }
  return { squares: squares(removed(removed(values, basis), basis)), rank: basis.length };
}

function removed(vector: readonly number[], basis: readonly (readonly number[])[]): number[] {
  return basis.reduce<number[]>((rest, direction) => {
    const along = rest.reduce((sum, x, i) => sum + x * direction[i]!, 0);
    return rest.map((x, i) => x - along * direction[i]!);
  }, [...vector]);
}

/** One column per level but the first. */
function indicators(cells: readonly (readonly number[])[], factor: number, levels: number): number[][] {
  return Array.from({ length: levels - 1 }, (_, l) => cells.map((cell) => (cell[factor] === l + 1 ? 1 : 0)))
    .filter((column) => column.includes(1));
}

function levelMean(
  values: readonly number[],
  cells: readonly (readonly number[])[],
  factor: number,
  level: number,
): LevelMean {
  const own = values.filter((_, i) => cells[i]![factor] === level);
  if (own.length === 0) return { count: 0, values: null };
  const mean = meanOf(own);
  return { count: own.length, values: { mean, lowest: Math.min(...own), highest: Math.max(...own) } };
}

function squares(vector: readonly number[]): number {
  return vector.reduce((sum, x) => sum + x * x, 0);
}

function check(
  values: readonly number[],
  cells: readonly (readonly number[])[],
  levels: readonly number[],
): void {
  const fail = (rule: string, value: unknown) => rangeError("estimate main effects", rule, value);
  if (cells.length !== values.length) throw fail("cells must be as many as values", cells.length);
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw fail("values must be finite", odd);
  const count = (cell: readonly number[]) => cell.length === levels.length;
  const known = (cell: readonly number[]) =>
    cell.every((l, f) => Number.isInteger(l) && l >= 0 && l < levels[f]!);
  const wrong = cells.find((cell) => !count(cell) || !known(cell));
  if (wrong !== undefined) throw fail("every cell must have an existing level of every factor", wrong);
}
