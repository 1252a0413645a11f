import { rangeError } from "../base/errors.ts";
import type { FreezeSettings } from "../manifest/settings.ts";
import type { Network } from "./layers.ts";
import { placeChain } from "./shapes.ts";

/** A network in two parts, one behind the other. Tensors have the names that they have in the whole. */
export interface SplitNetwork {
  /** The layers that stay as given, which end in maps; `null` where all are trained. */
  readonly frozen: Network | null;
  /** The layers that are trained; its input is what the frozen part gives. */
  readonly trained: Network;
}

/**
 * Divides a network by what stays as it was given: nothing, the backbone, or so many leading layers of it. A
 * convolution or a residual block is one layer, together with the batch norm, ReLU and pooling behind it.
 *
 * @throws {RangeError} If the network has no backbone, or a backbone of fewer layers than `freeze`.
 */
export function splitNetwork(network: Network, freeze: FreezeSettings): SplitNetwork {
  if (freeze === "none") return { frozen: null, trained: network };
  const { name, input, layers, backbone } = network;
  if (backbone === undefined) throw rangeError(`freeze layers of ${name}`, 'freeze must be "none"', freeze);
  const count = freeze === "backbone" ? backbone : endOfLayers(network, backbone, freeze);
  const outputs = placeChain(layers.slice(0, count), input).at(-1)!.output;
  const maps = outputs.length === 3 ? outputs : [1, 1, outputs[0]!];
  return {
    frozen: { ...network, layers: layers.slice(0, count), backbone: count },
    trained: {
      ...network,
      input: maps as [number, number, number],
      layers: layers.slice(count),
      backbone: backbone - count,
    },
  };
}

/** How many entries of the layer list the first `count` convolutions and blocks take up. */
function endOfLayers({ name, layers }: Network, backbone: number, count: number): number {
  const starts = layers.slice(0, backbone).flatMap(({ kind }, i) =>
    kind === "conv" || kind === "residual" ? [i] : []
  );
  if (!(Number.isInteger(count) && count >= 1 && count <= starts.length)) {
    const rule = `freeze must be a number of layers from 1 to ${starts.length}`;
    throw rangeError(`freeze layers of ${name}`, rule, count);
  }
  return starts[count] ?? backbone;
}
