import { dropoutMask } from "../../src/training/dropout.ts";
import type { Layer, Network } from "../../src/model/layers.ts";

/** A batch of images in float64: `[samples, rows, columns, channels]`. */
interface Batch {
  n: number;
  h: number;
  w: number;
  c: number;
  v: Float64Array;
}
type Values = Map<string, Float64Array>;
type Window = Extract<Layer, { kind: "max-pool" | "average-pool" }>;

const batch = (n: number, h: number, w: number, c: number): Batch => ({
  n,
  h,
  w,
  c,
  v: new Float64Array(n * h * w * c),
});
const at = (b: Batch, n: number, y: number, x: number, c: number) => ((n * b.h + y) * b.w + x) * b.c + c;

/** Every output cell, in order. */
function cells(b: Batch, visit: (n: number, y: number, x: number, c: number, i: number) => void): void {
  let i = 0;
  for (let n = 0; n < b.n; n++) {
    for (let y = 0; y < b.h; y++) {
      for (let x = 0; x < b.w; x++) for (let c = 0; c < b.c; c++) visit(n, y, x, c, i++);
    }
  }
}

/** The real cells of a window: `[row, column]`, in order. */
function inside(b: Batch, y: number, x: number, layer: Pick<Window, "size" | "stride" | "padding">) {
  const out: [number, number][] = [];
  for (let i = 0; i < layer.size[0]; i++) {
    for (let j = 0; j < layer.size[1]; j++) {
      const [r, q] = [y * layer.stride[0] + i - layer.padding[0], x * layer.stride[1] + j - layer.padding[2]];
      if (r >= 0 && r < b.h && q >= 0 && q < b.w) out.push([r, q]);
    }
  }
  return out;
}

function outSize(
  b: Batch,
  size: readonly [number, number],
  l: Pick<Window, "stride" | "padding">,
): [number, number] {
  return [
    Math.floor((b.h + l.padding[0] + l.padding[1] - size[0]) / l.stride[0]) + 1,
    Math.floor((b.w + l.padding[2] + l.padding[3] - size[1]) / l.stride[1]) + 1,
  ];
}

