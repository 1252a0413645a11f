import { join } from "node:path";
import { sizeOf } from "../base/file_digest.ts";
import { openProgress, type ProgressTask } from "../base/progress.ts";
import { fetchWeights } from "../model/weights/fetch.ts";
import { type WeightSource, weightSources } from "../model/weights/sources.ts";
import { verifyWeights } from "../model/weights/verify.ts";

/** Whether a name is that of a network with pretrained weights, not of a corpus. */
export function hasWeights(name: string): boolean {
  return weightSources.some(({ network }) => network === name);
}

/** Whether a file of weights is where it is looked for; of its content no more than the size is looked at. */
export async function weightsState(
  source: WeightSource,
  folder: string,
): Promise<{ ok: boolean; says: string }> {
  const path = join(folder, source.fileName);
  const bytes = await sizeOf(path);
  if (bytes === null) return { ok: false, says: `no ${path}` };
  const size = bytes / 2 ** 20;
  const { mebibytes } = source;
  // The publisher's size is rounded.
  const other = mebibytes !== null && Math.abs(size - mebibytes) > 1;
  const says = `${size.toFixed(1)} MiB in ${path}${other ? `, but ${mebibytes} MiB are published` : ""}`;
  return { ok: true, says };
}

/** The weights' part of `data list`. */
export async function listWeights(folder: string, json: boolean): Promise<void> {
  for (const source of weightSources) {
    const { network: name, fileName: file, title, licence, obtain, mebibytes, disclosure } = source;
    const state = await weightsState(source, folder);
    if (json) {
      const known = { name, file, title, licence, obtain, mebibytes, disclosure };
      console.log(JSON.stringify({ ...known, present: state.ok, state: state.says }));
      continue;
    }
    const size = mebibytes === null ? "" : `, ${mebibytes} MiB`;
    console.log(`weights of ${name}: ${title}${size}`);
    console.log(`  licence: ${licence}\n  how to get it: ${obtain}\n  here: ${state.says}`);
    if (disclosure !== null) console.log(`  to be disclosed: ${disclosure}`);
  }
}

/** `data fetch NETWORK`: downloads the published weights into their folder. */
export async function fetchWeightsVerb(name: string, folder: string, json: boolean): Promise<void> {
  const known = weightSources.find(({ network, url }) => network === name && url !== null)?.mebibytes ?? 0;
  const progress = openProgress({ quiet: json });
  let task: ProgressTask | undefined;
  try {
    const path = await fetchWeights(name, folder, {
      progress(done, total) {
        task ??= progress.task(`download ${name}`, total ?? known * 2 ** 20);
        task.update(done);
      },
    });
    task?.finish();
    const here = `${path}; compare its tensors with the network by deno task data verify ${name}`;
    console.log(json ? JSON.stringify({ name, path }) : here);
  } finally {
    progress.close();
  }
}

/**
 * The weights' part of `data verify`: every file of the network that is there. Prints one line each.
 *
 * @returns Whether there is one and all are as published.
 * @throws {UserError} If a file cannot be read, or its tensors are not the network's.
 */
export async function verifyWeightsVerb(name: string, folder: string, json: boolean): Promise<boolean> {
  const sources = weightSources.filter(({ network }) => network === name);
  const states = await Promise.all(sources.map((source) => weightsState(source, folder)));
  const present = sources.filter((_, i) => states[i]!.ok);
  if (present.length === 0) {
    const missing = sources.map(({ fileName }) => fileName);
    console.log(
      json
        ? JSON.stringify({ name, complete: false, missing })
        : `${name}: no ${missing.join(" or ")} in ${folder}`,
    );
  }
  let sound = present.length > 0;
  for (const source of present) {
    const path = join(folder, source.fileName);
    const found = await verifyWeights(source, path);
    const complete = typeof found !== "string";
    sound &&= complete;
    // What no address is known of has not been published here; its checksum is known all the same.
    const known = source.url === null ? "the file that is known by this name" : "as published";
    const says = complete ? `${known}, ${found.tensors} tensors, ${found.values} numbers` : found;
    const line = complete ? { name, path, complete, ...found } : { name, path, complete, fault: found };
    console.log(json ? JSON.stringify(line) : `${name}: ${path}: ${says}`);
  }
  return sound;
}
