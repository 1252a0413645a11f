import { ended, start } from "../cli/command.ts";
import type { Campaign } from "./campaign.ts";
import { outcomeOf, pause, placeIn } from "./runs.ts";

/** About how long the runs take, milliseconds. */
const WHOLE_MS = 6000;

/** A process is killed, up to three times, and the same command goes on. */
export const KILLS: Campaign = {
  name: "kills at random moments, then the same command again",
  trials: 100,
  right: ["equal records"],
  async trial(random, folder) {
    const place = await placeIn(folder);
    for (let kills = 1 + random.integer(3); kills > 0; kills--) {
      const child = start("replicate", place.args);
      await Promise.race([child.status, pause(random.uniform() * WHOLE_MS)]);
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await ended(child);
    }
    return await outcomeOf([await ended(start("replicate", place.args))], place);
  },
};
