/** `deno task campaign [NAME] [--trials N] [--first N]`: makes trials of faults and prints how they ended. */
import { parseArgs } from "node:util";
import { CAMPAIGNS } from "./campaigns.ts";
import { tally } from "./tally.ts";

const { values, positionals } = parsed();
if (values.help) {
  console.log("Usage: deno task campaign [NAME] [--trials N] [--first N]\n");
  for (const { name, trials } of CAMPAIGNS) console.log(`  ${String(trials).padStart(5)} trials  ${name}`);
  Deno.exit(0);
}
const chosen = CAMPAIGNS.filter(({ name }) => positionals.every((part) => name.includes(part)));
if (chosen.length === 0) {
  console.error(`no campaign of that name: there are ${CAMPAIGNS.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}
let failed = false;
for (const campaign of chosen) {
  const trials = Number(values.trials ?? campaign.trials);
  const { counts, wrong } = await tally(campaign, trials, Number(values.first));
  const outcomes = [...counts].map(([outcome, n]) => `${n} ${outcome}`).join(", ");
  console.log(`${campaign.name}: ${trials} trials, ${wrong.length} wrong (${outcomes})`);
  for (const { trial, outcome } of wrong.slice(0, 10)) console.log(`  trial ${trial}: ${outcome}`);
  failed ||= wrong.length > 0;
}
Deno.exit(failed ? 3 : 0);

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        trials: { type: "string" },
        first: { type: "string", default: "0" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(2);
  }
}
