import { join } from "node:path";
import { runPool } from "../base/pool.ts";
import type { ProgressTask } from "../base/progress.ts";
import { openStore, type Store } from "../base/store.ts";
import type { Corpus } from "../corpus/clip.ts";
import { frozenKey } from "./frozen_entry.ts";
import type { FrozenPart } from "./frozen_part.ts";
import type { FrozenEvent, FrozenTask } from "./frozen_worker.ts";
import type { PreparationOptions } from "./options.ts";
import type { RunPlan } from "./plan.ts";

/** Clips of one task: what is lost at most, for each worker, when the program is stopped. */
const CLIPS = 4;

/** Some clips of a corpus for a frozen part, and the names of their cache entries. */
interface Work {
  readonly part: FrozenPart;
  readonly corpus: Corpus;
  readonly keys: readonly string[];
}

/** Makes the outputs of frozen layers that the cache lacks, in workers; every clip is written as soon as it is there. */
export async function makeFrozen(options: PreparationOptions, plans: readonly RunPlan[]): Promise<void> {
  const store = openStore(join(options.cache, "frozen"));
  const features = join(options.cache, "features");
  const work = await missingWork(plans, store);
  const shown = showClips(work, options);
  await runPool<FrozenTask, Uint8Array[], FrozenEvent>({
    worker: new URL("./frozen_worker.ts", import.meta.url),
    jobs: options.jobs,
    tasks: work.map(({ part, corpus }) => ({ part, corpus, backend: options.backend, features })),
    ...(options.signal && { signal: options.signal }),
    async onResult(entries, index) {
      const { keys } = work[index]!;
      await Promise.all(entries.map((entry, i) => store.write(keys[i]!, entry)));
    },
    onEvent: (event, index) => shown(event, index),
  });
}

/** What has to be done, each part's clips together, since a worker holds one part at a time. */
async function missingWork(plans: readonly RunPlan[], store: Store): Promise<Work[]> {
  const work: Work[] = [];
  for (const { part, corpus, clips } of wantedClips(plans)) {
    // Recordings that are in the corpus twice have one entry.
    const byKey = new Map([...clips].map((clip) => [frozenKey(part, corpus.clips[clip]!.sha256), clip]));
    const missing: [string, number][] = [];
    for (const [key, clip] of byKey) if (!(await store.has(key))) missing.push([key, clip]);
    for (let start = 0; start < missing.length; start += CLIPS) {
      const some = missing.slice(start, start + CLIPS);
      const few = { ...corpus, clips: some.map(([, clip]) => corpus.clips[clip]!), leftOut: [], notes: [] };
      work.push({ part, corpus: few, keys: some.map(([key]) => key) });
    }
  }
  return work.sort((a, b) => (a.part.key < b.part.key ? -1 : a.part.key > b.part.key ? 1 : 0));
}

/** The clips of all runs, each once for every part and kind of image. */
function wantedClips(plans: readonly RunPlan[]) {
  const wanted = new Map<string, { part: FrozenPart; corpus: Corpus; clips: Set<number> }>();
  for (const { frozen: part, split: { train, test } } of plans) {
    if (part === null) continue;
    for (const { corpus, clips } of [train, test]) {
      const group = JSON.stringify([part.key, part.features, corpus.hash]);
      const found = wanted.get(group) ?? { part, corpus, clips: new Set<number>() };
      wanted.set(group, found);
      clips.forEach((clip) => found.clips.add(clip));
    }
  }
  return wanted.values();
}

/** Shows how far each part is. */
function showClips(
  work: readonly Work[],
  { progress }: PreparationOptions,
): (event: FrozenEvent, index: number) => void {
  const totals = new Map<string, number>();
  for (const { part, keys } of work) totals.set(part.key, (totals.get(part.key) ?? 0) + keys.length);
  const tasks = new Map<string, { readonly task: ProgressTask; done: number }>();
  return (event, index) => {
    const { key, network } = work[index]!.part;
    const total = totals.get(key)!;
    const shown = tasks.get(key) ?? { task: progress.task(`frozen layers: ${network.name}`, total), done: 0 };
    tasks.set(key, shown);
    if (event === "begun") return;
    shown.task.update(++shown.done);
    if (shown.done === total) shown.task.finish(`${total} clips`);
  };
}
