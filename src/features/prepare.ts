import { join } from "node:path";
import { runPool } from "../base/pool.ts";
import type { ProgressTask } from "../base/progress.ts";
import type { Store } from "../base/store.ts";
import type { Corpus } from "../corpus/clip.ts";
import { featureKey } from "./entry.ts";
import type { FeatureSettings } from "./settings.ts";
import { unusableKey } from "./unusable.ts";
import type { FeatureResult, FeatureTask } from "./worker.ts";

/** A corpus and the settings that its clips are wanted for. */
export interface FeatureRequest {
  /** Its clips are all wanted. */
  readonly corpus: Corpus;
  /** Every one is wanted of every clip. */
  readonly settings: readonly FeatureSettings[];
}

/** How features are made. */
export interface PrepareOptions {
  /** The cache. */
  readonly store: Store;
  /** Workers side by side. */
  readonly jobs: number;
  /** Stops the workers. */
  readonly signal?: AbortSignal;
  /** Called when there is work, with the number of clips. */
  progress(clips: number): ProgressTask;
}

/** What was made. */
export interface PreparedFeatures {
  /** Clips that were worked on. */
  readonly clips: number;
  /** Those of them that have no image under some settings: see `knownUnusable`. */
  readonly unusable: number;
}

/**
 * Makes the images that the cache lacks, in workers; a clip is decoded once for all its settings.
 * @throws {UserError} If a clip cannot be read; the message names the file.
 */
export async function prepareFeatures(
  requests: readonly FeatureRequest[],
  options: PrepareOptions,
): Promise<PreparedFeatures> {
  const { store } = options;
  const tasks: FeatureTask[] = [];
  const keys: string[][] = [];
  for (const { corpus, settings } of requests) {
    for (const clip of corpus.clips) {
      const wanted = settings.map((s) => ({ settings: s, key: featureKey(clip.sha256, s) }));
      const present = await Promise.all(
        wanted.map(async ({ key }) => await store.has(key) || await store.has(unusableKey(key))),
      );
      const missing = wanted.filter((_, i) => !present[i]);
      if (missing.length === 0) continue;
      tasks.push({ path: join(corpus.root, clip.path), wanted: missing.map((m) => m.settings) });
      keys.push(missing.map((m) => m.key));
    }
  }
  if (tasks.length === 0) return { clips: 0, unusable: 0 };
  const progress = options.progress(tasks.length);
  let [done, unusable] = [0, 0];
  await runPool<FeatureTask, FeatureResult[]>({
    worker: new URL("./worker.ts", import.meta.url),
    jobs: options.jobs,
    tasks,
    ...(options.signal && { signal: options.signal }),
    async onResult(results, index) {
      await Promise.all(results.map((result, i) => writeResult(store, keys[index]![i]!, result)));
      if (results.some((result) => typeof result === "string")) unusable++;
      progress.update(++done);
    },
  });
  progress.finish(`${tasks.length} clips`);
  return { clips: tasks.length, unusable };
}

async function writeResult(store: Store, key: string, result: FeatureResult): Promise<void> {
  if (typeof result !== "string") return await store.write(key, result);
  await store.write(unusableKey(key), new TextEncoder().encode(result));
}
