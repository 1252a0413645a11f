import { ended, ROOT, taskWords } from "../cli/command.ts";
import type { Campaign } from "./campaign.ts";
import { afterwards, placeIn } from "./runs.ts";

/** Largest size that a file may have, in blocks of 512 bytes: some trials fail at the voices, some at a record. */
const MOST_BLOCKS = 700;

/** No file may grow beyond a limit: a write past it fails half-way, as on a full disk. */
export const FULL_DISK: Campaign = {
  name: "a disk that is full",
  trials: 50,
  right: ["equal records", "said so, then equal records"],
  async trial(random, folder) {
    const place = await placeIn(folder);
    const [, ...words] = taskWords("replicate", place.args);
    // The signal is ignored so that the write itself fails.
    const limit = `trap '' XFSZ; ulimit -f ${1 + random.integer(MOST_BLOCKS)}; exec "$@"`;
    const run = ["--backend", "wasm", "--jobs", "1"];
    const child = new Deno.Command("sh", {
      args: ["-c", limit, "sh", Deno.execPath(), ...words, ...place.args, ...run],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return await afterwards(await ended(child), place);
  },
};
