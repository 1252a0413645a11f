import { meanOf } from "../../base/sum.ts";

/** One setting that readings differ in. */
export interface CurveSetting {
  /** In words. */
  readonly name: string;
  /** Names of its values. */
  readonly levels: readonly string[];
}

/** One reading, as the chart shows it. */
export interface CurveReading {
  /** Share of 1. */
  readonly accuracy: number;
  /** Colours tell the kinds of split apart. */
  readonly split: "random split" | "speaker-independent split" | "leaking split";
  /** Level of each setting, from 0; all 0 is the default reading. */
  readonly cell: readonly number[];
}

/** One row of the matrix below the curve. */
export interface SettingRow {
  /** Unique; what is behind `|` is shown. A heading begins with it. */
  readonly row: string;
  /** At the right: mean accuracy and count of the readings with that value. */
  readonly text: string;
}

/** The row of a value of a setting, both counted from 0. */
export function rowOf(setting: CurveSetting, index: number, level: number): string {
  return `${index + 1}|${setting.levels[level]!}`;
}

/**
 * Every setting as a heading and one row per value, with what the readings of that value come to: those whose split
 * does not leak, unless there are no others.
 */
export function settingRows(
  settings: readonly CurveSetting[],
  readings: readonly CurveReading[],
): SettingRow[] {
  return settings.flatMap((setting, s) => [
    { row: `|${setting.name}`, text: s === 0 ? "mean % (readings)" : "" },
    ...setting.levels.map((_, level): SettingRow => {
      const own = withoutLeaks(readings.filter(({ cell }) => cell[s] === level));
      const mean = meanOf(own.map(({ accuracy }) => accuracy));
      const text = own.length === 0 ? "– (0)" : `${(100 * mean).toFixed(1)} (${own.length})`;
      return { row: rowOf(setting, s, level), text };
    }),
  ]);
}

/** Readings that leak are never in a mean with others. */
function withoutLeaks(readings: readonly CurveReading[]): readonly CurveReading[] {
  const sound = readings.filter(({ split }) => split !== "leaking split");
  return sound.length === 0 ? readings : sound;
}
