// Entry of the kernel module; addresses and strides are in bytes, everything else in elements.

export { contract, setScratch } from "./contract.as";
export { filterGradient } from "./filter-gradient.as";
export { packPanels, packTurned } from "./pack.as";
export {
  affineForward,
  affinePoolForward,
  affineBackward,
  affineReduce,
  batchNormBackward,
  batchNormInference,
  batchNormTraining,
  biasBackward,
  biasPrepare,
  statistics,
} from "./affine.as";
export { affinePoolBackward, affinePoolReduce } from "./affine-pool.as";
export { poolBackward, poolForward } from "./pool.as";
export { dropout, gather, softmaxLoss } from "./loss.as";
export { winogradConvolve, winogradFilter, winogradWeights } from "./winograd.as";
export { adam, momentum } from "./optimizer.as";

/** First byte behind the tables of the mathematical functions. */
export function staticEnd(): usize {
  return __heap_base;
}
