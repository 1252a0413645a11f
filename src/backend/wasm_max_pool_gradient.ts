import * as tf from "@tensorflow/tfjs";

/** The parts of the `wasm` backend that its own kernels use. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: string): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
}

interface PoolAttrs {
  filterSize: [number, number];
  strides: [number, number];
  pad: "same" | "valid";
}

/**
 * Replaces `MaxPoolGrad` of the `wasm` backend: the one of TensorFlow.js 4.22 passes over some windows of
 * images that are more than four wide. Here it is a loop over the backend's memory.
 */
export function registerWasmMaxPoolGradient(): void {
  if (tf.getKernel("MaxPoolGrad", "wasm") !== undefined) tf.unregisterKernel("MaxPoolGrad", "wasm");
  tf.registerKernel({
    kernelName: "MaxPoolGrad",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend: any }) => {
      const backend = any as WasmBackend;
      const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
      const { filterSize, strides, pad } = attrs as unknown as PoolAttrs;
      const shape = input.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
      const dx = backend.makeOutput(input.shape, input.dtype);
      // Views are taken after the allocation, which may have moved the memory.
      const [x, g, out] = [input, dy, dx].map((t) => backend.typedArrayFromHeap(t)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      maxPoolGradient(x, g, out, info);
      return dx;
    },
  });
}

/** Each window's gradient goes to its first largest value. */
function maxPoolGradient(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  info: tf.backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
  dx.fill(0);
  let window = 0;
  for (let b = 0; b < batchSize; b++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - padInfo.top;
      const [firstRow, endRow] = [Math.max(0, top), Math.min(inHeight, top + info.filterHeight)];
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - padInfo.left;
        const [firstColumn, endColumn] = [Math.max(0, left), Math.min(inWidth, left + info.filterWidth)];
        for (let channel = 0; channel < inChannels; channel++) {
          let best = -1;
          let largest = -Infinity;
          for (let i = firstRow; i < endRow; i++) {
            for (let j = firstColumn; j < endColumn; j++) {
              const at = ((b * inHeight + i) * inWidth + j) * inChannels + channel;
              const value = x[at]!;
              if (value > largest || best < 0) [largest, best] = [value, at];
            }
          }
          dx[best]! += dy[window++]!;
        }
      }
    }
  }
}