/** One layer: its output, and a function from the output's gradient to the input's (weights' on the side). */
function run(layer: Layer, x: Batch, w: Values, g: Values, seed: number): [Batch, (d: Batch) => Batch] {
  const add = (name: string, i: number, v: number) => {
    const all = g.get(name) ?? new Float64Array(w.get(name)!.length);
    all[i]! += v;
    g.set(name, all);
  };
  switch (layer.kind) {
    case "conv": {
      const [kh, kw] = layer.kernel;
      const k = w.get(`${layer.name}/kernel`)!;
      const y = batch(x.n, ...outSize(x, layer.kernel, layer), layer.filters);
      const taps = (visit: (i: number, ix: number, ik: number) => void) =>
        cells(y, (n, r, q, f, i) => {
          for (let a = 0; a < kh; a++) {
            for (let b = 0; b < kw; b++) {
              const [ir, iq] = [
                r * layer.stride[0] + a - layer.padding[0],
                q * layer.stride[1] + b - layer.padding[2],
              ];
              if (ir < 0 || ir >= x.h || iq < 0 || iq >= x.w) continue;
              for (let c = 0; c < x.c; c++) {
                visit(i, at(x, n, ir, iq, c), ((a * kw + b) * x.c + c) * y.c + f);
              }
            }
          }
        });
      const bias = w.get(`${layer.name}/bias`);
      if (bias) cells(y, (_n, _r, _q, f, i) => y.v[i] = bias[f]!);
      taps((i, ix, ik) => y.v[i]! += x.v[ix]! * k[ik]!);
      return [y, (d) => {
        const dx = batch(x.n, x.h, x.w, x.c);
        add(`${layer.name}/kernel`, 0, 0);
        const dk = g.get(`${layer.name}/kernel`)!;
        taps((i, ix, ik) => {
          dx.v[ix]! += d.v[i]! * k[ik]!;
          dk[ik]! += d.v[i]! * x.v[ix]!;
        });
        if (bias) cells(d, (_n, _r, _q, f, i) => add(`${layer.name}/bias`, f, d.v[i]!));
        return dx;
      }];
    }
    case "dense": {
      const [y, back] = run(
        {
          kind: "conv",
          name: layer.name,
          filters: layer.units,
          kernel: [1, 1],
          stride: [1, 1],
          padding: [0, 0, 0, 0],
          bias: layer.bias,
        },
        x,
        w,
        g,
        seed,
      );
      return [y, back];
    }
    case "batch-norm": {
      const m = x.n * x.h * x.w;
      const [gamma, beta] = [w.get(`${layer.name}/gamma`)!, w.get(`${layer.name}/beta`)!];
      const mean = new Float64Array(x.c);
      const variance = new Float64Array(x.c);
      cells(x, (_n, _r, _q, c, i) => mean[c]! += x.v[i]! / m);
      cells(x, (_n, _r, _q, c, i) => variance[c]! += (x.v[i]! - mean[c]!) ** 2 / m);
      g.set(`${layer.name}/mean`, mean);
      g.set(`${layer.name}/variance`, variance);
      const hat = (c: number, i: number) => (x.v[i]! - mean[c]!) / Math.sqrt(variance[c]! + layer.epsilon);
      const y = batch(x.n, x.h, x.w, x.c);
      cells(y, (_n, _r, _q, c, i) => y.v[i] = gamma[c]! * hat(c, i) + beta[c]!);
      return [y, (d) => {
        add(`${layer.name}/gamma`, 0, 0);
        add(`${layer.name}/beta`, 0, 0);
        const [dg, db] = [g.get(`${layer.name}/gamma`)!, g.get(`${layer.name}/beta`)!];
        cells(d, (_n, _r, _q, c, i) => {
          dg[c]! += d.v[i]! * hat(c, i);
          db[c]! += d.v[i]!;
        });
        const dx = batch(x.n, x.h, x.w, x.c);
        cells(dx, (_n, _r, _q, c, i) => {
          const scale = gamma[c]! / Math.sqrt(variance[c]! + layer.epsilon);
          dx.v[i] = scale * (d.v[i]! - db[c]! / m - hat(c, i) * dg[c]! / m);
        });
        return dx;
      }];
    }
    case "relu":
      return [{ ...x, v: x.v.map((v) => Math.max(v, 0)) }, (d) => ({
        ...d,
        v: d.v.map((v, i) => x.v[i]! > 0 ? v : 0),
      })];
    case "max-pool":
    case "average-pool": {
      const y = batch(x.n, ...outSize(x, layer.size, layer), x.c);
      const best = (n: number, r: number, q: number, c: number) =>
        inside(x, r, q, layer).map(([a, b]) => at(x, n, a, b, c))
          .reduce((top, i) => x.v[i]! > x.v[top]! ? i : top);
      const average = layer.kind === "average-pool";
      cells(y, (n, r, q, c, i) => {
        const window = inside(x, r, q, layer);
        y.v[i] = average
          ? window.reduce((sum, [a, b]) => sum + x.v[at(x, n, a, b, c)]!, 0) / window.length
          : x.v[best(n, r, q, c)]!;
      });
      return [y, (d) => {
        const dx = batch(x.n, x.h, x.w, x.c);
        cells(y, (n, r, q, c, i) => {
          const window = inside(x, r, q, layer);
          if (!average) dx.v[best(n, r, q, c)]! += d.v[i]!;
          else for (const [a, b] of window) dx.v[at(x, n, a, b, c)]! += d.v[i]! / window.length;
        });
        return dx;
      }];
    }
    case "adaptive-average-pool":
    case "residual":
      throw new Error("no part of a plain chain");
    case "flatten":
      return [{ n: x.n, h: 1, w: 1, c: x.h * x.w * x.c, v: x.v }, (d) => ({ ...x, v: d.v })];
    case "dropout": {
      const mask = dropoutMask(seed, x.v.length, layer.rate);
      const times = (b: Batch) => ({ ...b, v: b.v.map((v, i) => v * mask[i]!) });
      return [times(x), times];
    }
  }
}

/** Loss, correct answers, and the gradients and batch statistics by weight name. */
export interface OracleResult {
  readonly loss: number;
  readonly correct: number;
  readonly gradients: Values;
}

/** One training pass in float64 by plain loops over the layer list, nothing fused. */
export function oracle(
  network: Network,
  weights: ReadonlyMap<string, ArrayLike<number>>,
  images: ArrayLike<number>,
  labels: ArrayLike<number>,
  seed: number,
): OracleResult {
  const w: Values = new Map([...weights].map(([name, v]) => [name, Float64Array.from(v)]));
  const gradients: Values = new Map();
  const [h, width, c] = network.input;
  let x: Batch = { n: labels.length, h, w: width, c, v: Float64Array.from(images) };
  const backs: ((d: Batch) => Batch)[] = [];
  for (const layer of network.layers) {
    const [y, back] = run(layer, x, w, gradients, seed);
    backs.push(back);
    x = y;
  }
  let [loss, correct] = [0, 0];
  const d: Batch = { ...x, v: new Float64Array(x.v.length) };
  for (let n = 0; n < x.n; n++) {
    const row = [...x.v.subarray(n * x.c, (n + 1) * x.c)];
    const top = Math.max(...row);
    const sum = row.reduce((s, v) => s + Math.exp(v - top), 0);
    const label = labels[n]!;
    loss += (Math.log(sum) + top - row[label]!) / x.n;
    if (row.indexOf(top) === label) correct++;
    row.forEach((v, i) => d.v[n * x.c + i] = (Math.exp(v - top) / sum - (i === label ? 1 : 0)) / x.n);
  }
  backs.reduceRight((g, back) => back(g), d);
  return { loss, correct, gradients };
}
