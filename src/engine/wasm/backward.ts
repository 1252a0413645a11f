import type { AffineStage } from "../stages.ts";
import type { Context } from "./context.ts";
import { dropoutCall, floorOf } from "./forward.ts";
import type { Placed } from "./geometry.ts";
import { addFilterGradient, addInputGradient } from "./product_gradients.ts";

/** Adds the loss and the gradient of the logits. */
export function addLoss(context: Context): void {
  const { kernels, layout, step } = context;
  const logits = layout.activations.at(-1)!;
  const gradient = layout.gradientsOf.at(-1)!;
  const classes = logits.extent.channels;
  context.training("loss", 0, 2 * logits.sample, 1, (n) =>
    kernels.softmaxLoss(
      logits.address,
      step.labels,
      step.order,
      n,
      classes,
      1 / step.batch,
      gradient.address,
      layout.totals,
    ));
}

/** Adds the calls that turn the gradient of `activations[i + 1]` into that of `activations[i]`. */
export function addBackward(context: Context, i: number): void {
  const { layout, kernels } = context;
  const stage = context.chain.stages[i]!;
  const g = layout.gradientsOf[i + 1];
  const out = layout.gradientsOf[i];
  if (!g) return;
  if (stage.kind === "product") {
    addFilterGradient(context, stage, i, g);
    if (out) addInputGradient(context, stage, i, g, out);
  } else if (stage.kind === "affine") {
    addAffineBackward(context, stage, i, g, out);
  } else if (out && stage.kind === "pool") {
    const x = layout.activations[i]!;
    const { rows, columns, channels } = stage.input;
    context.training(
      `${stage.name} backward`,
      0,
      g.sample + x.sample + out.sample,
      1,
      (n) =>
        kernels.poolBackward(
          x.address,
          g.address,
          out.address,
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
        ),
    );
  } else if (out && stage.kind === "dropout") {
    const run = dropoutCall(context, stage, g.address, out.address);
    context.training(`${stage.name} backward`, 0, 2 * g.sample, 1, run);
  }
}

function addAffineBackward(
  context: Context,
  stage: AffineStage,
  i: number,
  g: Placed,
  out: Placed | undefined,
): void {
  const { kernels, layout, step } = context;
  const x = layout.activations[i]!;
  const workspace = layout.workspaces[i]!;
  const floor = floorOf(stage);
  const { channels } = stage.input;
  const pixels = stage.input.rows * stage.input.columns;
  const pooled = stage.pool !== "none";
  const average = stage.pool === "average" ? 1 : 0;
  const { rows, columns } = pooled ? stage.output : stage.input;
  if (stage.source !== "none") {
    context.training(`${stage.name} sums`, 0, x.sample + g.sample, 1, (n) => {
      if (pooled) {
        kernels.affinePoolReduce(g.address, x.address, workspace, n, rows, columns, channels, floor, average);
      } else kernels.affineReduce(g.address, x.address, workspace, n * pixels, channels, floor);
    });
  }
  if (stage.source === "batch-norm") {
    const gamma = context.gradient(`${stage.name}/gamma`);
    const beta = context.gradient(`${stage.name}/beta`);
    context.training(
      `${stage.name} gradients`,
      0,
      0,
      1,
      (n) => kernels.batchNormBackward(workspace, gamma, beta, channels, n * pixels),
    );
  } else if (stage.source === "bias") {
    const bias = context.gradient(`${stage.name}/bias`);
    context.training(
      `${stage.name} gradients`,
      0,
      0,
      1,
      () => kernels.biasBackward(workspace, bias, channels, step.first > 0 ? 1 : 0),
    );
  }
  if (!out) return;
  const [top, bottom, left, right] = out.padding;
  context.training(`${stage.name} backward`, 0, x.sample + g.sample + out.sample, 1, (n) => {
    if (pooled) {
      kernels.affinePoolBackward(
        g.address,
        x.address,
        workspace,
        out.address,
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
    } else {
      kernels.affineBackward(
        g.address,
        x.address,
        workspace,
        out.address,
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
    }
  });
}
