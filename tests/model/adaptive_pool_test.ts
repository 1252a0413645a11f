import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../../src/backend/backend.ts";
import { adaptiveAveragePool, adaptiveShares } from "../../src/model/adaptive_pool.ts";
import { webgpuTest } from "../webgpu.ts";
import { sines } from "./sines.ts";

/** Averages cell by cell. */
function slowPool(x: Float32Array, [h, w, c]: number[], [rows, columns]: number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < rows!; i++) {
    for (let j = 0; j < columns!; j++) {
      for (let k = 0; k < c!; k++) {
        const cells: number[] = [];
        for (let y = Math.floor(i * h! / rows!); y < (i + 1) * h! / rows!; y++) {
          for (let z = Math.floor(j * w! / columns!); z < (j + 1) * w! / columns!; z++) {
            cells.push(x[(y * w! + z) * c! + k]!);
          }
        }
        out.push(cells.reduce((a, b) => a + b) / cells.length);
      }
    }
  }
  return out;
}

const CASES: [input: [number, number, number], size: [number, number]][] = [
  [[9, 8, 3], [7, 7]],
  [[2, 3, 5], [6, 6]],
  [[13, 1, 2], [4, 3]],
  [[7, 7, 1], [7, 7]],
  [[10, 6, 4], [1, 1]],
];

async function compare(): Promise<void> {
  for (const [input, size] of CASES) {
    const n = input[0] * input[1] * input[2];
    const values = sines(3 * n, 0.3, 1);
    const before = tf.memory().numTensors;
    const pooled = tf.tidy(() => adaptiveAveragePool(tf.tensor4d(values, [3, ...input]), size));
    assertEquals(pooled.shape, [3, ...size, input[2]]);
    const got = await pooled.data();
    const want = [0, 1, 2].flatMap((b) => slowPool(values.subarray(b * n, (b + 1) * n), input, size));
    assert(want.every((v, i) => Math.abs(v - got[i]!) <= 1e-6), `${input} to ${size}`);
    pooled.dispose();
    assertEquals(tf.memory().numTensors, before);
  }
}

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`adaptive average pooling is that of plain loops: ${backend}`, async () => {
    await openBackend(backend);
    await compare();
  });
}

webgpuTest("adaptive average pooling is that of plain loops", compare);

Deno.test("every bin's shares add up to one", () => {
  for (const [[rows, columns], size] of CASES) {
    const shares = adaptiveShares([rows, columns], size);
    for (let bin = 0; bin < size[0] * size[1]; bin++) {
      const sum = shares.subarray(bin * rows * columns, (bin + 1) * rows * columns).reduce(
        (a, b) => a + b,
        0,
      );
      assert(Math.abs(sum - 1) < 1e-6);
    }
  }
});
