import { type Lifetime, planArena } from "../arena.ts";
import type { Padding } from "../../model/layers.ts";
import { type Chain, sizeOf, type Stage } from "../stages.ts";
import { FLOAT, type Placed, tensor } from "./geometry.ts";
import { STATIC_BYTES } from "./kernels.ts";
import {
  type Convolutions,
  gradientPaddingFor,
  paddingFor,
  type Scratch,
  scratchBytes,
  tableBytes,
  type Winograd,
  type WinogradPasses,
  winogradPasses,
} from "./winograd.ts";

/** Bytes of the pointer tables in front of the sink; see `setScratch` in `kernels/contract.as.ts`. */
const TABLES = 2 * 4 * (96 + 6);

const NONE: Padding = [0, 0, 0, 0];

/** Addresses of everything a step touches; tensors are laid out for `micro` samples. */
export interface Layout {
  readonly micro: number;
  readonly scratch: number;
  readonly packed: number;
  /** Two float64: sum of losses, correct samples. */
  readonly totals: number;
  /** Sample numbers of the micro-batch. */
  readonly order: number;
  /** 0, 1, 2, ... for images that are already a batch. */
  readonly identity: number;
  /** Images of a batch to predict. */
  readonly staging: number;
  readonly weights: number;
  readonly gradients: number;
  readonly moments: readonly number[];
  readonly moving: number;
  /** Workspace of each stage, 0 for those without one. */
  readonly workspaces: readonly number[];
  /** `activations[i]` is the input of stage `i`, the last one holds the logits. */
  readonly activations: readonly Placed[];
  /** Gradient of `activations[i]`, where it is needed. */
  readonly gradientsOf: readonly (Placed | undefined)[];
  /** Passes by Winograd's algorithm of each stage, where their tables lie, and the scratch that all share. */
  readonly winograd: readonly PlacedPasses[];
  readonly scratchOfTiles: Scratch;
  /** First byte behind the arena. */
  readonly end: number;
}

/** Passes with the addresses of their tables. */
export type PlacedPasses = {
  readonly [name in keyof WinogradPasses]: { readonly pass: Winograd; readonly address: number };
};

/** Plans the memory of a chain for `micro` samples at once and `moments` numbers per weight. */
export function planMemory(chain: Chain, micro: number, moments: number, how: Convolutions): Layout {
  let next = STATIC_BYTES;
  const take = (bytes: number) => {
    const address = next;
    next += Math.ceil((bytes + 64) / 64) * 64;
    return address;
  };
  const { stages } = chain;
  const passes = stages.map((stage, i): WinogradPasses => {
    const padded = i === 0 || stages[i - 1]!.kind === "affine";
    return stage.kind === "product" ? winogradPasses(stage, micro, how, padded) : {};
  });
  const all = passes.flatMap((of) => Object.values(of) as Winograd[]);
  const largest = (part: keyof Scratch) => Math.max(0, ...all.map((pass) => scratchBytes(pass)[part]));
  const width = Math.max(
    ...chain.stages.map((stage) => stage.output.channels),
    ...all.map((pass) => pass.width),
    sizeOf(chain.input),
  );
  const fixed = {
    scratch: take(TABLES + width * FLOAT + 64),
    packed: take(packedBytes(chain)),
    totals: take(16),
    order: take(micro * 4),
    identity: take(micro * 4),
    staging: take(micro * sizeOf(chain.input) * FLOAT),
    weights: take(chain.trainableSize * FLOAT),
    gradients: take(chain.trainableSize * FLOAT),
    moments: Array.from({ length: moments }, () => take(chain.trainableSize * FLOAT)),
    moving: take(chain.movingSize * FLOAT),
    workspaces: chain.stages.map((stage) =>
      stage.kind === "affine" ? take(((stage.input.channels + 3) & ~3) * 48) : 0
    ),
    winograd: passes.map((of): PlacedPasses =>
      Object.fromEntries(
        Object.entries(of).map(([name, pass]) => [name, { pass, address: take(tableBytes(pass)) }]),
      )
    ),
    scratchOfTiles: {
      images: take(largest("images")),
      products: take(largest("products")),
      packed: take(largest("packed")),
    },
  };
  const count = stages.length;
  const inputs = [...stages.map((stage) => stage.input), stages.at(-1)!.output];
  const activations = inputs.map((extent, i) => tensor(extent, paddingOf(stages[i], passes[i])));
  const trains = stages.map((stage) =>
    stage.kind === "product" || (stage.kind === "affine" && stage.source !== "none")
  );
  const gradients = inputs.map((extent, i) => {
    if (!trains.slice(0, i).includes(true)) return undefined;
    const before = stages[i - 1];
    const upstream = trains.slice(0, i - 1).includes(true);
    if (before?.kind !== "product") return tensor(extent, NONE);
    return tensor(extent, gradientPaddingFor(before, passes[i - 1]!, upstream));
  });
  const lifetimes: Lifetime[] = [
    ...activations.map((t, i) => ({ bytes: t.sample * micro, first: i - 1, last: 2 * count - i })),
    ...gradients.map((t, i) => ({
      bytes: (t?.sample ?? 0) * micro,
      first: 2 * count - i,
      last: 2 * count - i + 1,
    })),
  ];
  const arena = planArena(lifetimes);
  const place = (t: Omit<Placed, "address">, i: number) => ({ ...t, address: next + arena.offsets[i]! });
  return {
    micro,
    ...fixed,
    activations: activations.map(place),
    gradientsOf: gradients.map((t, i) => t && place(t, activations.length + i)),
    end: next + arena.bytes,
  };
}

/** Zeros that the next stage wants around its input. */
function paddingOf(stage: Stage | undefined, passes: WinogradPasses | undefined): Padding {
  return stage?.kind === "product" ? paddingFor(stage, passes!) : NONE;
}

/** The largest set of packed panels that one product needs. */
function packedBytes(chain: Chain): number {
  return Math.max(...chain.stages.map((stage) => {
    if (stage.kind !== "product") return 0;
    const taps = stage.kernel[0] * stage.kernel[1];
    const up = (n: number) => Math.ceil(n / 8) * 8;
    const forward = taps * stage.input.channels * up(stage.output.channels);
    return FLOAT * Math.max(forward, taps * stage.output.channels * up(stage.input.channels));
  }));
}
