import type { Clip } from "./clip.ts";

/**
 * One line for every count that differs from the published one.
 *
 * @param perClass Published clips per class.
 * @param perSpeaker Published clips per speaker.
 */
export function compareCounts(
  clips: readonly Clip[],
  perClass: ReadonlyMap<string, number>,
  perSpeaker: ReadonlyMap<string, number>,
): string[] {
  const published = [...perClass.values()].reduce((a, b) => a + b, 0);
  return [
    ...(clips.length === published ? [] : [`${clips.length} clips, published ${published}`]),
    ...differences("class", Map.groupBy(clips, (clip) => clip.label), perClass),
    ...differences("speaker", Map.groupBy(clips, (clip) => clip.speaker), perSpeaker),
  ];
}

function differences(
  what: string,
  found: ReadonlyMap<string, readonly Clip[]>,
  published: ReadonlyMap<string, number>,
): string[] {
  const keys = [...published.keys(), ...[...found.keys()].filter((key) => !published.has(key)).sort()];
  return keys
    .map((key) => ({ key, is: found.get(key)?.length ?? 0, was: published.get(key) ?? 0 }))
    .filter(({ is, was }) => is !== was)
    .map(({ key, is, was }) => `${what} ${key}: ${is} clips, published ${was}`);
}
