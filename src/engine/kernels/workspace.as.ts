// The workspace of a scale-and-shift layer.
//
// With N channels rounded up to a multiple of 4 (`P`): P floats each of scale, shift, mean, 1 / deviation,
// pivot, slope and offset, P floats unused, then P float64 each of two sums.

export const SCALE: usize = 0;
export const SHIFT: usize = 1;
export const MEAN: usize = 2;
export const INVERSE: usize = 3;
export const PIVOT: usize = 4;
export const SLOPE: usize = 5;
export const OFFSET: usize = 6;
export const SUM: usize = 8;
export const SUM2: usize = 10;

/** Floats per field. */
@inline
export function padded(channels: i32): usize {
  return <usize>((channels + 3) & ~3);
}

/** Address of a field. */
@inline
export function at(workspace: usize, channels: i32, field: usize): usize {
  return workspace + field * padded(channels) * 4;
}

/** Adds four floats to four float64. */
@inline
export function addSum(to: usize, value: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(value)));
  const high = v128.shuffle<f32>(value, value, 2, 3, 2, 3);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Sets both sums to 0. */
export function clearSums(workspace: usize, channels: i32): void {
  memory.fill(at(workspace, channels, SUM), 0, padded(channels) * 16);
}
