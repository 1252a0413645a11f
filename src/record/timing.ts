import { z } from "zod";
import { UserError } from "../base/errors.ts";
import { parseJson } from "../base/json.ts";
import { problemLines } from "../base/problems.ts";
import type { SameType, Unlocked } from "../base/same_type.ts";
import type { Environment } from "./record.ts";

/** How long one variant takes, in every turn. Seconds are wall-clock. */
export interface TimedVariant {
  /** `Experiment.id` */
  readonly experiment: string;
  /** `Variant.label` */
  readonly variant: string;
  /** Id of the run whose settings and clips were timed. */
  readonly run: string;
  /** What did the training steps. */
  readonly engine: string;
  /** Epochs of a whole training. */
  readonly epochs: number;
  /** Images that an epoch passes. */
  readonly images: number;
  /** Of one epoch, one per turn. */
  readonly secondsPerEpoch: readonly number[];
  /** The pass through frozen layers, or `null` where none is frozen. */
  readonly frozen: {
    /** Clips that pass once in a whole training. */
    readonly clips: number;
    /** Of one clip, mean over those timed, one per turn. */
    readonly secondsPerClip: readonly number[];
  } | null;
}

/**
 * Variants timed one after another, in turns: what training times are compared by. It says nothing of accuracy and
 * is kept apart from the records.
 */
export interface Timing {
  /** Version of this layout. */
  readonly format: 1;
  /** Suite that it was made for. */
  readonly suite: string;
  /** Whether the load averages say that nothing else computed meanwhile; see `isQuiet`. */
  readonly quiet: boolean;
  /** Load average over a minute before the first turn and after each, this program included; `null` if unknown. */
  readonly load: { readonly before: number | null; readonly after: readonly (number | null)[] };
  /** In the order of the first turn; every other turn goes the other way round. */
  readonly variants: readonly TimedVariant[];
  /** Where it was made; the engine stands with each variant. */
  readonly environment: Omit<Environment, "engine">;
}

/** Load that other work may put on a quiet machine; while something is timed, one more is this program. */
export const QUIET_LOAD = 0.5;

/** Whether load averages allow that times are compared. */
export function isQuiet({ before, after }: Timing["load"]): boolean {
  const below = (load: number | null, most: number) => load !== null && load <= most;
  return below(before, QUIET_LOAD) && after.every((load) => below(load, 1 + QUIET_LOAD));
}

/** Seconds of a whole training by each turn, the pass through frozen layers included. */
export function trainingSecondsByTurn({ secondsPerEpoch, epochs, frozen }: TimedVariant): number[] {
  return secondsPerEpoch.map((seconds, turn) =>
    epochs * seconds + (frozen === null ? 0 : frozen.clips * frozen.secondsPerClip[turn]!)
  );
}

/** The value in the middle, or the mean of the two there. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

const text = z.string();
const seconds = z.array(z.number().min(0)).min(1);
const load = z.number().min(0).nullable();

const timingSchema = z.strictObject({
  format: z.literal(1),
  suite: text,
  quiet: z.boolean(),
  load: z.strictObject({ before: load, after: z.array(load) }),
  variants: z.array(z.strictObject({
    experiment: text,
    variant: text,
    run: text,
    engine: text,
    epochs: z.int().min(1),
    images: z.int().min(1),
    secondsPerEpoch: seconds,
    frozen: z.strictObject({ clips: z.int().min(1), secondsPerClip: seconds }).nullable(),
  })),
  environment: z.strictObject({
    project: z.strictObject({ version: text, commit: text.nullable(), dirty: z.boolean().nullable() }),
    deno: text,
    libraries: z.record(text, text),
    backend: text,
    adapter: text.nullable(),
    driver: text.nullable(),
    cpu: text.nullable(),
    cores: z.int().min(1),
    os: text,
    finishedAt: text,
  }),
});

/** Fails to compile when the type and this schema part ways. */
export const timingAgrees: SameType<z.output<typeof timingSchema>, Unlocked<Timing>> = true;

/**
 * Reads a timing.
 * @param name What the message calls it, such as the file's path.
 * @throws {UserError} If the text is none, turns are missing, or it calls a loaded machine quiet.
 */
export function parseTiming(content: string, name: string): Timing {
  const parsed = timingSchema.safeParse(parseJson(content, name));
  const fail = (what: string) => new UserError(`Cannot read ${name}: ${what}`);
  if (!parsed.success) {
    throw fail([...new Set(problemLines(parsed.error, { whole: "the file", key: "key" }))].join("; "));
  }
  const timing = parsed.data;
  const turns = timing.load.after.length;
  const short = timing.variants.find(({ secondsPerEpoch, frozen }) =>
    secondsPerEpoch.length !== turns || (frozen !== null && frozen.secondsPerClip.length !== turns)
  );
  if (short !== undefined) throw fail(`${short.experiment}, ${short.variant}: must have ${turns} turns`);
  if (timing.quiet && !isQuiet(timing.load)) throw fail("quiet: the load averages say that it was not");
  return timing;
}
