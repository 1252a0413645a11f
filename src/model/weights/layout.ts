/** Inputs and outputs that are moved together: so many rows of both sides stay in the processor's cache. */
const [INPUTS, OUTPUTS] = [64, 16];

/**
 * PyTorch's `[out, channels, height, width]` as `[height, width, channels, out]`. A dense kernel `[out, in]` is
 * the case of a 1x1 image of `in` channels, or of the image that was flattened before it.
 *
 * @param values Row by row.
 * @param inputs Height, width and channels.
 * @returns New array of the same length.
 */
export function vectorsFirst(
  values: Float32Array,
  [height, width, channels]: readonly number[],
): Float32Array<ArrayBuffer> {
  const pixels = height! * width!;
  const inputs = pixels * channels!;
  const outputs = inputs === 0 ? 0 : values.length / inputs;
  const moved = new Float32Array(values.length);
  // Where the first output of each input goes.
  const places = Float64Array.from(
    { length: inputs },
    (_, input) => ((input % pixels) * channels! + Math.floor(input / pixels)) * outputs,
  );
  for (let first = 0; first < inputs; first += INPUTS) {
    for (let top = 0; top < outputs; top += OUTPUTS) {
      const bottom = Math.min(top + OUTPUTS, outputs);
      for (let input = first; input < Math.min(first + INPUTS, inputs); input++) {
        const place = places[input]!;
        for (let out = top; out < bottom; out++) moved[place + out] = values[out * inputs + input]!;
      }
    }
  }
  return moved;
}
