import { isQuiet, type TimedVariant, type Timing } from "../../src/record/timing.ts";

/** One made-up variant: the run that was timed, and the seconds of its epochs. */
export function madeUpTimed(
  run: string,
  secondsPerEpoch: readonly number[],
  changes: Partial<TimedVariant> = {},
): TimedVariant {
  const epochs = 50;
  return {
    experiment: "e",
    variant: run,
    run,
    engine: "compiled",
    epochs,
    images: 1152,
    secondsPerEpoch,
    frozen: null,
    ...changes,
  };
}

/** A timing that nobody made, of as many turns as its first variant has. */
export function madeUpTiming(variants: readonly TimedVariant[], load: number = 1): Timing {
  const loads = { before: load / 4, after: variants[0]!.secondsPerEpoch.map(() => load) };
  return {
    format: 1,
    suite: "made-up",
    quiet: isQuiet(loads),
    load: loads,
    variants,
    environment: {
      project: { version: "0.1.0", commit: null, dirty: null },
      deno: "2.9.6",
      libraries: {},
      backend: "wasm",
      adapter: null,
      driver: null,
      cpu: "made-up processor",
      cores: 2,
      os: "linux",
      finishedAt: "2026-01-01T00:00:00.000Z",
    },
  };
}
