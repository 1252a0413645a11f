import { checkWeights } from "../arguments.ts";
import type { Chain, Parameter } from "../stages.ts";
import { FLOAT } from "./geometry.ts";
import type { Layout } from "./memory.ts";

/** One named tensor in memory. */
interface Named {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

/** Weights and moving averages by name. */
export function weightsOf(chain: Chain, layout: Layout): Named[] {
  return [...block(chain.trainable, layout.weights), ...block(chain.moving, layout.moving)];
}

/** The optimiser's moments by name. */
export function momentsOf(chain: Chain, layout: Layout, prefixes: readonly string[]): Named[] {
  return prefixes.flatMap((prefix, i) => block(chain.trainable, layout.moments[i]!, `${prefix}/`));
}

function block(parameters: readonly Parameter[], address: number, prefix = ""): Named[] {
  return parameters.map(({ name, size, offset }) => ({
    name: prefix + name,
    address: address + offset * FLOAT,
    size,
  }));
}

/** Copies tensors out of memory. */
export function read(memory: WebAssembly.Memory, tensors: readonly Named[]): Map<string, Float32Array> {
  return new Map(tensors.map((t) => [t.name, new Float32Array(memory.buffer, t.address, t.size).slice()]));
}

/** Copies tensors into memory; the others keep their values. */
export function write(
  memory: WebAssembly.Memory,
  tensors: readonly Named[],
  values: ReadonlyMap<string, Float32Array>,
): void {
  const known = checkWeights(tensors, values);
  for (const [name, value] of values) {
    new Float32Array(memory.buffer, known.get(name)!.address, value.length).set(value);
  }
}
