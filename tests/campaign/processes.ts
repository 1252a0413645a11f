import type { Random } from "../../src/base/random.ts";
import { ended, start } from "../cli/command.ts";
import type { Campaign } from "./campaign.ts";
import { outcomeOf, pause, type Place, placeIn, warmCache } from "./runs.ts";

/** Latest start after the first one, milliseconds. */
const APART_MS = 600;

/** Three processes with a part of the runs each, or each with all of them, started almost at once. */
async function threeProcesses(random: Random, place: Place): Promise<string> {
  const shards = random.uniform() < 0.7;
  const results = await Promise.all([1, 2, 3].map(async (part) => {
    await pause(random.uniform() * APART_MS);
    return await ended(start("replicate", [...place.args, ...(shards ? ["--shard", `${part}/3`] : [])]));
  }));
  return await outcomeOf(results, place);
}

/** Processes that find nothing made. */
export const FRESH_CACHE: Campaign = {
  name: "three processes on one fresh cache",
  trials: 200,
  right: ["equal records"],
  trial: async (random, folder) => await threeProcesses(random, await placeIn(folder)),
};

/** Processes that find everything made but the records. */
export const WARM_CACHE: Campaign = {
  name: "three processes on one warm cache",
  trials: 50,
  right: ["equal records"],
  async trial(random, folder) {
    const place = await placeIn(folder);
    await warmCache(place.cache);
    return await threeProcesses(random, place);
  },
};
