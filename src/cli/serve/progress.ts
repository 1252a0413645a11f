import { join } from "node:path";
import { z } from "zod";
import { readIfPresent } from "../../base/files.ts";
import { HEARTBEAT_MS, type ProgressFile } from "../../run/progress_file.ts";

/** A progress file, and whether whoever writes it is at work. */
export interface Progress extends Omit<ProgressFile, "format" | "writer"> {
  /** False where the last sign of life is too long ago: the process was killed, or the machine slept. */
  readonly alive: boolean;
}

/** Signs of life that may be missed. */
const MISSED = 5;

const share = z.array(z.number().nullable());
const schema = z.object({
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  planned: z.int().min(1),
  done: z.int().min(0),
  secondsLeft: z.number().min(0).nullable(),
  running: z.array(z.object({
    id: z.string(),
    label: z.string(),
    epoch: z.int().min(0),
    epochs: z.int().min(1),
    curve: z.object({ epoch: z.array(z.int()), loss: share, accuracy: share, validationAccuracy: share }),
  })),
});

/**
 * Reads `progress.json` of a suite's folder.
 * @returns `null` if there is none, or none that can be read.
 */
export async function readProgress(folder: string): Promise<Progress | null> {
  try {
    const bytes = await readIfPresent(join(folder, "progress.json"));
    if (bytes === null) return null;
    const file = schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const age = Math.abs(Date.now() - Date.parse(file.updatedAt));
    return { ...file, alive: age < MISSED * HEARTBEAT_MS };
  } catch {
    return null;
  }
}
