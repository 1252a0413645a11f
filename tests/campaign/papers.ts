import claimsJson from "../../experiments/deepika2025/claims.json" with { type: "json" };
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import { parseJson } from "../../src/base/json.ts";
import type { Random } from "../../src/base/random.ts";
import { audit } from "../../src/claims/audit/audit.ts";
import { judge } from "../../src/claims/judge.ts";
import { parseClaims } from "../../src/claims/parse.ts";
import { parsePaper } from "../../src/report/paper.ts";
import { summarise } from "../../src/report/summary.ts";
import { tablesOf } from "../../src/report/table_set.ts";
import { madeUpResults } from "../report/made_up.ts";
import { madeUpHits, paperPlans } from "../report/plans.ts";
import type { Campaign } from "./campaign.ts";
import { mutated, mutatedText } from "./mutate.ts";
import { outcomeOf } from "./outcome.ts";

const results = madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits);
const [claimsText, paperText] = [JSON.stringify(claimsJson), JSON.stringify(paperJson)];

function changedText(text: string, value: unknown, random: Random): string {
  return random.integer(4) === 0 ? mutatedText(text, random) : JSON.stringify(mutated(value, random));
}

/** Claims with changed fields: audited and judged, or refused by a rule. */
export const claims: Campaign = {
  name: "claims with changed fields",
  trials: 1000,
  right: ["audited and judged", "refused"],
  trial: (random) =>
    outcomeOf(() => {
      const file = parseClaims(changedText(claimsText, claimsJson, random), "claims.json");
      audit(file);
      judge(file, results);
      return "audited and judged";
    }),
};

/** Descriptions of papers with changed fields: their tables are made, or they are refused by a rule. */
export const papers: Campaign = {
  name: "papers with changed fields",
  trials: 1000,
  right: ["tables made", "refused"],
  trial: (random) =>
    outcomeOf(() => {
      const paper = parsePaper(parseJson(changedText(paperText, paperJson, random), "paper.json"));
      const other = { ...results, paper };
      tablesOf(other, summarise(other));
      return "tables made";
    }),
};
