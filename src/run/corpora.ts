import { join } from "node:path";
import { hashOf } from "../base/hash.ts";
import type { FileHashes } from "../base/file_hashes.ts";
import type { ProgressTask } from "../base/progress.ts";
import type { Corpus } from "../corpus/clip.ts";
import { openCorpus } from "../corpus/open.ts";
import { syntheticClips } from "../corpus/synthetic_set.ts";
import { writeSynthetic } from "../corpus/write_synthetic.ts";
import type { CorpusSettings, Settings } from "../manifest/settings.ts";
import { encodeWav } from "../signal/encode_wav.ts";

/** The corpora of one run. */
export interface OpenedCorpora {
  /** What is trained on, and tested on unless there is another one. */
  readonly corpus: Corpus;
  /** What a cross-corpus run is tested on. */
  readonly testCorpus: Corpus | null;
}

/** Where corpora are found. */
export interface CorporaOptions {
  /** Folder of each corpus by name. */
  readonly data: ReadonlyMap<string, string>;
  /** Folder in which made-up voices are kept. */
  readonly cache: string;
  /** Hashes of recordings that are known already. */
  readonly hashes: FileHashes;
  /** Stops the making of voices. */
  readonly signal?: AbortSignal;
  /** Called when voices have to be made. */
  progress(clips: number): ProgressTask;
}

/** Opens each corpus once, whatever the number of runs that use it. */
export function corporaOpener(options: CorporaOptions): (settings: Settings) => Promise<OpenedCorpora> {
  const opened = new Map<string, Promise<Corpus>>();
  const open = (settings: CorpusSettings) => {
    const key = hashOf(settings);
    const corpus = opened.get(key) ?? openOne(settings, options);
    opened.set(key, corpus);
    return corpus;
  };
  return async ({ corpus, protocol }) => ({
    corpus: await open(corpus),
    testCorpus: protocol.name === "cross-corpus" ? await open(protocol.test) : null,
  });
}

async function openOne(settings: CorpusSettings, options: CorporaOptions): Promise<Corpus> {
  const given = options.data.get(settings.name);
  const { hashes } = options;
  let root = given ?? join("data", settings.name);
  if (settings.name === "synthetic" && given === undefined) {
    root = join(options.cache, "synthetic", hashOf({ ...settings, classes: "all" }).slice(0, 16));
    let task: ProgressTask | undefined;
    const total = syntheticClips(settings).length;
    await writeSynthetic(
      settings,
      root,
      (samples, rateHz) => encodeWav({ samples, rateHz }) as Uint8Array<ArrayBuffer>,
      {
        ...(options.signal && { signal: options.signal }),
        progress(done) {
          task ??= options.progress(total);
          task.update(done);
        },
      },
    );
    task?.finish(`${total} clips`);
  }
  const corpus = await openCorpus(settings, root, { hashFile: (path) => hashes.hashFile(path) });
  await hashes.save();
  return corpus;
}
