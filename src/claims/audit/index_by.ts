import type { ClaimQuantity } from "../claim.ts";
import type { NumberClaim } from "./quantities.ts";

/** Coordinates that statements name most often, by which numbers are looked up. */
const KEYS = ["measure", "network", "corpus", "variant", "of", "table"] as const;

/**
 * Looks numbers up by the coordinates of a statement, so that it is compared with those alone that it may be about.
 *
 * @param quantityOf What counts as the quantity of a number.
 * @returns Given a pattern, all numbers that agree with one of its coordinates, the rarest; in their order.
 */
export function numbersFor(
  numbers: readonly NumberClaim[],
  quantityOf: (number: NumberClaim) => ClaimQuantity,
): (
  pattern: { readonly [K in keyof ClaimQuantity]?: ClaimQuantity[K] | undefined },
) => readonly NumberClaim[] {
  const lists = KEYS.map((key) => [key, Map.groupBy(numbers, (number) => quantityOf(number)[key])] as const);
  return (pattern) =>
    lists.reduce<readonly NumberClaim[]>((best, [key, own]) => {
      if (pattern[key] === undefined) return best;
      const found = own.get(pattern[key]) ?? [];
      return found.length < best.length ? found : best;
    }, numbers);
}
