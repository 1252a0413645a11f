import { hashOf } from "../base/hash.ts";
import { MissingDataError } from "../base/errors.ts";
import type { Store } from "../base/store.ts";
import type { Corpus } from "../corpus/clip.ts";
import { withoutClips } from "../corpus/without.ts";
import { featureSettings } from "../features/settings.ts";
import { knownUnusable } from "../features/unusable.ts";
import type { Settings } from "../manifest/settings.ts";
import type { OpenedCorpora } from "./corpora.ts";

/**
 * Leaves out of a run's corpora the clips that are known to have no image under its settings. Equal corpora and
 * settings give one and the same corpus.
 *
 * @param features The cache.
 * @returns What takes the corpora of a run and gives those that it uses.
 */
export function usableClipsFinder(
  features: Store,
): (settings: Settings, opened: OpenedCorpora) => Promise<OpenedCorpora> {
  const found = new Map<string, Promise<Corpus>>();
  return async (settings, { corpus, testCorpus }) => {
    const wanted = featureSettings(settings);
    const usable = (one: Corpus): Promise<Corpus> => {
      const key = hashOf([one.hash, wanted]);
      const known = found.get(key) ?? knownUnusable(one, wanted, features).then((gone) => without(one, gone));
      found.set(key, known);
      return known;
    };
    return { corpus: await usable(corpus), testCorpus: testCorpus && await usable(testCorpus) };
  };
}

/** @throws {MissingDataError} If no clip is left. */
function without(corpus: Corpus, gone: Awaited<ReturnType<typeof knownUnusable>>): Corpus {
  const left = withoutClips(corpus, gone);
  if (left.clips.length > 0) return left;
  throw new MissingDataError(`${corpus.name}: no clip of ${corpus.root} can be used: ${gone[0]?.reason}`);
}
