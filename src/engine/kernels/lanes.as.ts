// Vectors at the end of a channel list.

/** Stores the first `valid` lanes (all four when more, none when less than one). */
@inline
export function storeLanes(to: usize, value: v128, valid: i32): void {
  if (valid >= 4) {
    v128.store(to, value);
  } else {
    if (valid > 0) v128.store_lane<f32>(to, value, 0);
    if (valid > 1) v128.store_lane<f32>(to, value, 1, 4);
    if (valid > 2) v128.store_lane<f32>(to, value, 2, 8);
  }
}

/** Stores the first `valid` of eight floats. */
@inline
export function store8(to: usize, low: v128, high: v128, valid: i32): void {
  if (valid >= 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    storeLanes(to, low, valid);
    storeLanes(to + 16, high, valid - 4);
  }
}
