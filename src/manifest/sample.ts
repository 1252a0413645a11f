import { rangeError } from "../base/errors.ts";
import { type Random, shuffled } from "../base/random.ts";

/** Cells that are drawn to choose the next one from. */
const CANDIDATES = 64;

/**
 * Cells of a product of settings in an order of which every beginning is balanced: the counts of a setting's
 * levels are as nearly in proportion to its weights as whole numbers allow (each time the level with the
 * highest `weight / (count + 1/2)`, the method of Webster and Sainte-Laguë), and among levels that are due
 * alike those are taken whose pairs with the levels of other settings have come the least. A longer order
 * begins with the shorter one. No cell comes twice; near the end of the product balance gives way to that.
 *
 * @param weights Shape `[factors, levels]`, each > 0: how often a level is wanted beside its factor's others.
 * @param count Cells wanted, from 0 to the size of the product.
 * @param random Decides between levels that are as good.
 * @returns Shape `[count, factors]`: a level of every factor, from 0; the first cell is all 0.
 * @throws {RangeError} If a weight is not > 0, or the product has fewer cells.
 */
export function balancedOrder(
  weights: readonly (readonly number[])[],
  count: number,
  random: Random,
): number[][] {
  const odd = weights.flat().find((w) => !(w > 0 && Number.isFinite(w)));
  if (odd !== undefined) throw rangeError("order cells", "weights must be finite and > 0", odd);
  const product = weights.reduce((size, levels) => size * levels.length, 1);
  if (!(Number.isInteger(count) && count >= 0 && count <= product)) {
    throw rangeError("order cells", `count must be an integer from 0 to ${product}`, count);
  }
  const order: number[][] = [];
  const used = new Set<string>();
  const tally = openTally(weights);
  while (order.length < count) {
    const cell = order.length === 0 ? weights.map(() => 0) : unusedCell(weights, tally, used, random);
    used.add(cell.join());
    tally.add(cell);
    order.push(cell);
  }
  return order;
}

/** How often each level, and each pair of levels of two factors, has come. */
interface Tally {
  level(factor: number, level: number): number;
  pair(factor: number, level: number, other: number, otherLevel: number): number;
  add(cell: readonly number[]): void;
}

function openTally(weights: readonly (readonly number[])[]): Tally {
  const levels = weights.map((own) => own.map(() => 0));
  const pairs = weights.map((own) => own.map(() => weights.map((other) => other.map(() => 0))));
  return {
    level: (factor, level) => levels[factor]![level]!,
    pair: (factor, level, other, otherLevel) => pairs[factor]![level]![other]![otherLevel]!,
    add: (cell) =>
      cell.forEach((level, factor) => {
        levels[factor]![level]!++;
        cell.forEach((otherLevel, other) => pairs[factor]![level]![other]![otherLevel]!++);
      }),
  };
}

/** Of unused cells the best balanced one: of those that are due, else of those one level away from them. */
function unusedCell(
  weights: readonly (readonly number[])[],
  tally: Tally,
  used: ReadonlySet<string>,
  random: Random,
): number[] {
  const unused = (cell: readonly number[]) => !used.has(cell.join());
  const due = Array.from({ length: CANDIDATES }, () => dueCell(weights, tally, random));
  const candidates = due.some(unused) ? due : due.flatMap((cell) => neighbours(cell, weights));
  const excess = (cell: readonly number[]) =>
    cell.reduce((sum, level, factor) => {
      const alone = (tally.level(factor, level) + 0.5) / weights[factor]![level]!;
      return sum + alone + timesMet(weights, tally, cell, factor, level);
    }, 0);
  const [best] = candidates.filter(unused)
    .map((cell) => ({ cell, excess: excess(cell) }))
    .sort((a, b) => a.excess - b.excess);
  if (best !== undefined) return best.cell;
  for (let index = 0;; index++) {
    const cell = cellAt(index, weights);
    if (unused(cell)) return cell;
  }
}

/** The cells that differ from a cell in one factor. */
function neighbours(cell: readonly number[], weights: readonly (readonly number[])[]): number[][] {
  return weights.flatMap((levels, factor) => levels.map((_, level) => cell.with(factor, level)));
}

/** The level of each factor that is due, factors in random order. */
function dueCell(weights: readonly (readonly number[])[], tally: Tally, random: Random): number[] {
  const cell = weights.map(() => -1);
  for (const factor of shuffled(weights.map((_, i) => i), random)) {
    const claim = weights[factor]!.map((weight, level) => weight / (tally.level(factor, level) + 0.5));
    const due = largest(claim);
    const met = due.map((level) => -timesMet(weights, tally, cell, factor, level));
    const best = largest(met).map((i) => due[i]!);
    cell[factor] = best[random.integer(best.length)]!;
  }
  return cell;
}

/** How often a level has met the levels chosen so far, each by its weight. */
function timesMet(
  weights: readonly (readonly number[])[],
  tally: Tally,
  cell: readonly number[],
  factor: number,
  level: number,
): number {
  return cell.reduce((sum, otherLevel, other) => {
    if (otherLevel < 0 || other === factor) return sum;
    const share = weights[factor]![level]! * weights[other]![otherLevel]!;
    return sum + tally.pair(factor, level, other, otherLevel) / share;
  }, 0);
}

/** Positions of the largest value. */
function largest(values: readonly number[]): number[] {
  const top = Math.max(...values);
  return values.flatMap((value, i) => (value >= top - 1e-9 ? [i] : []));
}

/** The cell of that number, the last factor varying fastest. */
function cellAt(index: number, weights: readonly (readonly number[])[]): number[] {
  let rest = index;
  return weights.toReversed().map((levels) => {
    const level = rest % levels.length;
    rest = Math.floor(rest / levels.length);
    return level;
  }).reverse();
}
