import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import golden from "../../fixtures/golden/spectrogram.json" with { type: "json" };
import { randomFromUint32 } from "../../src/base/random.ts";
import type { Matrix } from "../../src/spectrogram/matrix.ts";
import { areaResize } from "../../src/spectrogram/resize.ts";

const given: Matrix = { ...golden.resize, values: Float32Array.from(golden.resize.values) };

for (const { rows, columns, expected } of golden.resize.cases) {
  Deno.test(`agrees with NumPy: 7 x 5 to ${rows} x ${columns}`, () => {
    const got = areaResize(given, rows, columns);
    assertEquals([got.rows, got.columns, got.values.length], [rows, columns, expected.length]);
    got.values.forEach((v, i) => assert(Math.abs(v - expected[i]!) < 1e-6, `cell ${i}: ${v}`));
  });
}

Deno.test("is repetition followed by plain means, for any sizes", () => {
  const random = randomFromUint32(5);
  for (let trial = 0; trial < 40; trial++) {
    const [rows, columns, height, width] = [0, 0, 0, 0].map(() => 1 + random.integer(9)) as [
      number,
      number,
      number,
      number,
    ];
    const values = Float32Array.from({ length: rows * columns }, () => random.normal());
    const got = areaResize({ rows, columns, values }, height, width);
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        // Every old cell cut into height x width parts: a new one covers rows x columns of them.
        let sum = 0;
        for (let y = r * rows; y < (r + 1) * rows; y++) {
          for (let x = c * columns; x < (c + 1) * columns; x++) {
            sum += values[Math.floor(y / height) * columns + Math.floor(x / width)]!;
          }
        }
        assert(Math.abs(got.values[r * width + c]! - sum / (rows * columns)) < 1e-6);
      }
    }
  }
});

Deno.test("the same size changes nothing, and the input is left alone", () => {
  const before = given.values.slice();
  assertEquals(areaResize(given, 7, 5).values, before);
  assertEquals(given.values, before);
});

Deno.test("one value stays one value at any size", () => {
  const values = new Float32Array(513 * 37).fill(-120);
  for (const size of [128, 37, 600]) {
    const got = areaResize({ rows: 37, columns: 513, values }, size, size);
    assert(got.values.every((v) => Math.abs(v + 120) < 1e-4));
  }
});
