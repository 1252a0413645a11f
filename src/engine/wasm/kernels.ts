import { rangeError } from "../../base/errors.ts";
import { KERNELS } from "../kernels/kernels.ts";

/** One exported kernel: addresses and strides in bytes, counts in elements. */
export type Kernel = (...args: number[]) => void;

const NAMES = [
  "adam",
  "affineBackward",
  "affineForward",
  "affinePoolBackward",
  "affinePoolForward",
  "affinePoolReduce",
  "affineReduce",
  "batchNormBackward",
  "batchNormInference",
  "batchNormTraining",
  "biasBackward",
  "biasPrepare",
  "contract",
  "dropout",
  "filterGradient",
  "gather",
  "momentum",
  "packPanels",
  "packTurned",
  "poolBackward",
  "poolForward",
  "setScratch",
  "softmaxLoss",
  "statistics",
  "winogradConvolve",
  "winogradFilter",
  "winogradWeights",
] as const;

/** The kernels by name, bound to one memory. */
export type Kernels = Readonly<Record<(typeof NAMES)[number], Kernel>>;

/** Bytes at the start of memory that belong to the kernels' own tables. */
export const STATIC_BYTES = 65536;

let compiled: WebAssembly.Module | undefined;

/** Instantiates the kernels on a memory; the module is compiled once per thread. */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(KERNELS));
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  const staticEnd = (instance.exports.staticEnd as () => number)();
  if (staticEnd > STATIC_BYTES) {
    throw rangeError("reserve the kernels' tables", `at most ${STATIC_BYTES} bytes`, staticEnd);
  }
  return Object.fromEntries(NAMES.map((name) => [name, instance.exports[name] as Kernel])) as Kernels;
}
