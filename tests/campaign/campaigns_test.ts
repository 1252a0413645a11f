import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { CAMPAIGNS } from "./campaigns.ts";
import { tally } from "./tally.ts";

for (const campaign of CAMPAIGNS) {
  Deno.test(`three trials of the campaign: ${campaign.name}`, async () => {
    assertEquals((await tally(campaign, 3)).wrong, []);
  });
}
