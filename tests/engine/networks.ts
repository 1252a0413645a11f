import { type Random, randomFromUint32 } from "../../src/base/random.ts";
import type { Layer, Network, Padding } from "../../src/model/layers.ts";

/** A chain of random layers: odd sizes, uneven paddings, strides up to 3, channels that fill no vector. */
export function randomNetwork(seed: number, classes: number): Network {
  const random = randomFromUint32(seed);
  const pick = (low: number, high: number) => low + random.integer(high - low + 1);
  const input: [number, number, number] = [pick(7, 14), pick(7, 14), pick(1, 5)];
  let [h, w] = input;
  const layers: Layer[] = [];
  const count = pick(1, 3);
  for (let i = 1; i <= count; i++) {
    const kernel: [number, number] = [pick(1, 5), pick(1, 5)];
    const padding: Padding = [pick(0, 2), pick(0, 2), pick(0, 2), pick(0, 2)];
    const stride: [number, number] = [pick(1, 3), pick(1, 3)];
    const next = [after(h, kernel[0], stride[0], padding[0], padding[1]), 0];
    next[1] = after(w, kernel[1], stride[1], padding[2], padding[3]);
    if (Math.min(...next) < 1) continue;
    [h, w] = next as [number, number];
    const style = pick(0, 3);
    layers.push({
      kind: "conv",
      name: `conv${i}`,
      filters: pick(1, 19),
      kernel,
      stride,
      padding,
      bias: style === 1 || style === 2,
    });
    if (style !== 1) layers.push({ kind: "batch-norm", name: `bn${i}`, momentum: 0.9, epsilon: 1e-3 });
    if (pick(0, 3) > 0) layers.push({ kind: "relu", name: `relu${i}` });
    if (pick(0, 1) === 1 && Math.min(h, w) >= 2) [h, w] = pool(layers, i, h, w, random);
  }
  layers.push(
    { kind: "flatten", name: "flatten" },
    { kind: "dense", name: "dense1", units: pick(3, 21), bias: true },
    { kind: "relu", name: "relu" },
    { kind: "dropout", name: "dropout", rate: 0.25 },
    { kind: "dense", name: "dense2", units: classes, bias: true },
  );
  return { name: `random ${seed}`, input, layers };
}

function pool(layers: Layer[], i: number, h: number, w: number, random: Random): [number, number] {
  const kind = random.integer(2) === 0 ? "max-pool" : "average-pool";
  const plain = h % 2 === 0 && w % 2 === 0 && random.integer(2) === 0;
  const size: [number, number] = plain ? [2, 2] : [2, 2 + random.integer(2)];
  const padding: Padding = plain ? [0, 0, 0, 0] : [0, 1, 0, 1];
  const stride: [number, number] = plain ? [2, 2] : [1 + random.integer(2), 2];
  if (size[1] > w + 1) return [h, w];
  layers.push({ kind, name: `pool${i}`, size, stride, padding });
  return [
    after(h, size[0], stride[0], padding[0], padding[1]),
    after(w, size[1], stride[1], padding[2], padding[3]),
  ];
}

function after(size: number, kernel: number, stride: number, before: number, behind: number): number {
  return Math.floor((size + before + behind - kernel) / stride) + 1;
}

/** Random weights under every name of `like`, with gamma and variance near 1. */
export function randomWeights(
  like: ReadonlyMap<string, Float32Array>,
  seed: number,
): Map<string, Float32Array> {
  const random = randomFromUint32(seed);
  return new Map([...like].map(([name, values]) => {
    const centre = /gamma|variance/.test(name) ? 1 : 0;
    const scale = name.endsWith("kernel") ? 0.4 : 0.2;
    return [name, values.map(() => Math.abs(centre) + scale * (centre ? random.uniform() : random.normal()))];
  }));
}

/** Standard normal numbers. */
export function normals(count: number, seed: number): Float32Array {
  const random = randomFromUint32(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Class numbers. */
export function classNumbers(count: number, classes: number, seed: number): Int32Array {
  const random = randomFromUint32(seed);
  return Int32Array.from({ length: count }, () => random.integer(classes));
}
