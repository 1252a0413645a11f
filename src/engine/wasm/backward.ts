import type { AffineStage, ProductStage } from "../stages.ts";
import type { Call, Context } from "./context.ts";
import { dropoutCall, floorOf } from "./forward.ts";
import { interior, type Phase, phases, type Tensor } from "./geometry.ts";

type Placed = Tensor & { readonly address: number };

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
    if (out) addInputGradient(context, stage, g, out);
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

function addFilterGradient(context: Context, stage: ProductStage, i: number, g: Placed): void {
  const { kernels, layout, step } = context;
  const x = layout.activations[i]!;
  const [kh, kw] = stage.kernel;
  const [sh, sw] = stage.stride;
  const { rows, columns, channels } = stage.output;
  const run = kw * stage.input.channels;
  const gradient = context.gradient(`${stage.name}/kernel`);
  const work = 2 * rows * columns * kh * run * channels;
  const from = g.address + interior(g);
  context.training(
    `${stage.name} filter-gradient`,
    work,
    x.sample + g.sample,
    1,
    (n) =>
      kernels.filterGradient(
        x.address,
        x.sample,
        sh * x.row,
        sw * x.pixel,
        from,
        g.sample,
        g.row,
        g.pixel,
        n,
        rows,
        columns,
        kh,
        run,
        x.row,
        channels,
        gradient,
        step.first > 0 ? 1 : 0,
      ),
  );
}

function addInputGradient(context: Context, stage: ProductStage, g: Placed, out: Placed): void {
  const { rows, columns } = stage.output;
  const [sh, sw] = stage.stride;
  const calls: Call["run"][] = [];
  for (const r of phases(stage.input.rows, stage.kernel[0], sh, stage.padding[0])) {
    for (const c of phases(stage.input.columns, stage.kernel[1], sw, stage.padding[2])) {
      calls.push(phaseCall(context, stage, g, out, r, c));
    }
  }
  const work = 2 * rows * columns * stage.kernel[0] * stage.kernel[1] * stage.input.channels *
    stage.output.channels;
  const bytes = g.sample + out.sample;
  context.training(`${stage.name} input-gradient`, work, bytes, 2 * calls.length, (n) => {
    for (const call of calls) call(n);
  });
}

function phaseCall(
  context: Context,
  stage: ProductStage,
  g: Placed,
  out: Placed,
  r: Phase,
  c: Phase,
): Call["run"] {
  const { kernels, layout } = context;
  const [sh, sw] = stage.stride;
  const inputs = stage.input.channels;
  const outputs = stage.output.channels;
  const weights = context.weight(`${stage.name}/kernel`);
  const empty = r.taps === 0 || c.taps === 0;
  const from = g.address + interior(g) + (empty ? 0 : r.from * g.row + c.from * g.pixel);
  const to = out.address + interior(out) + r.first * out.row + c.first * out.pixel;
  return (n) => {
    if (!empty) {
      kernels.packTurned(
        weights,
        stage.kernel[1],
        inputs,
        outputs,
        r.last,
        sh,
        r.taps,
        c.last,
        sw,
        c.taps,
        layout.packed,
      );
    }
    kernels.contract(
      from,
      g.sample,
      g.row,
      g.pixel,
      to,
      out.sample,
      sh * out.row,
      sw * out.pixel,
      n,
      r.count,
      c.count,
      layout.packed,
      empty ? 0 : r.taps,
      empty ? 0 : c.taps * outputs,
      g.row,
      inputs,
      0,
    );
  };
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
