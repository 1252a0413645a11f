import * as tf from "@tensorflow/tfjs";

/**
 * Gradients of a convolution for the `wasm` backend, composed of the convolutions that it has.
 *
 * TensorFlow.js 4.22 has no `Conv2DBackpropFilter` there, and its `Conv2DBackpropInput` is a plain loop.
 * Both are registered here. Image sizes, strides and paddings are free; dilation is not supported.
 */
export function registerWasmGradients(): void {
  replaceKernel("Conv2DBackpropFilter", ({ inputs, attrs }) => {
    const { filterShape, strides, pad } = attrs as unknown as ConvAttrs;
    return filterGradient(inputs.x as Images, inputs.dy as Images, filterShape!, strides, pad);
  });
  replaceKernel("Conv2DBackpropInput", ({ inputs, attrs }) => {
    const { inputShape, strides, pad } = attrs as unknown as ConvAttrs;
    return inputGradient(inputs.dy as Images, inputs.filter as Images, inputShape!, strides, pad);
  });
}

type Images = tf.Tensor4D;
type Shape4 = [number, number, number, number];
type Pad = "same" | "valid" | number | tf.backend_util.ExplicitPadding;

interface ConvAttrs {
  inputShape?: Shape4;
  filterShape?: Shape4;
  strides: number | [number, number];
  pad: Pad;
}

function replaceKernel(kernelName: string, compute: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, "wasm") !== undefined) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    // The tensors that a kernel is handed carry no methods of their own: they are wrapped first.
    kernelFunc: (call) => {
      const inputs: tf.NamedTensorInfoMap = {};
      for (const [name, info] of Object.entries(call.inputs)) {
        if (info !== undefined) {
          inputs[name] = info instanceof tf.Tensor ? info : tf.engine().makeTensorFromTensorInfo(info);
        }
      }
      return tf.tidy(() => compute({ ...call, inputs }) as tf.Tensor);
    },
  });
}

function convolution(shape: Shape4, filter: Shape4, strides: number | [number, number], pad: Pad) {
  return tf.backend_util.computeConv2DInfo(shape, filter, strides, 1, pad as "same");
}

/**
 * dL/dfilter: with x as `[channels, H, W, batch]` and dy as a kernel `[oh, ow, batch, filters]` dilated by
 * the stride, one convolution gives `[channels, kh, kw, filters]`.
 */
function filterGradient(
  x: Images,
  dy: Images,
  filterShape: Shape4,
  strides: ConvAttrs["strides"],
  pad: Pad,
): Images {
  const info = convolution(x.shape, filterShape, strides, pad);
  const { strideHeight, strideWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  // Exactly as many rows as give `filterHeight` results: rows that no window reached are cut off.
  const bottom = (outHeight - 1) * strideHeight + filterHeight - info.inHeight - padInfo.top;
  const right = (outWidth - 1) * strideWidth + filterWidth - info.inWidth - padInfo.left;
  const image = padOrCut(tf.transpose(x, [3, 1, 2, 0]), [padInfo.top, bottom, padInfo.left, right]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]);
  const result = tf.conv2d(image, kernel, 1, "valid", "NHWC", [strideHeight, strideWidth]);
  return tf.transpose(result, [1, 2, 0, 3]);
}

/**
 * dL/dx by phases: inputs whose row and column leave the same remainder by the stride see the same part of
 * the filter, so each phase is a convolution of stride 1, and none multiplies inserted zeros.
 */
function inputGradient(
  dy: Images,
  filter: Images,
  inputShape: Shape4,
  strides: ConvAttrs["strides"],
  pad: Pad,
): Images {
  const info = convolution(inputShape, filter.shape, strides, pad);
  const { strideHeight: sh, strideWidth: sw, padInfo, inHeight, inWidth, inChannels, batchSize } = info;
  const rows = Math.ceil((inHeight + padInfo.top) / sh);
  const columns = Math.ceil((inWidth + padInfo.left) / sw);
  const transposed = tf.transpose(filter, [0, 1, 3, 2]);
  const byRow = range(sh).map((r) => {
    const byColumn = range(sw).map((s) => phase(dy, transposed, [r, s], [sh, sw], [rows, columns]));
    // Side by side in the channels is interleaved in the columns.
    return tf.reshape(tf.concat(byColumn, 3), [batchSize, rows, columns * sw * inChannels]);
  });
  const whole = tf.reshape(tf.concat(byRow, 2), [batchSize, rows * sh, columns * sw, inChannels]) as Images;
  return tf.slice(whole, [0, padInfo.top, padInfo.left, 0], inputShape) as Images;
}

function phase(
  dy: Images,
  filter: Images,
  [r, s]: [number, number],
  [sh, sw]: [number, number],
  [rows, columns]: [number, number],
): Images {
  const [kh, kw, , channels] = filter.shape;
  if (r >= kh || s >= kw) return tf.zeros([dy.shape[0], rows, columns, channels]);
  const part = tf.stridedSlice(filter, [r, s, 0, 0], filter.shape, [sh, sw, 1, 1]) as Images;
  const flipped = tf.reverse(part, [0, 1]);
  const [ph, pw] = part.shape;
  const padded = padOrCut(dy, [ph - 1, rows - dy.shape[1], pw - 1, columns - dy.shape[2]]);
  return tf.conv2d(padded, flipped, 1, "valid");
}

/** Zeros around the image; a negative number cuts rows or columns off at the end instead. */
function padOrCut(x: Images, [top, bottom, left, right]: Shape4): Images {
  const cut = bottom < 0 || right < 0
    ? tf.slice(x, [0, 0, 0, 0], [-1, x.shape[1] + Math.min(bottom, 0), x.shape[2] + Math.min(right, 0), -1])
    : x;
  if (top <= 0 && bottom <= 0 && left <= 0 && right <= 0) return cut as Images;
  return tf.pad(cut, [[0, 0], [top, Math.max(bottom, 0)], [left, Math.max(right, 0)], [0, 0]]) as Images;
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
