import { settingLevels } from "../manifest/setting_levels.ts";
import type { Settings } from "../manifest/settings.ts";
import type { Claim } from "./claim.ts";
import { keepsWhatIsSaid } from "./said.ts";
import { readingKey, type TriedReading } from "./tried_readings.ts";

/** Two readings that differ in what a claim compares and in nothing else. */
export interface ReadingPair {
  /** The better side, or the minuend. */
  readonly first: TriedReading;
  /** The other side. */
  readonly second: TriedReading;
}

/**
 * Every pair of readings in which both sides of a comparison were run, but the pair that it is judged by. What the
 * two judged sides differ in tells the sides apart; of silence it counts whether it is removed, not how.
 *
 * @param tested Settings of the two sides that the claim is judged by, the better one first.
 */
export function pairedReadings(
  claim: Claim,
  tested: readonly Settings[],
  readings: readonly TriedReading[],
): ReadingPair[] {
  const [better, worse] = tested as [Settings, Settings];
  const compared = differing(better, worse);
  const sideOf = (side: Settings) =>
    readings.filter(({ settings }) =>
      hasSide(settings, side, compared) && keepsWhatIsSaid(claim, better, settings, compared)
    );
  const partners = Map.groupBy(sideOf(worse), (reading) => restOf(reading, compared));
  const judged = [better, worse].map(readingKey);
  return sideOf(better).flatMap((first) =>
    (partners.get(restOf(first, compared)) ?? [])
      // Two numbers of the same runs are compared within one reading.
      .filter((second) => compared.size > 0 || second.key === first.key)
      .filter((second) => first.key !== judged[0] || second.key !== judged[1])
      .map((second) => ({ first, second }))
  );
}

/** Paths of the settings in which two sides differ. */
function differing(first: Settings, second: Settings): Set<string> {
  const [a, b] = [settingLevels(first), settingLevels(second)];
  return new Set([...a.keys(), ...b.keys()].filter((path) => a.get(path) !== b.get(path)));
}

function hasSide(settings: Settings, side: Settings, compared: ReadonlySet<string>): boolean {
  const [own, wanted] = [settingLevels(settings), settingLevels(side)];
  return [...compared].every((path) =>
    path === "signal.silence"
      ? (settings.signal.silence === null) === (side.signal.silence === null)
      : own.get(path) === wanted.get(path)
  );
}

/** All settings but those that are compared, as one text. */
function restOf({ levels }: TriedReading, compared: ReadonlySet<string>): string {
  return [...levels].filter(([path]) => !compared.has(path)).map(([path, level]) => `${path} ${level}`).sort()
    .join("\n");
}
