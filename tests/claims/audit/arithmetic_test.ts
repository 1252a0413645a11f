import { deepStrictEqual as assertEquals, ok as assert, throws } from "node:assert/strict";
import golden from "../../../fixtures/golden/audit_linear.json" with { type: "json" };
import {
  add,
  ceiling,
  compare,
  divide,
  floor,
  type Fraction,
  fraction,
  fromDecimal,
  fromNumber,
  multiply,
  show,
  subtract,
  toNumber,
} from "../../../src/claims/audit/fraction.ts";
import {
  harmonicMeans,
  holds,
  type Interval,
  meanOf,
  overlap,
  printedInterval,
  showInterval,
} from "../../../src/claims/audit/interval.ts";
import { rangeWithin, shareLimits, within } from "../../../src/claims/audit/linear.ts";
import { randomFor } from "../../../src/base/random.ts";

Deno.test("fractions are exact", () => {
  assertEquals(add(fromDecimal("0.1"), fromDecimal("0.2")), fromDecimal("0.3"));
  assertEquals(fraction(6, -4), { n: -3n, d: 2n });
  assertEquals(fromNumber(1e-7), fraction(1, 10_000_000));
  assertEquals(fromNumber(1.5e21), fraction(1_500_000_000_000_000_000_000n));
  assertEquals(
    divide(multiply(fraction(2, 3), fraction(9, 4)), subtract(fraction(1), fraction(1, 4))),
    fraction(2),
  );
  assertEquals([
    floor(fraction(-7, 2)),
    ceiling(fraction(-7, 2)),
    floor(fraction(4)),
    ceiling(fraction(9, 2)),
  ], [
    -4n,
    -3n,
    4n,
    5n,
  ]);
  assertEquals(toNumber(fraction(1, 3)), 1 / 3);
  assertEquals([
    show(fraction(2, 3)),
    show(fraction(-1, 8), 2),
    show(fraction(5)),
    show(fraction(-1, 100000)),
  ], [
    "0.6667",
    "-0.13",
    "5",
    "0",
  ]);
  throws(() => fraction(1, 0), RangeError);
  throws(() => fromDecimal("1,5"), SyntaxError);
});

Deno.test("a printed number is half a unit of its last decimal to either side, ends included", () => {
  const eightyTwo = printedInterval(82.75, 2);
  assertEquals(showInterval(eightyTwo), "82.745 to 82.755");
  assert(holds(eightyTwo, fromDecimal("82.745")) && holds(eightyTwo, fromDecimal("82.755")));
  assert(!holds(eightyTwo, fromDecimal("82.74499999999999999999")));
  assertEquals(showInterval(printedInterval(1.1, 2)), "1.095 to 1.105");
  assertEquals(showInterval(printedInterval(50_000, 0)), "49999.5 to 50000.5");
  assertEquals(overlap(printedInterval(57, 0), printedInterval(58, 0)), {
    low: fromDecimal("57.5"),
    high: fromDecimal("57.5"),
  });
  assertEquals(overlap(printedInterval(57, 0), printedInterval(59, 0)), null);
});

Deno.test("means and harmonic means hold every combination and no more than their ends", () => {
  const random = randomFor(1, "audit intervals");
  const draw = (): Interval => {
    const low = random.integer(100);
    return { low: fraction(low, 100), high: fraction(low + random.integer(101 - low), 100) };
  };
  const at = ({ low, high }: Interval): Fraction =>
    add(low, multiply(subtract(high, low), fraction(random.integer(11), 10)));
  for (let i = 0; i < 300; i++) {
    const [a, b] = [draw(), draw()];
    const [x, y] = [at(a), at(b)];
    const sum = add(x, y);
    const harmonic = sum.n === 0n ? sum : divide(multiply(fraction(2), multiply(x, y)), sum);
    assert(holds(harmonicMeans(a, b), harmonic));
    assert(holds(meanOf([a, b]), divide(sum, fraction(2))));
  }
  assertEquals(harmonicMeans(printedInterval(0.5, 1), printedInterval(0.5, 1)), printedInterval(0.5, 1));
});

Deno.test("ranges of weighted sums are those of SciPy", () => {
  for (const { objective, limits, range } of golden) {
    const found = rangeWithin(objective.map((c) => fraction(c)), [
      ...shareLimits(objective.length),
      ...limits.map(({ coefficients, atMost }) => ({
        coefficients: coefficients.map((c) => fraction(c)),
        atMost: fraction(atMost),
      })),
    ]);
    if (range === null || found === null) {
      assertEquals(found, range);
      continue;
    }
    [found.low, found.high].forEach((end, i) => {
      assert(Math.abs(toNumber(end) - range[i]!) < 1e-6, `${toNumber(end)} against ${range[i]}`);
    });
  }
});

Deno.test("two weights: the range is the one found by hand", () => {
  // w and 1 - w with 0.2 w + 0.9 (1 - w) from 0.4 to 0.5, so w from 4/7 to 5/7.
  const values = [fraction(1, 5), fraction(9, 10)];
  const limits = [
    ...shareLimits(2),
    ...within(values, values, { low: fraction(2, 5), high: fraction(1, 2) }),
  ];
  assertEquals(rangeWithin([fraction(1), fraction(0)], limits), {
    low: fraction(4, 7),
    high: fraction(5, 7),
  });
  assertEquals(
    rangeWithin([fraction(1), fraction(0)], [
      ...limits,
      { coefficients: [fraction(1), fraction(0)], atMost: fraction(1, 2) },
    ]),
    null,
  );
  // A limit that is met exactly stays possible.
  const edge = rangeWithin([fraction(1), fraction(0)], [
    ...limits,
    { coefficients: [fraction(1), fraction(0)], atMost: fraction(4, 7) },
  ]);
  assert(edge !== null && compare(edge.low, edge.high) === 0);
});
