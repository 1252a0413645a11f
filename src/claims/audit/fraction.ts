/**
 * Exact fractions, so that a printed decimal such as 0.1 is itself and an interval's end belongs to it.
 * `d` is above 0 and shares no factor with `n`.
 */
export interface Fraction {
  /** Numerator. */
  readonly n: bigint;
  /** Denominator, above 0. */
  readonly d: bigint;
}

/** 0 */
export const ZERO: Fraction = { n: 0n, d: 1n };
/** 1 */
export const ONE: Fraction = { n: 1n, d: 1n };

/** `n / d` in lowest terms; `d` is not 0. */
export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  const [a, b] = [BigInt(n), BigInt(d)];
  if (b === 0n) throw new RangeError("Cannot make a fraction as the denominator must not be 0");
  const divisor = greatestDivisor(a, b) * (b < 0n ? -1n : 1n);
  return { n: a / divisor, d: b / divisor };
}

/** The decimal number that a text of digits writes: `-1.50` is 3/2 below 0. */
export function fromDecimal(text: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new SyntaxError(`Cannot read a decimal number: current value is ${text}`);
  const [, sign, whole, digits = ""] = match;
  const value = BigInt(`${whole}${digits}`);
  return fraction(sign === "-" ? -value : value, 10n ** BigInt(digits.length));
}

/** The number that JavaScript prints for `value`: 0.1 is 1/10. */
export function fromNumber(value: number): Fraction {
  const match = /^(-?\d+(?:\.\d+)?)(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`Cannot make a fraction of ${value}`);
  const power = Number(match[2] ?? 0);
  const scale = fraction(10n ** BigInt(Math.abs(power)));
  const digits = fromDecimal(match[1]!);
  return power < 0 ? divide(digits, scale) : multiply(digits, scale);
}

/** `a + b` */
export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** `a - b` */
export function subtract(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d - b.n * a.d, a.d * b.d);
}

/** `-a` */
export function negated({ n, d }: Fraction): Fraction {
  return { n: -n, d };
}

/** `a * b` */
export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** `a / b`; `b` is not 0. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** Below 0 where `a < b`, 0 where they are equal, above 0 where `a > b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The smaller one. */
export function least(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) <= 0 ? a : b;
}

/** The larger one. */
export function most(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) >= 0 ? a : b;
}

/** Sum of all. */
export function total(values: readonly Fraction[]): Fraction {
  return values.reduce(add, ZERO);
}

/** The nearest double. */
export function toNumber({ n, d }: Fraction): number {
  const shift = BigInt(Math.max(0, d.toString(2).length - 1000));
  return Number(n >> shift) / Number(d >> shift);
}

/** Rounded to so many decimals, half away from 0, without zeros at the end: `0.7346`. */
export function show(value: Fraction, decimals = 4): string {
  const scale = 10n ** BigInt(decimals);
  const sign = value.n < 0n ? "-" : "";
  const n = value.n < 0n ? -value.n : value.n;
  const rounded = (2n * n * scale + value.d) / (2n * value.d);
  const digits = rounded.toString().padStart(decimals + 1, "0");
  const text = decimals === 0
    ? digits
    : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, "");
  return text === "0" ? text : sign + text;
}

/** The largest whole number that is not above `value`. */
export function floor({ n, d }: Fraction): bigint {
  const quotient = n / d;
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient;
}

/** The smallest whole number that is not below `value`. */
export function ceiling({ n, d }: Fraction): bigint {
  return -floor({ n: -n, d });
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
