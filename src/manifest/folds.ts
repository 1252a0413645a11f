import { UserError } from "../base/errors.ts";
import type { CorpusSettings, ProtocolSettings } from "./settings.ts";

/** Speakers and sessions of the published corpora, so that runs can be counted before any file is read. */
const PUBLISHED: Record<
  Exclude<CorpusSettings["name"], "synthetic">,
  { speakers: number; sessions: number | null }
> = {
  ravdess: { speakers: 24, sessions: null },
  iemocap: { speakers: 10, sessions: 5 },
  emodb: { speakers: 10, sessions: null },
};

/** Speakers of a published corpus; `null` for one that is not known here. */
export function publishedSpeakers(corpus: string): number | null {
  return Object.hasOwn(PUBLISHED, corpus) ? PUBLISHED[corpus as keyof typeof PUBLISHED].speakers : null;
}

/**
 * Number of folds that a protocol makes of a corpus.
 * @throws {UserError} If the corpus has no sessions to leave out.
 */
export function foldCount(corpus: CorpusSettings, protocol: ProtocolSettings): number {
  switch (protocol.name) {
    case "utterance-holdout":
    case "image-holdout":
    case "cross-corpus":
      return 1;
    case "utterance-k-fold":
    case "image-k-fold":
    case "speaker-k-fold":
      return protocol.folds;
    case "leave-one-speaker-out":
      if (corpus.name === "synthetic") return corpus.speakers;
      // One of the actors does not sing.
      return PUBLISHED[corpus.name].speakers -
        (corpus.name === "ravdess" && corpus.channel === "song" ? 1 : 0);
    case "leave-one-session-out": {
      const sessions = corpus.name === "synthetic" ? null : PUBLISHED[corpus.name].sessions;
      if (sessions === null) {
        throw new UserError(
          `protocol: leave-one-session-out needs sessions, which ${corpus.name} does not have`,
        );
      }
      return sessions;
    }
  }
}
