import { join } from "node:path";
import { listFolder, readIfPresent, writeFileAtomic } from "../base/files.ts";
import { hashOf } from "../base/hash.ts";
import { parseTiming, type Timing } from "./timing.ts";

/** The timings of one suite in an output folder. */
export interface TimingStore {
  /** Every timing, in the order of the file names. */
  readAll(): Promise<Timing[]>;
  /** Writes a timing in place of an earlier one of the same runs on the same machine; gives its path. */
  write(timing: Timing): Promise<string>;
}

/** Opens `OUT/SUITE/timings`, which need not exist yet. */
export function openTimingStore(out: string, suite: string): TimingStore {
  const folder = join(out, suite, "timings");
  return {
    async readAll() {
      const timings: Timing[] = [];
      for (const name of (await listFolder(folder)).filter((n) => n.endsWith(".json"))) {
        const path = join(folder, name);
        const bytes = await readIfPresent(path);
        if (bytes !== null) timings.push(parseTiming(new TextDecoder().decode(bytes), path));
      }
      return timings;
    },
    async write(timing) {
      const { variants, environment: { backend, adapter, cpu } } = timing;
      const timed = variants.map(({ run, engine }) => [run, engine]).sort();
      const path = join(folder, `${hashOf([timed, backend, adapter ?? cpu]).slice(0, 16)}.json`);
      await writeFileAtomic(path, `${JSON.stringify(timing, null, 1)}\n`);
      return path;
    },
  };
}
