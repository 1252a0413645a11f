import type { WaveformFigure } from "../../record/figures.ts";
import type { ChartSpec } from "../render.ts";
import { chart, COLOURS, type Heading } from "./theme.ts";

/** A recording, what was dropped of it, and the frame peaks against the threshold (the paper's Figure 1). */
export function waveformChart(heading: Heading, figure: WaveformFigure): ChartSpec {
  const columns = figure.envelope.min.length;
  const envelope = figure.envelope.min.map((low, i) => ({
    time: round((i + 0.5) * figure.seconds / columns),
    low,
    high: figure.envelope.max[i],
  }));
  const step = figure.frameMs / 1000;
  const frames = figure.framePeaks.map((peak, i) => ({
    time: round(Math.min((i + 0.5) * step, figure.seconds)),
    peak: decibels(peak),
    threshold: decibels(figure.thresholds[i]!),
    part: figure.kept[i] ? "kept" : "dropped",
  }));
  const limits = figure.thresholds.map((t, i) => ({
    time: round(Math.min((i + 0.5) * step, figure.seconds)),
    low: -t,
    high: t,
  }));
  const x = (title: string | null) => ({
    field: "time",
    type: "quantitative",
    title,
    scale: { domain: [0, round(figure.seconds)], nice: false },
  });
  const dropped = {
    data: { values: droppedParts(figure, step) },
    mark: { type: "rect", color: COLOURS.vermillion, opacity: 0.18 },
    encoding: { x: { ...x(null), field: "from" }, x2: { field: "to" } },
  };
  const line = (field: string) => ({
    data: { values: limits },
    mark: { type: "line", color: COLOURS.vermillion, strokeWidth: 1 },
    encoding: { x: x(null), y: { field, type: "quantitative" } },
  });
  const amplitude = { field: "low", type: "quantitative", title: "amplitude" };
  const colour = {
    field: "part",
    type: "nominal",
    title: "frame",
    scale: { domain: ["kept", "dropped"], range: [COLOURS.blue, COLOURS.vermillion] },
  };
  return chart(heading, {
    vconcat: [
      {
        width: 760,
        height: 170,
        layer: [
          dropped,
          {
            data: { values: envelope },
            mark: { type: "area", color: COLOURS.blue },
            encoding: { x: x(null), y: amplitude, y2: { field: "high" } },
          },
          line("low"),
          line("high"),
        ],
      },
      {
        width: 760,
        height: 150,
        layer: [
          {
            data: { values: frames },
            mark: { type: "point", filled: true, size: 16 },
            encoding: {
              x: x("seconds"),
              y: { field: "peak", type: "quantitative", title: "frame peak, dB", scale: { zero: false } },
              color: colour,
            },
          },
          {
            data: { values: frames },
            mark: { type: "line", color: COLOURS.vermillion, strokeWidth: 1 },
            encoding: { x: x("seconds"), y: { field: "threshold", type: "quantitative" } },
          },
        ],
      },
    ],
  });
}

/** Stretches of dropped frames, in seconds. */
function droppedParts(figure: WaveformFigure, step: number): { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = [];
  figure.kept.forEach((kept, i) => {
    if (kept) return;
    const from = round(i * step);
    const to = round(Math.min((i + 1) * step, figure.seconds));
    const last = parts.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else parts.push({ from, to });
  });
  return parts;
}

/** Amplitude in dB below full scale; -100 stands for everything quieter. */
function decibels(amplitude: number): number {
  return Math.round(10 * Math.max(-100, 20 * Math.log10(Math.max(amplitude, 1e-5)))) / 10;
}

function round(seconds: number): number {
  return Math.round(seconds * 1e4) / 1e4;
}
