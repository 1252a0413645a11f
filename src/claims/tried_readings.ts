import { canonicalJson } from "../base/json.ts";
import { leaks } from "../manifest/leaks.ts";
import { type SettingLevels, settingLevels } from "../manifest/setting_levels.ts";
import type { Settings } from "../manifest/settings.ts";
import type { RunRecord } from "../record/record.ts";
import type { Evidence } from "./evidence.ts";

/** One way to understand what a paper leaves open, and the runs that were made of it. */
export interface TriedReading {
  /** Of a sampled manifest what sets it apart from the default reading, else experiment and variant. */
  readonly label: string;
  /** Canonical JSON of all settings but seed and fold: equal readings have equal ones. */
  readonly key: string;
  /** Of the first run. */
  readonly settings: Settings;
  /** The same by path. */
  readonly levels: SettingLevels;
  /** Whether images of one recording stand on both sides of its split. */
  readonly leaks: boolean;
  /** Its runs, by seed and fold; never of made-up voices. */
  readonly records: readonly RunRecord[];
}

/** Settings of a reading as one text. */
export function readingKey({ seed: _, fold: __, ...settings }: Settings): string {
  return canonicalJson(settings);
}

/** Every reading of which a suite has runs, each once, whichever experiments ask for it. */
export function triedReadings({ experiments, records }: Pick<Evidence, "experiments" | "records">) {
  const found = new Map<string, { label: string; settings: Settings; runs: Map<string, RunRecord> }>();
  for (const { id, variants, multiverse } of experiments) {
    for (const { label, runs } of variants) {
      const done = runs.flatMap((run) => records.get(run.id) ?? []).filter(({ data }) => !data.synthetic);
      if (done.length === 0) continue;
      const { settings } = runs[0]!;
      const key = readingKey(settings);
      const name = multiverse === null ? `${id}, ${label}` : label;
      const known = found.get(key) ?? { label: name, settings, runs: new Map() };
      for (const record of done) known.runs.set(record.id, record);
      found.set(key, known);
    }
  }
  return [...found].map(([key, { label, settings, runs }]): TriedReading => ({
    label,
    key,
    settings,
    levels: settingLevels(settings),
    leaks: leaks(settings.protocol),
    records: [...runs.values()].sort((a, b) =>
      a.settings.seed - b.settings.seed || a.settings.fold - b.settings.fold
    ),
  }));
}
