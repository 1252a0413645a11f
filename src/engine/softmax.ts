/** Softmax of rows of logits, `[n * classes]`, in a new array. */
export function softmax(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    const values = logits.subarray(row, row + classes);
    const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = values.reduce((a, b) => a + Math.exp(b - top), 0);
    values.forEach((value, i) => out[row + i] = Math.exp(value - top) / sum);
  }
  return out;
}
