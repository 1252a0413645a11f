import { checkWeights } from "../arguments.ts";
import type { Chain, Parameter } from "../stages.ts";
import type { Buffers } from "./buffers.ts";
import type { Gpu } from "./device.ts";
import type { Plan } from "./plan.ts";

/** One named tensor in a buffer, with its place in floats. */
export interface Named extends Parameter {
  readonly buffer: GPUBuffer;
}

/** Weights and moving averages by name. */
export function weightsOf(chain: Chain, plan: Plan): Named[] {
  return [...block(chain.trainable, plan.weights), ...block(chain.moving, plan.moving)];
}

/** The optimiser's moments by name. */
export function momentsOf(chain: Chain, plan: Plan, prefixes: readonly string[]): Named[] {
  return prefixes.flatMap((prefix, i) => block(chain.trainable, plan.moments[i]!, `${prefix}/`));
}

function block(parameters: readonly Parameter[], buffer: GPUBuffer, prefix = ""): Named[] {
  return parameters.map((p) => ({ ...p, buffer, name: prefix + p.name }));
}

/** Copies whole buffers to the host, in one round trip. */
export async function download(
  gpu: Gpu,
  buffers: Buffers,
  sources: readonly { readonly buffer: GPUBuffer; readonly bytes: number }[],
): Promise<ArrayBuffer[]> {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const staged = sources.map(({ bytes }) => buffers.make("staging", bytes, usage));
  try {
    const encoder = gpu.device.createCommandEncoder();
    sources.forEach(({ buffer }, i) => encoder.copyBufferToBuffer(buffer, 0, staged[i]!, 0, staged[i]!.size));
    gpu.device.queue.submit([encoder.finish()]);
    await Promise.all(staged.map((buffer) => buffer.mapAsync(GPUMapMode.READ)));
    return staged.map((buffer, i) => buffer.getMappedRange().slice(0, sources[i]!.bytes));
  } finally {
    staged.forEach((buffer) => buffers.free(buffer));
  }
}

/** Copies tensors out. */
export async function read(
  gpu: Gpu,
  buffers: Buffers,
  tensors: readonly Named[],
): Promise<Map<string, Float32Array>> {
  const sources = [...new Set(tensors.map((t) => t.buffer))].map((buffer) => ({
    buffer,
    bytes: buffer.size,
  }));
  const contents = await download(gpu, buffers, sources);
  const of = new Map(sources.map(({ buffer }, i) => [buffer, contents[i]!]));
  return new Map(tensors.map(({ name, buffer, offset, size }) => {
    return [name, new Float32Array(of.get(buffer)!, offset * 4, size).slice()];
  }));
}

/** Copies tensors in; the others keep their values. */
export function write(
  gpu: Gpu,
  tensors: readonly Named[],
  values: ReadonlyMap<string, Float32Array>,
): void {
  const known = checkWeights(tensors, values);
  for (const [name, value] of values) {
    const { buffer, offset } = known.get(name)!;
    gpu.device.queue.writeBuffer(buffer, offset * 4, value.slice());
  }
}
