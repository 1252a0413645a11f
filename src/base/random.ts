import { mersenne } from "pure-rand/generator/mersenne";
import { rangeError } from "./errors.ts";
import { sha256 } from "./hash.ts";

/**
 * A stream of random numbers. Every random choice takes one as an argument; `Math.random` appears nowhere.
 * The numbers are those of MT19937 (Matsumoto & Nishimura 1998), pinned in the tests to its reference output.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /**
   * Uniform integer in [0, bound), every value equally likely.
   * @throws {RangeError} If `bound` is not an integer in [1, 2^32].
   */
  integer(bound: number): number;
  /** Standard normal (Box-Muller, one value per call). */
  normal(): number;
  /** Unsigned 32-bit integer. */
  uint32(): number;
}

/** MT19937 seeded as `init_genrand(seed)`, `seed` an unsigned 32-bit integer. */
export function randomFromUint32(seed: number): Random {
  const generator = mersenne(seed | 0);
  const uint32 = () => generator.next() >>> 0;
  const uniform = () => uint32() / 2 ** 32;
  return {
    uint32,
    uniform,
    integer: (bound) => {
      if (!(Number.isInteger(bound) && bound >= 1 && bound <= 2 ** 32)) {
        throw rangeError("draw an integer", "bound must be an integer in [1, 2^32]", bound);
      }
      // Rejection keeps every value equally likely.
      const limit = Math.floor(2 ** 32 / bound) * bound;
      let value = uint32();
      while (value >= limit) value = uint32();
      return value % bound;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/**
 * A stream of its own for every purpose: the seed of MT19937 is hashed from the run's seed and the words of
 * the purpose, so that nothing depends on how much was drawn elsewhere, and a resumed run needs no state.
 */
export function randomFor(seed: number, ...purpose: (string | number)[]): Random {
  return randomFromUint32(parseInt(sha256(JSON.stringify([seed, ...purpose])).slice(0, 8), 16));
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
