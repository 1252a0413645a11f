import type { EngineOptions } from "../compiled_step.ts";
import { ADAM } from "../optimizer_state.ts";
import { cellsGrid, each, ENTRY, float, type KernelSource, linear } from "./kernel.ts";

/** Buffers of the loss. */
export interface LossBuffers {
  readonly logits: GPUBuffer;
  readonly labels: GPUBuffer;
  readonly order: GPUBuffer;
  readonly gradient: GPUBuffer;
  /** Sum of losses and number of correct samples, per micro-batch. */
  readonly results: GPUBuffer;
}

/** Softmax cross entropy, its gradient over the batch's size, and what the epoch counts. */
export function softmaxLoss(classes: number, buffers: LossBuffers): KernelSource {
  const threads = 64;
  return {
    name: "loss",
    bindings: [
      { name: "logits", buffer: buffers.logits, type: "f32" },
      { name: "labels", buffer: buffers.labels, type: "i32" },
      { name: "order", buffer: buffers.order, type: "i32" },
      { name: "g", buffer: buffers.gradient, type: "f32", write: true },
      { name: "results", buffer: buffers.results, type: "f32", write: true },
    ],
    code: `var<workgroup> sums: array<vec2<f32>, ${threads}>;
@compute @workgroup_size(${threads})
${ENTRY}
  var total = vec2<f32>();
  for (var s = tid; s < job.samples; s += ${threads}u) {
    let row = s * ${classes}u;
    let label = u32(labels[order[job.first + s]]);
    var best = 0u;
    var top = logits[row];
    for (var c = 1u; c < ${classes}u; c++) {
      let v = logits[row + c];
      if (v > top) { top = v; best = c; }
    }
    var sum = 0.0;
    for (var c = 0u; c < ${classes}u; c++) { sum += exp(logits[row + c] - top); }
    for (var c = 0u; c < ${classes}u; c++) {
      let share = exp(logits[row + c] - top) / sum;
      g[row + c] = (share - select(0.0, 1.0, c == label)) / f32(job.batch);
    }
    total += vec2<f32>(log(sum) - (logits[row + label] - top), select(0.0, 1.0, best == label));
  }
  sums[tid] = total;
  workgroupBarrier();
  if (tid == 0u && group == 0u) {
    for (var i = 1u; i < ${threads}u; i++) { total += sums[i]; }
    results[job.slot * 2u] = total.x;
    results[job.slot * 2u + 1u] = total.y;
  }
}
`,
    grid: () => linear(1),
    bytes: 8 * classes,
  };
}

/** One pass over all weights. */
export function optimizerUpdate(
  optimizer: EngineOptions["optimizer"],
  size: number,
  [weights, gradients, ...slots]: readonly GPUBuffer[],
): KernelSource {
  const quads = size / 4;
  const type = "vec4<f32>" as const;
  const all = (value: number) => `vec4<f32>(${float(value)})`;
  const { beta1, beta2 } = ADAM;
  const body = optimizer.name === "adam"
    ? `  let d = g[i];
  let first = m0[i] * ${all(beta1)} + d * ${all(1 - beta1)};
  let second = m1[i] * ${all(beta2)} + d * d * ${all(1 - beta2)};
  m0[i] = first;
  m1[i] = second;
  w[i] -= first / job.correction1 / (sqrt(second / job.correction2) + ${all(optimizer.epsilon)}) * job.rate;`
    : `  let next = m0[i] * ${all(optimizer.momentum)} + g[i];
  m0[i] = next;
  w[i] -= next * job.rate;`;
  return {
    name: "optimizer update",
    bindings: [
      { name: "w", buffer: weights!, type, write: true },
      { name: "g", buffer: gradients!, type },
      ...slots.map((buffer, i) => ({ name: `m${i}`, buffer, type, write: true })),
    ],
    code: each(`${quads}u`, body),
    grid: () => cellsGrid(quads),
    bytes: 0,
  };
}
