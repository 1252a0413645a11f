import { listFolder } from "../base/files.ts";

/** Time that a stopped worker may still spend in a call to the file system, milliseconds. */
const STOPPING_MS = 200;

/**
 * Removes the temporary files of some runs' records, checkpoints and networks, and a folder of checkpoints
 * that is empty. A worker that is stopped, or a process that is killed, may leave them.
 *
 * @param folder Folder of the suite.
 * @param ids Ids of the runs; files of other runs, which another process may be writing, stay.
 * @param stopped Whether workers have just been stopped in the middle of their work.
 */
export async function removeUnfinished(
  folder: string,
  ids: ReadonlySet<string>,
  stopped: boolean,
): Promise<void> {
  if (stopped) await new Promise((resolve) => setTimeout(resolve, STOPPING_MS));
  for (const part of ["runs", "checkpoints", "models"]) {
    const names = await listFolder(`${folder}/${part}`);
    const unfinished = names.filter((name) =>
      name.endsWith(".tmp") && ids.has(name.slice(0, name.indexOf(".")))
    );
    for (const name of unfinished) await Deno.remove(`${folder}/${part}/${name}`).catch(() => {});
  }
  // Fails, as it should, while it holds anything.
  await Deno.remove(`${folder}/checkpoints`).catch(() => {});
}
