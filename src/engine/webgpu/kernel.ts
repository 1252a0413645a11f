import type { Gpu } from "./device.ts";

/** What a shader calls a buffer, and how it reads it. */
export interface Binding {
  readonly name: string;
  readonly buffer: GPUBuffer;
  /** Of one element. */
  readonly type: "f32" | "vec4<f32>" | "i32";
  readonly write?: boolean;
}

/** Workgroups along x, y and z. */
export type Grid = readonly [number, number, number];

/** A kernel before it is compiled. */
export interface KernelSource {
  /** `LAYER KERNEL`. */
  readonly name: string;
  readonly bindings: readonly Binding[];
  /** WGSL without bindings; `job` has the numbers of the micro-batch, see {@linkcode STEP_WORDS}. */
  readonly code: string;
  /** Workgroups for so many samples. */
  readonly grid: (samples: number) => Grid;
  /** Of one sample: floating-point operations of products, bytes that must move. */
  readonly flops?: number;
  readonly bytes?: number;
}

/** One entry of the fixed list that a step executes. */
export interface Kernel {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: (samples: number) => Grid;
  readonly flops: number;
  readonly bytes: number;
}

/** Numbers of 4 bytes in a slot of the step buffer, in the order of the WGSL structure. */
export const STEP_WORDS = 10;

const STEP = `struct Job {
  first: u32, // place of the first sample in the order
  samples: u32, // samples of the micro-batch
  before: u32, // samples of the batch before it
  batch: u32, // samples of the batch
  seed: u32, // of dropout
  slot: u32, // where its result goes
  rate: f32,
  correction1: f32,
  correction2: f32,
  accumulate: u32, // 1: add to the gradients
}
@group(0) @binding(0) var<uniform> job: Job;
`;

/** Workgroups along x before a grid goes on along y. */
const ROW = 32768;

/** A grid of `count` workgroups; shaders count them by {@linkcode LINEAR}. */
export function linear(count: number, z = 1): Grid {
  return [Math.max(1, Math.min(count, ROW)), Math.max(1, Math.ceil(count / ROW)), z];
}

/** Parameters of an entry point, and the number of its workgroup as `group`. */
export const ENTRY = `fn main(
  @builtin(workgroup_id) wid: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) tid: u32,
) {
  let group = wid.y * grid.x + wid.x;
`;

/** Invocations of an elementwise workgroup. */
const ELEMENTWISE = 256;

/** An entry point with one invocation for each of `count` cells, numbered `i`. */
export function each(count: string, body: string): string {
  return `@compute @workgroup_size(${ELEMENTWISE})
${ENTRY}
  let i = group * ${ELEMENTWISE}u + tid;
  if (i >= ${count}) { return; }
${body}
}
`;
}

/** Workgroups of such a kernel. */
export function cellsGrid(cells: number): Grid {
  return linear(Math.ceil(cells / ELEMENTWISE));
}

/** A number as WGSL. */
export function float(value: number): string {
  return `f32(${Math.fround(value).toExponential(9)})`;
}

/** Compiles shaders, each different text once. */
export function newCompiler(gpu: Gpu, stepLayout: GPUBindGroupLayout) {
  const { device } = gpu;
  const modules = new Map<string, Promise<GPUComputePipeline>>();
  return async (source: KernelSource): Promise<Kernel> => {
    const { bindings, name, grid, flops = 0, bytes = 0 } = source;
    const declared = bindings.map(({ name, type, write }, i) =>
      `@group(1) @binding(${i}) var<storage, ${write ? "read_write" : "read"}> ${name}: array<${type}>;`
    );
    const code = [STEP, ...declared, source.code].join("\n");
    const layout = device.createBindGroupLayout({
      entries: bindings.map(({ write }, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: write ? "storage" : "read-only-storage" },
      })),
    });
    let made = modules.get(code);
    if (!made) {
      const module = device.createShaderModule({ label: name, code });
      made = device.createComputePipelineAsync({
        label: name,
        layout: device.createPipelineLayout({ bindGroupLayouts: [stepLayout, layout] }),
        compute: { module, entryPoint: "main" },
      });
      modules.set(code, made);
    }
    const pipeline = await made;
    const group = device.createBindGroup({
      label: name,
      layout,
      entries: bindings.map(({ buffer }, binding) => ({ binding, resource: { buffer } })),
    });
    return { name, pipeline, group, grid, flops, bytes };
  };
}
