import { UserError } from "../../base/errors.ts";
import type { Network, Shape } from "../layers.ts";
import { placeLayers, type WeightSpec } from "../shapes.ts";
import { shown } from "./file_bytes.ts";
import { vectorsFirst } from "./layout.ts";
import type { WeightFile } from "./weight_file.ts";

/** What of the file and of the network is left out. */
export interface LoadOptions {
  /** Layers of the network that the file need not have, such as a replaced classifier; default none. */
  readonly without?: readonly string[];
  /**
   * Which tensors of the file the network need not have: those of the published classifier (`classifier.*`,
   * `fc.*`), any, or none. Default `"classifier"`. Tensors of the layers in `without`, and the batch counters
   * of PyTorch, are never wanted.
   */
  readonly extra?: "classifier" | "any" | "none";
}

/** Names of PyTorch for the parts of a layer. */
const PARTS: Readonly<Record<string, string>> = {
  kernel: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  mean: "running_mean",
  variance: "running_var",
};

/** A tensor of the network and where it comes from. */
interface Wanted {
  readonly spec: WeightSpec;
  /** Name in the file. */
  readonly source: string;
  /** Shape in the file: `[out, in, height, width]`, `[out, in]` or `[channels]`. */
  readonly shape: readonly number[];
  /** Height, width and channels that the inputs of one output are; `null` for a vector. */
  readonly inputs: Shape | null;
}

/**
 * The tensors of a network out of a file whose names and layout are PyTorch's, in the network's own names and
 * layout: kernels `[height, width, in, out]`, dense kernels `[in, out]`. PyTorch flattens images channel by
 * channel and this project pixel by pixel, so the inputs of the dense layer behind `flatten` change places.
 *
 * @param network All of it, or a part such as the backbone.
 * @returns By name, in the network's order; every tensor that `networkWeights` lists but those of `without`.
 * @throws {UserError} If a tensor is missing, has another shape, is not wanted, or holds a value that is not
 *   finite; in one line that names it.
 */
export async function loadWeights(
  network: Network,
  file: WeightFile,
  options: LoadOptions = {},
): Promise<Map<string, Float32Array>> {
  checkWeights(network, file, options);
  const loaded = new Map<string, Float32Array>();
  for (const { spec, source, inputs } of wantedTensors(network, options)) {
    const values = await file.read(source);
    if (!allFinite(values)) {
      throw misfit(network, file, `${source} holds a value that is not finite`);
    }
    loaded.set(spec.name, inputs === null ? values : vectorsFirst(values, inputs));
  }
  return loaded;
}

/**
 * Compares names and shapes, as {@linkcode loadWeights} does, without reading values.
 *
 * @returns Number of tensors that the network takes from the file.
 * @throws {UserError} If a tensor is missing, has another shape, or is not wanted.
 */
export function checkWeights(network: Network, file: WeightFile, options: LoadOptions = {}): number {
  const wanted = wantedTensors(network, options);
  const present = new Set(file.names);
  for (const { source, shape } of wanted) {
    const rule = `${source} must have shape [${shape}]`;
    if (!present.has(source)) throw misfit(network, file, `${rule}: the file has no such tensor`);
    const found = file.shapeOf(source);
    if (found.join() !== shape.join()) throw misfit(network, file, `${rule}: it has [${shown(`${found}`)}]`);
  }
  const sources = new Set(wanted.map(({ source }) => source));
  const unwanted = file.names.find((name) => !sources.has(name) && !mayBeExtra(name, options));
  if (unwanted !== undefined) {
    const shape = shown(`${file.shapeOf(unwanted)}`);
    throw misfit(
      network,
      file,
      `the file has ${shown(unwanted)} of shape [${shape}], which the network has not`,
    );
  }
  return wanted.length;
}

/** A plain loop: a call per value takes seconds for VGG16. */
function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function misfit(network: Network, file: WeightFile, rule: string): UserError {
  return new UserError(`Cannot use ${file.path} as weights of ${network.name}: ${rule}`);
}

function mayBeExtra(name: string, { without = [], extra = "classifier" }: LoadOptions): boolean {
  if (extra === "any" || name.endsWith(".num_batches_tracked")) return true;
  if (without.includes(name.slice(0, name.lastIndexOf(".")))) return true;
  return extra === "classifier" && /^(?:classifier|fc)\./.test(name);
}

function wantedTensors(network: Network, { without = [] }: LoadOptions): Wanted[] {
  const wanted: Wanted[] = [];
  let flattened: Shape | null = null; // shape before the last flatten, until a dense layer takes it
  for (const { layer, input, weights } of placeLayers(network)) {
    if (layer.kind === "flatten") flattened = input;
    const inputs = layer.kind === "dense" ? flattened ?? [1, 1, input[0]!] : null;
    if (layer.kind === "dense") flattened = null;
    const taken = weights.filter(({ name }) => !without.includes(layerOf(name)));
    wanted.push(...taken.map((spec) => wantedTensor(spec, inputs)));
  }
  return wanted;
}

/** `LAYER/PART` without its part; weights of a sum of branches have the names of the layers inside. */
function layerOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/"));
}

function wantedTensor(spec: WeightSpec, denseInputs: Shape | null): Wanted {
  const { name, shape } = spec;
  const layer = layerOf(name);
  const source = `${layer}.${PARTS[name.slice(layer.length + 1)]}`;
  if (shape.length === 4) {
    const [height, width, channels, outputs] = shape as [number, number, number, number];
    return { spec, source, shape: [outputs, channels, height, width], inputs: [height, width, channels] };
  }
  if (shape.length === 2) return { spec, source, shape: shape.toReversed(), inputs: denseInputs };
  return { spec, source, shape, inputs: null };
}
