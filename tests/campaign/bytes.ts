import type { Random } from "../../src/base/random.ts";
import { UserError } from "../../src/base/errors.ts";

/** One of several. */
export function oneOf<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)]!;
}

/** Numbers that a reader may not expect. */
const ODD = [
  0,
  1,
  2,
  0x7f,
  0x80,
  0xff,
  0x7fff,
  0x8000,
  0xffff,
  0x7fffffff,
  0x80000000,
  0xfffffffe,
  0xffffffff,
];

/** Bytes with one to four changes: other bytes, odd 32-bit numbers, parts that are cut, doubled or put in. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let changed = bytes.slice() as Uint8Array<ArrayBuffer>;
  for (let changes = 1 + random.integer(4); changes > 0 && changed.length > 4; changes--) {
    // Heads are short and matter most.
    const within = random.integer(2) === 0 ? Math.min(64, changed.length) : changed.length;
    const at = random.integer(within);
    const length = 1 + random.integer(Math.min(40, changed.length - at));
    const [before, part, after] = [
      changed.slice(0, at),
      changed.slice(at, at + length),
      changed.slice(at + length),
    ];
    switch (random.integer(6)) {
      case 0:
        changed[at] = random.integer(256);
        break;
      case 1:
        changed[at]! ^= 1 << random.integer(8);
        break;
      case 2:
        if (at + 4 <= changed.length) new DataView(changed.buffer).setUint32(at, oneOf(ODD, random), true);
        break;
      case 3:
        changed = joined(before, after);
        break;
      case 4:
        changed = joined(before, part, part, after);
        break;
      default:
        changed = random.integer(3) === 0
          ? before
          : joined(before, part.map(() => random.integer(256)), after);
    }
  }
  return changed;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * How an action ended that may end in one line that the user can act upon: what it gives, "one line", or what else
 * it threw; "slow" where it took longer than it may, "over 2 GB" where the process grew beyond.
 */
export async function ending(action: () => Promise<string> | string, mostMs = 20_000): Promise<string> {
  const from = performance.now();
  let outcome: string;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => timer = setTimeout(() => resolve("hangs"), 3 * mostMs));
  try {
    outcome = await Promise.race([action(), late]);
  } catch (error) {
    const told = error instanceof UserError && !/[\n\r]/.test(error.message);
    outcome = told ? "one line" : `threw ${(error as Error)?.stack ?? error}`;
  } finally {
    clearTimeout(timer);
  }
  if (performance.now() - from > mostMs) return "slow";
  return Deno.memoryUsage().rss > 2e9 ? "over 2 GB" : outcome;
}
