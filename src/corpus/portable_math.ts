/**
 * Sine, cosine and powers of two from additions, multiplications and divisions alone. Those are rounded the
 * same everywhere, `Math.sin` and `Math.pow` are not, and made-up voices have to be the same to the byte.
 */

/** `sin(2 pi turns)`, error below 1e-12. */
export function sineOfTurns(turns: number): number {
  // To [-0.5, 0.5] turns, then to [-0.25, 0.25] by sin(pi - x) = sin(x).
  let t = turns - Math.round(turns);
  if (t > 0.25) t = 0.5 - t;
  if (t < -0.25) t = -0.5 - t;
  const x = 2 * Math.PI * t;
  return x * series(-x * x, 1);
}

/** `cos(2 pi turns)`, error below 1e-12. */
export function cosineOfTurns(turns: number): number {
  return sineOfTurns(turns + 0.25);
}

/** `2 ** x`, relative error below 1e-12; for |x| below 1000. */
export function powerOfTwo(x: number): number {
  const whole = Math.round(x);
  const y = (x - whole) * Math.LN2;
  // Taylor's series of exp at |y| <= 0.35.
  let sum = 1;
  for (let k = 13; k >= 1; k--) sum = 1 + (sum * y) / k;
  for (let k = 0; k < whole; k++) sum *= 2;
  for (let k = 0; k > whole; k--) sum /= 2;
  return sum;
}

/** `10 ** (db / 20)`: what a level in decibels is as a factor of the amplitude. */
export function amplitude(db: number): number {
  return powerOfTwo(db * (Math.LOG2E * Math.LN10 / 20));
}

/** Sum of `y^k / ((first + 1) ... (first + 2k))`, k from 0: Taylor's series of sine for `first` 1. */
function series(y: number, first: number): number {
  let sum = 1;
  for (let k = 9; k >= 1; k--) sum = 1 + (sum * y) / ((first + 2 * k - 1) * (first + 2 * k));
  return sum;
}
