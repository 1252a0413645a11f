import { join } from "node:path";
import { readIfPresent, writeFileAtomic } from "../base/files.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import { followRuns, type RunsSoFar } from "./runs_so_far.ts";
import type { WorkerEvent } from "./worker.ts";

/** `OUT/SUITE/progress.json`: how far a process is with its runs; there while it runs. */
export interface ProgressFile extends RunsSoFar {
  /** Version of this layout. */
  readonly format: 1;
  /** Drawn anew by every process. */
  readonly writer: string;
  /** When this was written, ISO 8601, UTC: at least every {@linkcode HEARTBEAT_MS} while the process lives. */
  readonly updatedAt: string;
}

/** What is told to a progress file. */
export interface ProgressWriter {
  /** A worker said something of a run. */
  event(event: WorkerEvent, index: number): void;
  /** A run has its record. */
  done(index: number): void;
  /** Removes the file, unless another process writes it. */
  close(): Promise<void>;
}

/** Longest time between two writes. */
export const HEARTBEAT_MS = 2000;
/** Shortest time between two writes, but for the end of a run. */
const INTERVAL_MS = 1000;
/** A file of another process that did not change for so long belongs to one that was killed. */
const TAKE_OVER_MS = 3 * HEARTBEAT_MS;

/**
 * Keeps `progress.json` in the folder of a suite. It is a courtesy to those who watch: that it cannot be written
 * stops no run. Where several processes make runs of one suite, one of them writes it, and another goes on when
 * that one ends.
 *
 * @param folder Folder of the suite, which need not exist yet.
 * @param runs Runs that are made; events name them by their index.
 */
export function openProgressFile(folder: string, runs: readonly PlannedRun[]): ProgressWriter {
  const follow = followRuns(runs);
  const slot = openSlot(folder);
  let [closed, mine, written, wait] = [runs.length === 0, true, 0, HEARTBEAT_MS];
  let work: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = async () => {
    wait = HEARTBEAT_MS;
    mine = await slot.write(follow.now());
    written = performance.now();
    if (!closed) timer = setTimeout(tick, mine ? wait : TAKE_OVER_MS);
  };
  const tick = () => {
    timer = undefined;
    work = write();
  };
  /** Brings the next write forward; one that is under way sees to it itself. */
  const within = (ms: number) => {
    wait = Math.min(wait, ms);
    if (closed || !mine || timer === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(tick, Math.max(0, written + wait - performance.now()));
  };
  if (!closed) tick();
  return {
    event: (event, index) => (follow.event(event, index), within(INTERVAL_MS)),
    done: (index) => (follow.done(index), within(0)),
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      await work;
      await slot.remove();
    },
  };
}

/** The file itself, which other processes may want to write as well. */
function openSlot(folder: string) {
  const path = join(folder, "progress.json");
  const writer = crypto.randomUUID();
  let seen: string | null = null;
  /** What another process wrote, or `null` if none did. */
  const foreign = async () => {
    const bytes = await readIfPresent(path);
    if (bytes === null) return null;
    const text = new TextDecoder().decode(bytes);
    return text.includes(`"${writer}"`) ? null : text;
  };
  return {
    /** @returns Whether it was written: it is not if another process seems to be alive. */
    async write(state: RunsSoFar): Promise<boolean> {
      try {
        const other = await foreign();
        const alive = other !== null && other !== seen;
        seen = other;
        if (alive) return false;
        const file: ProgressFile = { format: 1, writer, updatedAt: new Date().toISOString(), ...state };
        await writeFileAtomic(path, `${JSON.stringify(file)}\n`, { flush: false });
        return true;
      } catch {
        return false;
      }
    },
    async remove(): Promise<void> {
      try {
        const other = await foreign();
        if (other !== null && other !== seen) return;
        await Deno.remove(path).catch(() => {});
      } catch {
        // Whoever reads it sees that it is not written any more.
      }
    },
  };
}
