// Pooling with any window, stride and padding, on contiguous `[samples, rows, columns, channels]`. Cells
// outside the image take no part: a maximum ignores them, an average divides by the cells inside.

/** Maximum of each window, or the average of its real cells. */
export function poolForward(
  x: usize, y: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  height: i32, width: i32, strideRow: i32, strideColumn: i32, top: i32, left: i32,
  outRows: i32, outColumns: i32, average: bool,
): void {
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < outRows; r++) {
      const r0 = max(0, r * strideRow - top), r1 = min(rows, r * strideRow - top + height);
      for (let q = 0; q < outColumns; q++) {
        const q0 = max(0, q * strideColumn - left), q1 = min(columns, q * strideColumn - left + width);
        const share = <f32>1 / <f32>((r1 - r0) * (q1 - q0));
        for (let c = 0; c < channels; c++) {
          let best: f32 = average ? 0 : -f32.MAX_VALUE;
          for (let i = r0; i < r1; i++) {
            for (let j = q0; j < q1; j++) {
              const v = load<f32>(x + (<usize>((i * columns + j) * channels + c) << 2));
              best = average ? best + v : max(best, v);
            }
          }
          store<f32>(y, average ? best * share : best);
          y += 4;
        }
      }
    }
    x += <usize>(rows * columns * channels) << 2;
  }
}

/** Gradient of the input: a maximum's goes to the first of equal cells, an average's to all real cells. */
export function poolBackward(
  x: usize, g: usize, out: usize, samples: i32, rows: i32, columns: i32, channels: i32,
  height: i32, width: i32, strideRow: i32, strideColumn: i32, top: i32, left: i32,
  outRows: i32, outColumns: i32, average: bool,
): void {
  const image = <usize>(rows * columns * channels) << 2;
  memory.fill(out, 0, <usize>samples * image);
  for (let s = 0; s < samples; s++) {
    for (let r = 0; r < outRows; r++) {
      const r0 = max(0, r * strideRow - top), r1 = min(rows, r * strideRow - top + height);
      for (let q = 0; q < outColumns; q++) {
        const q0 = max(0, q * strideColumn - left), q1 = min(columns, q * strideColumn - left + width);
        const share = <f32>1 / <f32>((r1 - r0) * (q1 - q0));
        for (let c = 0; c < channels; c++) {
          const d = load<f32>(g);
          g += 4;
          let best: f32 = -f32.MAX_VALUE;
          let where = <usize>((r0 * columns + q0) * channels + c) << 2;
          for (let i = r0; i < r1; i++) {
            for (let j = q0; j < q1; j++) {
              const o = <usize>((i * columns + j) * channels + c) << 2;
              if (average) {
                store<f32>(out + o, load<f32>(out + o) + d * share);
              } else {
                const v = load<f32>(x + o);
                if (v > best) {
                  best = v;
                  where = o;
                }
              }
            }
          }
          if (!average) store<f32>(out + where, load<f32>(out + where) + d);
        }
      }
    }
    x += image;
    out += image;
  }
}
