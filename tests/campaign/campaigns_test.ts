import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { CAMPAIGNS } from "./campaigns.ts";
import { tally } from "./tally.ts";

for (const campaign of CAMPAIGNS) {
  // Those that start processes take seconds a trial, and have fewer.
  const trials = campaign.trials < 1000 ? 1 : 3;
  Deno.test(`${trials} of the trials of the campaign: ${campaign.name}`, async () => {
    assertEquals((await tally(campaign, trials)).wrong, []);
  });
}
