/** A buffer that lives from the call `first` to the call `last` of a step, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Where each buffer starts and how much memory all need. */
export interface Arena {
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/** Vectors of the last channels may read beyond a buffer by less than this. */
const SLACK = 64;

/**
 * Places buffers so that those alive at once never overlap: the largest first, each at the lowest place that
 * is free (first fit by decreasing size). Starts are multiples of 64 and staggered, so that tensors walked in
 * step do not fall on the same cache sets.
 */
export function planArena(buffers: readonly Lifetime[]): Arena {
  const offsets = buffers.map(() => 0);
  const order = buffers.map((_, i) => i).sort((a, b) => buffers[b]!.bytes - buffers[a]!.bytes || a - b);
  const placed: { start: number; end: number; buffer: Lifetime }[] = [];
  let bytes = 0;
  order.forEach((index, rank) => {
    const buffer = buffers[index]!;
    const length = Math.ceil((buffer.bytes + SLACK) / 64) * 64 + 64 * (1 + (rank * 13) % 31);
    let start = 0;
    for (const other of placed) {
      const apart = other.buffer.last < buffer.first || other.buffer.first > buffer.last;
      if (!apart && other.start < start + length && start < other.end) start = other.end;
    }
    placed.push({ start, end: start + length, buffer });
    placed.sort((a, b) => a.start - b.start);
    offsets[index] = start;
    bytes = Math.max(bytes, start + length);
  });
  return { offsets, bytes };
}
