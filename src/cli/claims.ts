import { join } from "node:path";
import { GateError, UserError } from "../base/errors.ts";
import { readIfPresent, writeFileAtomic } from "../base/files.ts";
import { leavingNothing } from "../base/temporary.ts";
import { expectedOf, movedText, movedVerdicts, parseExpected } from "../claims/expected.ts";
import { countsOf, countsText } from "../claims/counts.ts";
import { judge } from "../claims/judge.ts";
import type { Judgement, Verdict } from "../claims/judgement.ts";
import { clipsText, measuredText, placeText, runsUsed } from "../claims/wording.ts";
import { readingsText } from "../report/readings_text.ts";
import { sayLeftOut } from "./left_out.ts";
import { claimsOf, evidenceOf, knownSuites, suiteOf } from "./suites.ts";

/** Options of `claims`. */
export interface ClaimsOptions {
  /** Where the records are. */
  readonly out: string;
  /** Show claims of these verdicts alone; empty shows all. */
  readonly verdict: readonly Verdict[];
  /** Show the reason and the missing command below each claim. */
  readonly why: boolean;
  /** Fail when a verdict is not the accepted one. */
  readonly gate: boolean;
  /** Accept the verdicts of now. */
  readonly update: boolean;
  readonly json: boolean;
}

/**
 * `claims [SUITE]`: the verdict on every claim of a paper, from the records present.
 *
 * @param name Default: the first suite that has a `claims.json`.
 * @throws {UserError} If there is no such suite or it has no claims.
 * @throws {GateError} If the gate is asked for and a verdict moved.
 */
export async function claims(name: string | undefined, options: ClaimsOptions): Promise<void> {
  const suite = await suiteOf(name ?? await firstWithClaims());
  const file = await claimsOf(suite);
  if (file === null) throw new UserError(`The suite "${suite.name}" has no claims.json`);
  const evidence = await evidenceOf(suite, options.out);
  sayLeftOut(evidence.leftOut);
  const judgements = judge(file, evidence);
  const { verdict: wanted } = options;
  const shown = wanted.length === 0
    ? judgements
    : judgements.filter(({ verdict }) => wanted.includes(verdict));
  if (options.json) {
    console.log(
      JSON.stringify({ format: 1, suite: suite.name, counts: countsOf(judgements), judgements: shown }),
    );
  } else {
    for (const line of tableLines(shown, options.why)) console.log(line);
    console.log(`${judgements.length} claims: ${countsText(judgements)}`);
  }
  const expected = join(options.out, suite.name, "verdicts.json");
  if (options.update) {
    const text = JSON.stringify(expectedOf(suite.name, judgements), null, 2) + "\n";
    await leavingNothing([expected], () => writeFileAtomic(expected, text));
    console.error(`${expected}: ${judgements.length} verdicts accepted`);
  }
  if (options.gate) await requireExpected(expected, judgements);
}

async function firstWithClaims(): Promise<string> {
  for (const name of await knownSuites()) {
    if (await claimsOf(await suiteOf(name)) !== null) return name;
  }
  throw new UserError("No suite has a claims.json");
}

async function requireExpected(path: string, judgements: readonly Judgement[]): Promise<void> {
  const bytes = await readIfPresent(path);
  if (bytes === null) {
    throw new UserError(
      `There are no accepted verdicts in ${path}: write them with deno task claims --update`,
    );
  }
  const moved = movedVerdicts(parseExpected(new TextDecoder().decode(bytes), path), judgements);
  if (moved.length === 0) return;
  const named = moved.slice(0, 5).map(movedText).join("; ");
  const more = moved.length > 5 ? `; and ${moved.length - 5} more` : "";
  throw new GateError(`${moved.length} of ${judgements.length} verdicts moved: ${named}${more}`);
}

const COLUMNS = ["claim", "place", "printed", "measured [95 %]", "runs", "verdict"];

/** Aligned columns; texts of the paper are cut off so that a line stays readable. */
function tableLines(judgements: readonly Judgement[], why: boolean): string[] {
  const rows = judgements.map((judgement) => [
    judgement.id,
    cut(placeText(judgement.claim.place)),
    cut(judgement.claim.printed),
    measuredText(judgement),
    judgement.plannedRuns === 0 ? "" : runsText(judgement),
    judgement.verdict,
  ]);
  const widths = COLUMNS.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, c) => cell.padEnd(widths[c]!)).join("  ").trimEnd();
  return [
    line(COLUMNS),
    ...rows.flatMap((row, i) => [line(row), ...(why ? reasons(judgements[i]!) : [])]),
  ];
}

function runsText(judgement: Judgement): string {
  const { plannedRuns } = judgement;
  const used = runsUsed(judgement);
  return used === plannedRuns ? `${used}` : `${used} of ${plannedRuns}`;
}

function reasons(judgement: Judgement): string[] {
  const { why, remarks, missing } = judgement;
  return [
    why,
    readingsText(judgement) ?? "",
    clipsText(judgement) ?? "",
    ...remarks,
    ...(missing?.commands ?? []),
  ]
    .filter((text) => text !== "").map((text) => `    ${text}`);
}

const LONGEST = 40;

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).trimEnd()}…`;
}
