import type { Context } from "./context.ts";
import { FLOAT, type Placed } from "./geometry.ts";
import { passTable, type WinogradPasses } from "./winograd.ts";

/** What a pass by Winograd's algorithm runs. */
export interface WinogradCalls {
  /** Transforms the weights and convolves; leaves the statistics of the output in a workspace, if it is not 0. */
  convolve(samples: number, statistics: number): void;
  /** Writes the gradient of the weights, or adds to it. */
  filter(samples: number, gradient: number, accumulate: boolean): void;
}

/**
 * Writes the tables of a pass of stage `i`; `undefined` if it is computed directly.
 *
 * @param x What is convolved or, for the filter gradient, the layer's input.
 * @param y The result or, for the filter gradient, the gradient of the layer's output.
 */
export function winogradCalls(
  context: Context,
  i: number,
  name: keyof WinogradPasses,
  x: Placed,
  y: Placed,
): WinogradCalls | undefined {
  const { kernels, layout, memory } = context;
  const placed = layout.winograd[i]![name];
  const stage = context.chain.stages[i]!;
  if (!placed || stage.kind !== "product") return undefined;
  const { pass, address } = placed;
  const backward = name === "input";
  const outputs = stage.output.channels * FLOAT;
  const table = passTable(pass, address, {
    input: x,
    output: y,
    weights: context.weight(`${stage.name}/kernel`),
    tapStep: stage.input.channels * outputs,
    inStep: backward ? FLOAT : outputs,
    outStep: backward ? outputs : FLOAT,
    stride: backward ? stage.stride : [1, 1],
    inside: backward,
  }, layout.scratchOfTiles);
  new Int32Array(memory.buffer, address, table.length).set(table);
  return {
    convolve: (samples, statistics) => {
      kernels.winogradWeights(address);
      kernels.winogradConvolve(address, samples, statistics);
    },
    filter: (samples, gradient, accumulate) =>
      kernels.winogradFilter(address, samples, gradient, accumulate ? 1 : 0),
  };
}
