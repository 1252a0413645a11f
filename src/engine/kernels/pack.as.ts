// Weights rearranged into panels of 8 outputs, zeros beyond the last.

/** `[depth, width]` to panels `[ceil(width / 8)][depth][8]`. */
export function packPanels(weights: usize, depth: i32, width: i32, out: usize): void {
  for (let j = 0; j < width; j += 8) {
    const valid = min(8, width - j);
    for (let k = 0; k < depth; k++) {
      const from = weights + (<usize>k * width + j) * 4;
      if (valid == 8) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
      } else {
        for (let i = 0; i < 8; i++) {
          store<f32>(out + i * 4, i < valid ? load<f32>(from + i * 4) : 0);
        }
      }
      out += 32;
    }
  }
}

/**
 * One phase of a kernel `[kh, kw, inputs, outputs]` turned for the input gradient: taps `rowLast`,
 * `rowLast - rowStep`, ... (`rowTaps` of them) by the same of columns, outputs innermost, in panels of 8
 * inputs.
 */
export function packTurned(
  weights: usize, kernelWidth: i32, inputs: i32, outputs: i32,
  rowLast: i32, rowStep: i32, rowTaps: i32, columnLast: i32, columnStep: i32, columnTaps: i32, out: usize,
): void {
  for (let j = 0; j < inputs; j += 8) {
    const valid = min(8, inputs - j);
    for (let r = 0; r < rowTaps; r++) {
      for (let c = 0; c < columnTaps; c++) {
        const tap = (rowLast - r * rowStep) * kernelWidth + columnLast - c * columnStep;
        const from = weights + (<usize>(tap * inputs + j) * outputs) * 4;
        for (let o = 0; o < outputs; o++) {
          for (let i = 0; i < 8; i++) {
            store<f32>(out + i * 4, i < valid ? load<f32>(from + (<usize>i * outputs + o) * 4) : 0);
          }
          out += 32;
        }
      }
    }
  }
}
