import type { Random } from "../../src/base/random.ts";
import { ended, start } from "../cli/command.ts";
import type { Campaign } from "./campaign.ts";
import { afterwards, pause, type Place, placeIn } from "./runs.ts";

/** About how long the runs take, milliseconds. */
const WHOLE_MS = 6000;

/** Removes a folder up to three times while runs go on that use it. */
async function removing(random: Random, place: Place, folder: string): Promise<string> {
  const child = start("replicate", place.args);
  const whole = ended(child);
  for (let times = 1 + random.integer(3); times > 0; times--) {
    await Promise.race([whole, pause(random.uniform() * WHOLE_MS / 2)]);
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
  return await afterwards(await whole, place);
}

/** Features and voices go while they are made and read. */
export const REMOVED_CACHE: Campaign = {
  name: "a cache that is removed while runs go on",
  trials: 50,
  right: ["equal records", "said so, then equal records"],
  async trial(random, folder) {
    const place = await placeIn(folder);
    return await removing(random, place, place.cache);
  },
};

/** Records go while others are made. */
export const REMOVED_RESULTS: Campaign = {
  name: "results that are removed while runs go on",
  trials: 50,
  right: ["equal records", "said so, then equal records"],
  async trial(random, folder) {
    const place = await placeIn(folder);
    return await removing(random, place, place.out);
  },
};
