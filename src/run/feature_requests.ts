import { hashOf } from "../base/hash.ts";
import type { Corpus } from "../corpus/clip.ts";
import type { FeatureRequest } from "../features/prepare.ts";
import { type FeatureSettings, featureSettings } from "../features/settings.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { OpenedCorpora } from "./corpora.ts";

/** Each corpus once, with every feature setting that some run wants of it. */
export function featureRequests(
  runs: readonly PlannedRun[],
  corpora: ReadonlyMap<string, OpenedCorpora>,
): FeatureRequest[] {
  const requests = new Map<string, { corpus: Corpus; settings: Map<string, FeatureSettings> }>();
  for (const { id, settings } of runs) {
    const wanted = featureSettings(settings);
    const { corpus, testCorpus } = corpora.get(id)!;
    for (const one of [corpus, testCorpus]) {
      if (one === null) continue;
      const request = requests.get(one.hash) ?? { corpus: one, settings: new Map() };
      request.settings.set(hashOf(wanted), wanted);
      requests.set(one.hash, request);
    }
  }
  return [...requests.values()].map(({ corpus, settings }) => ({ corpus, settings: [...settings.values()] }));
}
