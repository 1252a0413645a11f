import type { KernelTime } from "../compiled_step.ts";
import type { Buffers } from "./buffers.ts";
import type { Gpu } from "./device.ts";
import { type Grid, type Kernel, newCompiler, STEP_WORDS } from "./kernel.ts";
import { download } from "./transfer.ts";

/** Bytes between two slots of the step buffer: what every device takes as an offset. */
const SLOT = 256;

/** The numbers of one micro-batch; see `Job` in `kernel.ts`. */
export interface Job {
  readonly first: number;
  readonly samples: number;
  readonly before: number;
  readonly batch: number;
  readonly seed: number;
  readonly rate: number;
  readonly correction1: number;
  readonly correction2: number;
}

/** Kernels to run for the job in a slot. */
export interface Turn {
  readonly slot: number;
  readonly samples: number;
  readonly kernels: readonly Kernel[];
}

/** Writes jobs and runs kernels. */
export interface Runner {
  readonly compile: ReturnType<typeof newCompiler>;
  /** Replaces all slots. */
  writeJobs(jobs: readonly Job[]): void;
  /** Submits turns as one piece of work. */
  submit(turns: readonly Turn[]): void;
  /** The same with a clock around every kernel; waits for the end. */
  measure(turns: readonly Turn[]): Promise<void>;
  profile(): KernelTime[];
}

/** Makes a runner for kernels whose full micro-batch has `full` samples. */
export function newRunner(gpu: Gpu, buffers: Buffers, full: number): Runner {
  const { device } = gpu;
  const layout = device.createBindGroupLayout({
    entries: [{
      binding: 0,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: "uniform", hasDynamicOffset: true, minBindingSize: 4 * STEP_WORDS },
    }],
  });
  let jobs: GPUBuffer | undefined;
  let group: GPUBindGroup | undefined;
  let times = new Map<string, KernelTime>();
  const grids = new Map<Kernel, Map<number, Grid>>();
  const gridOf = (kernel: Kernel, samples: number): Grid => {
    const known = grids.get(kernel) ?? new Map<number, Grid>();
    const grid = known.get(samples) ?? kernel.grid(samples);
    grids.set(kernel, known.set(samples, grid));
    return grid;
  };
  const dispatch = (pass: GPUComputePassEncoder, kernel: Kernel, samples: number) => {
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(1, kernel.group);
    pass.dispatchWorkgroups(...gridOf(kernel, samples));
  };
  return {
    compile: newCompiler(gpu, layout),
    writeJobs(list) {
      if (!jobs || jobs.size < list.length * SLOT) {
        buffers.free(jobs);
        const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
        jobs = buffers.make("jobs", list.length * SLOT, usage);
        const resource = { buffer: jobs, size: 4 * STEP_WORDS };
        group = device.createBindGroup({ layout, entries: [{ binding: 0, resource }] });
      }
      device.queue.writeBuffer(jobs, 0, packed(list));
    },
    submit(turns) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (const { slot, samples, kernels } of turns) {
        pass.setBindGroup(0, group!, [slot * SLOT]);
        for (const kernel of kernels) dispatch(pass, kernel, samples);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    },
    async measure(turns) {
      const calls = turns.flatMap(({ kernels, ...turn }) => kernels.map((kernel) => ({ ...turn, kernel })));
      const querySet = device.createQuerySet({ type: "timestamp", count: 2 * calls.length });
      const { QUERY_RESOLVE, COPY_SRC } = GPUBufferUsage;
      const stamps = buffers.make("timestamps", 16 * calls.length, QUERY_RESOLVE | COPY_SRC);
      const encoder = device.createCommandEncoder();
      calls.forEach(({ slot, samples, kernel }, i) => {
        const timestampWrites = {
          querySet,
          beginningOfPassWriteIndex: 2 * i,
          endOfPassWriteIndex: 2 * i + 1,
        };
        const pass = encoder.beginComputePass({ timestampWrites });
        pass.setBindGroup(0, group!, [slot * SLOT]);
        dispatch(pass, kernel, samples);
        pass.end();
      });
      encoder.resolveQuerySet(querySet, 0, 2 * calls.length, stamps, 0);
      device.queue.submit([encoder.finish()]);
      const [ticks] = await download(gpu, buffers, [{ buffer: stamps, bytes: 16 * calls.length }]);
      const nanoseconds = new BigUint64Array(ticks!);
      calls.forEach(({ kernel }, i) => {
        const own = Number(nanoseconds[2 * i + 1]! - nanoseconds[2 * i]!) / 1e6;
        const old = times.get(kernel.name) ?? { milliseconds: 0, calls: 0 };
        times.set(kernel.name, {
          name: kernel.name,
          milliseconds: old.milliseconds + own,
          calls: old.calls + 1,
          flops: kernel.flops * full,
          bytes: kernel.bytes * full,
        });
      });
      buffers.free(stamps);
      querySet.destroy();
    },
    profile() {
      const taken = [...times.values()];
      times = new Map();
      return taken;
    },
  };
}

/** Jobs as the shaders read them. */
function packed(jobs: readonly Job[]): ArrayBuffer {
  const bytes = new ArrayBuffer(jobs.length * SLOT);
  jobs.forEach((job, slot) => {
    const whole = new Uint32Array(bytes, slot * SLOT, STEP_WORDS);
    whole.set([job.first, job.samples, job.before, job.batch, job.seed, slot]);
    whole[9] = job.before > 0 ? 1 : 0;
    new Float32Array(bytes, slot * SLOT, STEP_WORDS).set([job.rate, job.correction1, job.correction2], 6);
  });
  return bytes;
}
