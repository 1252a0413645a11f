import type { AffineStage, ProductStage, Stage } from "../stages.ts";
import { FLOAT } from "./geometry.ts";
import type { Context } from "./context.ts";
import { winogradCalls } from "./winograd_calls.ts";

/** Floor of the rectifier: 0, or so low that nothing is cut. */
export function floorOf(stage: AffineStage): number {
  return stage.relu ? 0 : -Infinity;
}

/** Adds the calls that turn `activations[i]` into `activations[i + 1]`. */
export function addForward(context: Context, i: number): void {
  const stage = context.chain.stages[i]!;
  if (stage.kind === "product") addProduct(context, stage, i);
  else if (stage.kind === "affine") addAffine(context, stage, i);
  else if (stage.kind === "pool") addPool(context, stage, i);
  else addDropout(context, stage, i);
}

function addProduct(context: Context, stage: ProductStage, i: number): void {
  const { kernels, layout } = context;
  const x = layout.activations[i]!;
  const y = layout.activations[i + 1]!;
  const next = context.chain.stages[i + 1];
  const [kh, kw] = stage.kernel;
  const [sh, sw] = stage.stride;
  const { rows, columns, channels } = stage.output;
  const run = kw * stage.input.channels;
  const weights = context.weight(`${stage.name}/kernel`);
  const normed = next?.kind === "affine" && next.source === "batch-norm";
  const workspace = normed ? layout.workspaces[i + 1]! : 0;
  const work = rows * columns * kh * run * channels;
  const bytes = x.sample + y.sample;
  const tiled = winogradCalls(context, i, "forward", x, y);
  if (tiled) {
    return context.forward(`${stage.name} forward`, 2 * work, bytes, 2, (n) => tiled.convolve(n, workspace));
  }
  context.forward(`${stage.name} forward`, 2 * work, bytes, 2, (n) => {
    kernels.packPanels(weights, kh * run, channels, layout.packed);
    kernels.contract(
      x.address,
      x.sample,
      sh * x.row,
      sw * x.pixel,
      y.address,
      y.sample,
      y.row,
      y.pixel,
      n,
      rows,
      columns,
      layout.packed,
      kh,
      run,
      x.row,
      channels,
      workspace,
    );
  });
}

function addAffine(context: Context, stage: AffineStage, i: number): void {
  const { kernels, layout } = context;
  const x = layout.activations[i]!;
  const y = layout.activations[i + 1]!;
  const workspace = layout.workspaces[i]!;
  const { channels } = stage.input;
  const pixels = stage.input.rows * stage.input.columns;
  if (stage.source === "batch-norm") {
    const [gamma, beta] = [context.weight(`${stage.name}/gamma`), context.weight(`${stage.name}/beta`)];
    const [mean, variance] = [context.moving(`${stage.name}/mean`), context.moving(`${stage.name}/variance`)];
    const share = 1 - stage.momentum;
    if (context.chain.stages[i - 1]?.kind !== "product") {
      context.training(`${stage.name} statistics`, 0, x.sample, 1, (n) => {
        kernels.statistics(workspace, x.address, n * pixels, channels);
      });
    }
    context.training(`${stage.name} moments`, 0, 0, 1, (n) => {
      kernels.batchNormTraining(
        workspace,
        gamma,
        beta,
        mean,
        variance,
        channels,
        n * pixels,
        share,
        stage.epsilon,
      );
    });
    context.inference(() =>
      kernels.batchNormInference(workspace, gamma, beta, mean, variance, channels, stage.epsilon)
    );
  } else {
    const bias = stage.source === "bias" ? context.weight(`${stage.name}/bias`) : 0;
    context.forward(`${stage.name} bias`, 0, 0, 1, () => kernels.biasPrepare(workspace, bias, channels));
  }
  const floor = floorOf(stage);
  const [top, bottom, left, right] = y.padding;
  const { rows, columns } = stage.pool === "none" ? stage.input : stage.output;
  const average = stage.pool === "average" ? 1 : 0;
  const name = `${stage.name} ${stage.pool === "none" ? "apply" : "apply and pool"}`;
  context.forward(name, 0, x.sample + y.sample, 1, (n) => {
    if (stage.pool === "none") {
      kernels.affineForward(
        x.address,
        workspace,
        y.address,
        n,
        rows,
        columns,
        channels,
        top,
        bottom,
        left,
        right,
        floor,
      );
    } else {
      kernels.affinePoolForward(
        x.address,
        workspace,
        y.address,
        n,
        rows,
        columns,
        channels,
        top,
        bottom,
        left,
        right,
        floor,
        average,
      );
    }
  });
}

function addPool(context: Context, stage: Extract<Stage, { kind: "pool" }>, i: number): void {
  const { kernels, layout } = context;
  const x = layout.activations[i]!;
  const y = layout.activations[i + 1]!;
  const { rows, columns, channels } = stage.input;
  context.forward(`${stage.name} forward`, 0, x.sample + y.sample, 1, (n) =>
    kernels.poolForward(
      x.address,
      y.address,
      n,
      rows,
      columns,
      channels,
      ...stage.size,
      ...stage.stride,
      stage.padding[0],
      stage.padding[2],
      stage.output.rows,
      stage.output.columns,
      stage.average ? 1 : 0,
    ));
}

/** Adds dropout of one buffer into another, with the same mask forward and backward. */
export function dropoutCall(
  context: Context,
  stage: Extract<Stage, { kind: "dropout" }>,
  from: number,
  to: number,
): (n: number) => void {
  const units = stage.input.rows * stage.input.columns * stage.input.channels;
  const threshold = Math.floor(stage.rate * 2 ** 32);
  const { kernels, step } = context;
  return (n) =>
    kernels.dropout(
      from,
      to,
      n * units,
      step.first * units,
      step.dropoutSeed + stage.seedOffset,
      threshold,
      1 / (1 - stage.rate),
    );
}

function addDropout(context: Context, stage: Extract<Stage, { kind: "dropout" }>, i: number): void {
  const { kernels, layout } = context;
  const x = layout.activations[i]!;
  const y = layout.activations[i + 1]!;
  const bytes = x.sample + y.sample;
  context.training(`${stage.name} forward`, 0, bytes, 1, dropoutCall(context, stage, x.address, y.address));
  context.inference((n) => kernels.dropout(x.address, y.address, n * x.sample / FLOAT, 0, 0, 0, 1));
}

/** Adds the copy of the batch's images into the first tensor. */
export function addGather(context: Context): void {
  const { kernels, layout, step } = context;
  const x = layout.activations[0]!;
  const [top, bottom, left, right] = x.padding;
  const rowBytes = x.extent.columns * x.pixel;
  const { rows } = x.extent;
  context.forward("batch gather", 0, 2 * x.sample, 1, (n) =>
    kernels.gather(
      step.images,
      step.order,
      n,
      rows,
      rowBytes,
      x.address,
      top * x.row,
      bottom * x.row,
      left * x.pixel,
      right * x.pixel,
    ));
}
