import { counted } from "../base/number_text.ts";
import { medianOf, type TimedVariant, type Timing } from "../record/timing.ts";
import type { NetworkRow } from "./network_rows.ts";
import { secondsText } from "./numbers.ts";
import type { SuiteResults } from "./results.ts";

/** The quiet timing that has most of these networks, among equals the latest: times of two are not compared. */
export function timingOf({ timings = [] }: SuiteResults, rows: readonly NetworkRow[]): Timing | null {
  const runs = rows.flatMap((row) => [...row.corpora.values()]).map(({ runIds }) => runIds);
  const timed = timings.filter(({ quiet }) => quiet).map((timing) => ({
    timing,
    count: runs.filter((ids) => timedRun(timing, ids) !== null).length,
  })).filter(({ count }) => count > 0);
  const [most] = timed.sort((a, b) =>
    b.count - a.count || (a.timing.environment.finishedAt < b.timing.environment.finishedAt ? 1 : -1)
  );
  return most?.timing ?? null;
}

/** What a timing has of one of these runs, or `null`. */
export function timedRun({ variants }: Timing, runIds: ReadonlySet<string>): TimedVariant | null {
  return variants.find(({ run }) => runIds.has(run)) ?? null;
}

/** Seconds of a whole training by the medians over the turns, the pass through frozen layers apart. */
export function timedSeconds({ secondsPerEpoch, epochs, frozen }: TimedVariant): {
  readonly training: number;
  readonly frozen: number | null;
} {
  return {
    training: epochs * medianOf(secondsPerEpoch),
    frozen: frozen === null ? null : frozen.clips * medianOf(frozen.secondsPerClip),
  };
}

/** `3 min 5 s`, `1 min 0 s + 4.0 s` with the pass first; the engine where it is another than the timing's first. */
export function timeText(timing: Timing, timed: TimedVariant): string {
  const { training, frozen } = timedSeconds(timed);
  const engine = timed.engine === timing.variants[0]!.engine ? "" : ` (${timed.engine})`;
  return `${frozen === null ? "" : `${secondsText(frozen)} + `}${secondsText(training)}${engine}`;
}

/** How the times of a table were taken, or how to take them. */
export function timingNotes(timing: Timing | null, manifests: string): string[] {
  if (timing === null) {
    return [
      "Not timed: times are compared only where networks are timed one after another, in turns, on a quiet " +
      `machine: \`deno task bench times ${manifests}\``,
    ];
  }
  const { environment: { backend, adapter, cpu }, load, variants } = timing;
  const machine = adapter ?? cpu ?? "unknown device";
  return [
    "Training time is that of one run: the median epoch times the epochs, wall clock; where layers are frozen: " +
    "one pass of all clips through them + training of what stands behind. Timed one after another in " +
    `${counted(load.after.length, "turn")} on a quiet machine: ${backend}, ${
      variants[0]!.engine
    }, ${machine}.`,
  ];
}
