import { FINDING_COLUMNS, findingRows, severityText } from "../claims/audit/finding_text.ts";
import { countsText } from "../claims/counts.ts";
import { measuredText, placeText, runsUsed } from "../claims/wording.ts";
import type { Evidence } from "./evidence.ts";
import { readingsText } from "./readings_text.ts";
import type { Table } from "./table.ts";

/** What a paper's own numbers contradict, one row per finding. */
export function auditTable({ findings }: Evidence): Table {
  return {
    id: "audit",
    caption: "What the paper's own numbers contradict",
    labels: FINDING_COLUMNS.length,
    columns: FINDING_COLUMNS,
    rows: findingRows(findings).map((cells) => ({ cells })),
    notes: [
      `${findings.length} findings: ${severityText(findings)}.`,
      "A printed number stands for every number that rounds to it; a finding means that none of them fits.",
    ],
  };
}

/** The verdict on every claim of a paper, one row per claim. */
export function claimsTable({ judgements }: Evidence): Table {
  return {
    id: "claims",
    caption: "The verdict on every claim of the paper",
    labels: 8,
    columns: [
      ...["Claim", "Place", "Meaning", "Printed", "Measured [95 %]", "Runs", "Verdict", "Why"],
      "Other readings",
    ],
    rows: judgements.map((judgement) => {
      const { id, claim, plannedRuns, verdict, why } = judgement;
      const runs = plannedRuns === 0 ? "" : `${runsUsed(judgement)} of ${plannedRuns}`;
      const place = placeText(claim.place);
      const found = [measuredText(judgement), runs, verdict, why, readingsText(judgement) ?? ""];
      return { cells: [id, place, claim.meaning, claim.printed, ...found] };
    }),
    notes: [`${judgements.length} claims: ${countsText(judgements)}.`],
  };
}
