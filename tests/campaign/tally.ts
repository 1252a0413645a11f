import { randomFor } from "../../src/base/random.ts";
import type { Campaign, Tally } from "./campaign.ts";

/** Makes the trials from `first` on; trial `n` draws the same numbers whenever and wherever it is made. */
export async function tally(campaign: Campaign, trials: number, first = 0): Promise<Tally> {
  const counts = new Map<string, number>();
  const wrong: { trial: number; outcome: string }[] = [];
  for (let trial = first; trial < first + trials; trial++) {
    const folder = await Deno.makeTempDir({ prefix: "campaign-" });
    try {
      const outcome = await campaign.trial(randomFor(trial, "campaign", campaign.name), folder);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (!campaign.right.includes(outcome)) wrong.push({ trial, outcome });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  return { counts, wrong };
}
