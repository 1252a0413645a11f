import { sha256 } from "../base/hash.ts";
import type { Store } from "../base/store.ts";
import type { Corpus, LeftOut } from "../corpus/clip.ts";
import { featureKey } from "./entry.ts";
import type { FeatureSettings } from "./settings.ts";

/** Name of the cache entry that says why a recording has no image under some settings. */
export function unusableKey(key: string): string {
  return sha256(`${key} unusable`);
}

/** The clips of a corpus that are known to have no image under some settings, and why. */
export async function knownUnusable(
  corpus: Corpus,
  settings: FeatureSettings,
  store: Store,
): Promise<LeftOut[]> {
  const found: LeftOut[] = [];
  for (const { path, sha256 } of corpus.clips) {
    const key = unusableKey(featureKey(sha256, settings));
    const reason = await store.has(key) ? await store.read(key) : null;
    if (reason !== null) found.push({ path, reason: new TextDecoder().decode(reason) });
  }
  return found;
}
