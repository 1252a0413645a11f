import { join } from "node:path";
import { openStore } from "../base/store.ts";
import { randomFor, shuffled } from "../base/random.ts";
import { isQuiet, QUIET_LOAD, type TimedVariant, type Timing } from "../record/timing.ts";
import { openCheckedBackend } from "./checked_backend.ts";
import { type FrozenPass, openFrozenPass } from "./frozen_pass.ts";
import { openRun } from "./open_run.ts";
import type { PipelineOptions } from "./options.ts";
import type { RunPlan } from "./plan.ts";

/** How times are taken. */
export interface TimingOptions {
  /** How often each variant has its turn; >= 1. */
  readonly turns: number;
  /** Clips that pass frozen layers in a turn. */
  readonly clips: number;
  /** Seconds to wait at most for the machine to become quiet. */
  readonly wait: number;
  /** Load average over a minute, or `null` where it is not known. */
  loadAverage(): number | null;
}

interface Timed {
  readonly plan: RunPlan;
  readonly engine: string;
  readonly images: number;
  readonly secondsPerEpoch: number[];
  readonly secondsPerClip: number[];
  /** One epoch, and what of the frozen layers is timed: seconds. */
  turn(): Promise<void>;
  dispose(): void;
}

/**
 * Times an epoch of each run, one after another in this thread, in turns that go forth and back so that what drifts
 * on the machine meets all alike. A first epoch of each is not counted: it compiles and fills caches.
 */
export async function timeRuns(
  options: PipelineOptions,
  plans: readonly RunPlan[],
  { turns, clips, wait, loadAverage }: TimingOptions,
): Promise<Timing> {
  const backend = await openCheckedBackend(options.backend);
  const pass = openFrozenPass(openStore(join(options.cache, "features")));
  const timed: Timed[] = [];
  try {
    for (const plan of plans) timed.push(await openTimed(plan, options, pass, clips));
    for (const one of timed) {
      await one.turn();
      one.secondsPerEpoch.length = one.secondsPerClip.length = 0;
    }
    const before = await quietLoad(wait, loadAverage, options);
    const after: (number | null)[] = [];
    const shown = options.progress.task("turns", turns);
    for (let turn = 0; turn < turns; turn++) {
      for (const one of turn % 2 === 0 ? timed : timed.toReversed()) {
        options.signal?.throwIfAborted();
        await one.turn();
      }
      after.push(loadAverage());
      shown.update(turn + 1);
    }
    shown.finish(`${turns} turns of ${timed.length} variants`);
    const load = { before, after };
    const { adapter, driver } = backend;
    const finishedAt = new Date().toISOString();
    const environment = { ...options.machine, backend: backend.name, adapter, driver, finishedAt };
    const variants = timed.map(variantOf);
    return { format: 1, suite: options.suite, quiet: isQuiet(load), load, variants, environment };
  } finally {
    for (const one of timed) one.dispose();
    pass.dispose();
  }
}

async function openTimed(
  plan: RunPlan,
  { backend, engine, cache }: PipelineOptions,
  pass: FrozenPass,
  clips: number,
): Promise<Timed> {
  const [features, frozenOutputs] = [join(cache, "features"), join(cache, "frozen")];
  const { images, stepper } = await openRun(plan, backend, { features, frozenOutputs, engine });
  const samples = images.train.clipOf.length;
  const { settings: { training, seed } } = plan.run;
  const batches = Math.ceil(samples / training.batch);
  const [secondsPerEpoch, secondsPerClip]: [number[], number[]] = [[], []];
  const { train } = plan.split;
  return {
    plan,
    engine: stepper.engine,
    images: samples,
    secondsPerEpoch,
    secondsPerClip,
    async turn() {
      const random = randomFor(seed, "timing", secondsPerEpoch.length);
      const order = Int32Array.from(shuffled([...Array(samples).keys()], random));
      const dropoutSeeds = Uint32Array.from({ length: batches }, () => random.uint32());
      const started = performance.now();
      await stepper.epoch(order, training.optimizer.learningRate, dropoutSeeds);
      secondsPerEpoch.push((performance.now() - started) / 1000);
      if (plan.frozen === null) return;
      const some = train.clips.slice(0, clips);
      let seconds = 0;
      for (const clip of some) seconds += (await pass.outputs(plan.frozen, train.corpus, clip)).seconds;
      secondsPerClip.push(seconds / some.length);
    },
    dispose: () => stepper.dispose(),
  };
}

function variantOf({ plan, engine, images, secondsPerEpoch, secondsPerClip }: Timed): TimedVariant {
  const { run, split, frozen } = plan;
  const { experiment, variant, settings: { training } } = run;
  const clips = split.train.clips.length + split.test.clips.length;
  return {
    experiment,
    variant,
    run: run.id,
    engine,
    epochs: training.epochs,
    images,
    secondsPerEpoch,
    frozen: frozen === null ? null : { clips, secondsPerClip },
  };
}

/** The load average once it is that of a quiet machine, or after so many seconds. */
async function quietLoad(
  wait: number,
  loadAverage: () => number | null,
  { progress, signal }: PipelineOptions,
): Promise<number | null> {
  const until = performance.now() + 1000 * wait;
  let told = false;
  while (true) {
    signal?.throwIfAborted();
    const load = loadAverage();
    if (load === null || load <= QUIET_LOAD || performance.now() >= until) return load;
    if (!told) progress.log(`waiting until the load average of ${load.toFixed(1)} is ${QUIET_LOAD} or less`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
