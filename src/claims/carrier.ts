import { fisherExact } from "../evaluation/fisher.ts";
import { holm } from "../evaluation/holm.ts";
import { mainEffects } from "../evaluation/main_effects.ts";
import { type LevelName, type SettingLevels, UNSET } from "../manifest/setting_levels.ts";
import { LEVEL } from "./draft.ts";

/** A reading in a search for what carries a result. */
export interface SearchedReading {
  /** Its settings. */
  readonly levels: SettingLevels;
  /** What was measured. */
  readonly value: number;
  /** Whether that bears the claim out. */
  readonly reaches: boolean;
}

/** A value of a setting that most readings have which bear a claim out, and most others lack. */
export interface Carrier {
  /** Path of the setting. */
  readonly path: string;
  /** Name of the value. */
  readonly level: string;
  /** Readings that bear the claim out. */
  readonly reaching: number;
  /** Those of them that have the value. */
  readonly reachingWith: number;
  /** Readings that do not. */
  readonly others: number;
  /** Those of them that have the value. */
  readonly othersWith: number;
  /** Fisher's exact test, one-sided, after Holm's correction over `family` values of settings. */
  readonly p: number;
  /** See `p`. */
  readonly family: number;
}

/** The setting that explains most of what differs among readings of which none bears a claim out. */
export interface Mover {
  /** Path of the setting. */
  readonly path: string;
  /** Name of the value under which the mean comes nearest to the claim. */
  readonly level: string;
  /** That mean. */
  readonly mean: number;
  /** Share of the variation that the setting explains by itself, and what it would by chance. */
  readonly alone: number;
  /** See `alone`. */
  readonly byChance: number;
}

/**
 * The value of a setting that tells readings that bear a claim out from the others: of those that more than half
 * of the former have and fewer than half of the latter, the one with the largest difference of the two shares
 * (Youden's J: Youden 1950, Cancer 3, 32-35).
 *
 * @returns `null` with fewer than two readings that reach, none that does not, or no such value that chance would
 * give in fewer than one of twenty cases.
 */
export function carrierOf(readings: readonly SearchedReading[], nameOf: LevelName): Carrier | null {
  const groups = [true, false].map((reaches) => readings.filter((reading) => reading.reaches === reaches));
  const [reached, missed] = groups as [SearchedReading[], SearchedReading[]];
  if (reached.length < 2 || missed.length === 0) return null;
  const counts = variedLevels(readings).flatMap(([path, levels]) =>
    levels.map((level) => {
      const having = (of: readonly SearchedReading[]) =>
        of.filter((reading) => (reading.levels.get(path) ?? UNSET) === level).length;
      return { path, level, firstWith: having(reached), secondWith: having(missed) };
    })
  );
  const sizes = { first: reached.length, second: missed.length };
  const adjusted = holm(counts.map((count) => fisherExact({ ...sizes, ...count })));
  const [best] = counts.map((count, i) => ({
    ...count,
    p: adjusted[i]!,
    shares: [count.firstWith / sizes.first, count.secondWith / sizes.second] as const,
  })).filter(({ p, shares: [own, other] }) => p < LEVEL && own > 0.5 && other < 0.5)
    .sort((a, b) => (b.shares[0] - b.shares[1]) - (a.shares[0] - a.shares[1]));
  return best === undefined ? null : {
    path: best.path,
    level: nameOf(best.path, best.level),
    reaching: sizes.first,
    reachingWith: best.firstWith,
    others: sizes.second,
    othersWith: best.secondWith,
    p: best.p,
    family: counts.length,
  };
}

/**
 * The setting whose values explain most, beyond what chance would, of the variation among readings; see
 * `mainEffects`.
 *
 * @param target What the readings are compared with.
 * @returns `null` with too few readings, or none that differ.
 */
export function moverOf(
  readings: readonly SearchedReading[],
  target: number,
  nameOf: LevelName,
): Mover | null {
  const values = readings.map(({ value }) => value);
  const [top] = variedLevels(readings).flatMap(([path, known]) => {
    const cells = readings.map(({ levels }) => [known.indexOf(levels.get(path) ?? UNSET)]);
    // One factor at a time: what it explains beside others is not asked, and costs much.
    const effect = mainEffects(values, cells, [known.length])?.factors[0];
    return effect === undefined || effect.alone <= effect.byChance ? [] : [{ path, known, effect }];
  }).sort((a, b) => (b.effect.alone - b.effect.byChance) - (a.effect.alone - a.effect.byChance));
  if (top === undefined) return null;
  const { path, known, effect: { alone, byChance, levels } } = top;
  const [nearest] = levels.map(({ values }, i) => ({ mean: values!.mean, level: known[i]! }))
    .sort((a, b) => Math.abs(a.mean - target) - Math.abs(b.mean - target));
  return { path, level: nameOf(path, nearest!.level), mean: nearest!.mean, alone, byChance };
}

/** The settings that differ among readings, with their values. */
function variedLevels(readings: readonly SearchedReading[]): [path: string, levels: string[]][] {
  const paths = [...new Set(readings.flatMap(({ levels }) => [...levels.keys()]))].sort();
  return paths
    .map((path): [string, string[]] => [
      path,
      [...new Set(readings.map(({ levels }) => levels.get(path) ?? UNSET))].sort(),
    ])
    .filter(([, levels]) => levels.length > 1);
}
