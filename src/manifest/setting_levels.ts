import { canonicalJson } from "../base/json.ts";
import type { Experiment } from "./experiment.ts";
import type { Settings } from "./settings.ts";

/** Settings without what tells the runs of one reading apart. */
export type ReadingSettings = Omit<Settings, "seed" | "fold">;

/** A setting's path, such as `signal.silence` or `protocol`, to the canonical JSON of its value. */
export type SettingLevels = ReadonlyMap<string, string>;

/** Every setting of a reading by its path: two words, or one for the protocol, which is one choice. */
export function settingLevels(settings: ReadingSettings): SettingLevels {
  const { corpus, signal, spectrogram, model, training, protocol } = settings;
  const sections = Object.entries({ corpus, signal, spectrogram, model, training });
  return new Map([
    ...sections.flatMap(([section, values]) =>
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]): [string, string] => [`${section}.${key}`, canonicalJson(value)])
    ),
    ["protocol", canonicalJson(protocol)],
  ]);
}

/** The value of a setting that a run does not have, since it was made before there was such a setting. */
export const UNSET = "";

/** Names a value of a setting, given its canonical JSON or `UNSET`. */
export type LevelName = (path: string, level: string) => string;

/** The names that sampled manifests give to values of settings; a value that none names tells its parts. */
export function levelNames(experiments: readonly Experiment[]): LevelName {
  const known = new Map<string, string>();
  for (const { multiverse, variants } of experiments) {
    multiverse?.factors.forEach(({ path, levels }, factor) =>
      variants.forEach(({ runs }, variant) => {
        const value = settingLevels(runs[0]!.settings).get(path);
        if (value !== undefined) known.set(`${path} ${value}`, levels[multiverse.cells[variant]![factor]!]!);
      })
    );
  }
  return (path, level) =>
    known.get(`${path} ${level}`) ??
      (level === UNSET ? "default" : valueText(JSON.parse(level)));
}

/** `max-pool`, `2 2 1`, `image-k-fold, folds 5`. */
function valueText(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.map(valueText).join(" ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .sort(([a], [b]) => Number(isName(b)) - Number(isName(a)))
    .map(([key, part]) => (isName(key) ? valueText(part) : `${key} ${valueText(part)}`)).join(", ");
}

function isName(key: string): boolean {
  return key === "name" || key === "method";
}
