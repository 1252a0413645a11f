import { UserError } from "../base/errors.ts";
import { parseJson } from "../base/json.ts";
import { type Judgement, type Verdict, VERDICTS } from "./judgement.ts";

/** `verdicts.json`: the verdicts of a suite as they were accepted. */
export interface ExpectedVerdicts {
  /** Version of the file. */
  readonly format: 1;
  /** Name of the suite. */
  readonly suite: string;
  /** Claim id to verdict, in the order of the claims. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** A claim whose verdict is not the expected one; `null` where the claim is new or gone. */
export interface MovedVerdict {
  /** `Claim.id` */
  readonly id: string;
  /** As accepted. */
  readonly expected: Verdict | null;
  /** As judged now. */
  readonly found: Verdict | null;
}

/** The verdicts of now, to be accepted. */
export function expectedOf(suite: string, judgements: readonly Judgement[]): ExpectedVerdicts {
  const verdicts = Object.fromEntries(judgements.map(({ id, verdict }) => [id, verdict]));
  return { format: 1, suite, verdicts };
}

/** Every claim whose verdict moved, appeared or went; claims that lost their decision come first. */
export function movedVerdicts(
  { verdicts }: ExpectedVerdicts,
  judgements: readonly Judgement[],
): MovedVerdict[] {
  const found = new Map(judgements.map(({ id, verdict }) => [id, verdict]));
  const ids = [...new Set([...found.keys(), ...Object.keys(verdicts)])];
  const moved = ids
    .map((id): MovedVerdict => ({ id, expected: verdicts[id] ?? null, found: found.get(id) ?? null }))
    .filter((claim) => claim.expected !== claim.found);
  return [...moved.filter(lostDecision), ...moved.filter((claim) => !lostDecision(claim))];
}

/** One line: `table-1.accuracy was reproduced, is inconclusive`. */
export function movedText({ id, expected, found }: MovedVerdict): string {
  if (expected === null) return `${id} is new: ${found}`;
  return found === null ? `${id} was ${expected}, is gone` : `${id} was ${expected}, is ${found}`;
}

function lostDecision({ expected, found }: MovedVerdict): boolean {
  return isDecided(expected) && !isDecided(found);
}

function isDecided(verdict: Verdict | null): boolean {
  return verdict === "reproduced" || verdict === "contradicted";
}

/**
 * Reads `verdicts.json`.
 * @throws {UserError} If the text is no such file, or one of another format.
 */
export function parseExpected(text: string, name: string): ExpectedVerdicts {
  const value = parseJson(text, name) as Partial<ExpectedVerdicts> | null;
  if (value === null || typeof value !== "object" || value.format !== 1) {
    throw new UserError(`Cannot read ${name}: format must be 1`);
  }
  const { suite, verdicts } = value;
  if (typeof suite !== "string" || verdicts === null || typeof verdicts !== "object") {
    throw new UserError(`Cannot read ${name}: it must hold a suite and its verdicts`);
  }
  const known: readonly string[] = VERDICTS;
  const odd = Object.entries(verdicts).find(([, verdict]) => !known.includes(verdict));
  if (odd !== undefined) {
    throw new UserError(`Cannot read ${name}: the verdict of ${odd[0]} must be one of ${known.join(", ")}`);
  }
  return { format: 1, suite, verdicts };
}
