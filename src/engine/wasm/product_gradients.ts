import type { ProductStage } from "../stages.ts";
import type { Call, Context } from "./context.ts";
import { interior, type Phase, phases, type Placed } from "./geometry.ts";
import { winogradCalls } from "./winograd_calls.ts";

/** Adds the gradient of a convolution's or dense layer's kernel; `g` is that of its output. */
export function addFilterGradient(context: Context, stage: ProductStage, i: number, g: Placed): void {
  const { kernels, layout, step } = context;
  const x = layout.activations[i]!;
  const [kh, kw] = stage.kernel;
  const [sh, sw] = stage.stride;
  const { rows, columns, channels } = stage.output;
  const run = kw * stage.input.channels;
  const gradient = context.gradient(`${stage.name}/kernel`);
  const work = 2 * rows * columns * kh * run * channels;
  const from = g.address + interior(g);
  const tiled = winogradCalls(context, i, "filter", x, g);
  if (tiled) {
    const run = (n: number) => tiled.filter(n, gradient, step.first > 0);
    return context.training(`${stage.name} filter-gradient`, work, x.sample + g.sample, 1, run);
  }
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

/** Adds the gradient of its input, `out`, one call per phase of the stride. */
export function addInputGradient(
  context: Context,
  stage: ProductStage,
  i: number,
  g: Placed,
  out: Placed,
): void {
  const { rows, columns } = stage.output;
  const [sh, sw] = stage.stride;
  const work = 2 * rows * columns * stage.kernel[0] * stage.kernel[1] * stage.input.channels *
    stage.output.channels;
  const bytes = g.sample + out.sample;
  const tiled = winogradCalls(context, i, "input", g, out);
  if (tiled) {
    return context.training(`${stage.name} input-gradient`, work, bytes, 2, (n) => tiled.convolve(n, 0));
  }
  const calls: Call["run"][] = [];
  for (const r of phases(stage.input.rows, stage.kernel[0], sh, stage.padding[0])) {
    for (const c of phases(stage.input.columns, stage.kernel[1], sw, stage.padding[2])) {
      calls.push(phaseCall(context, stage, g, out, r, c));
    }
  }
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
