import type { BackendName } from "../backend/choose.ts";
import { serveTasks } from "../base/pool.ts";
import { openStore } from "../base/store.ts";
import type { Corpus } from "../corpus/clip.ts";
import { openCheckedBackend } from "./checked_backend.ts";
import { encodeFrozen } from "./frozen_entry.ts";
import type { FrozenPart } from "./frozen_part.ts";
import { type FrozenPass, openFrozenPass } from "./frozen_pass.ts";

/** A few clips that are to be passed through frozen layers. */
export interface FrozenTask {
  /** The layers and how their inputs are made. */
  readonly part: FrozenPart;
  /** With no other clips. */
  readonly corpus: Corpus;
  /** What computes. */
  readonly backend: BackendName;
  /** Folder of the feature cache. */
  readonly features: string;
}

/** What a worker says: it has begun, or one more clip is done. */
export type FrozenEvent = "begun" | "clip";

let pass: Promise<FrozenPass> | undefined;

async function start({ backend, features }: FrozenTask): Promise<FrozenPass> {
  await openCheckedBackend(backend);
  return openFrozenPass(openStore(features));
}

serveTasks<FrozenTask, Uint8Array<ArrayBuffer>[], FrozenEvent>(async (task, emit) => {
  pass ??= start(task);
  const opened = await pass;
  emit("begun");
  const result: Uint8Array<ArrayBuffer>[] = [];
  for (const clip of task.corpus.clips.keys()) {
    result.push(encodeFrozen(await opened.outputs(task.part, task.corpus, clip)));
    emit("clip");
  }
  return { result, transfer: result.map((entry) => entry.buffer) };
});
