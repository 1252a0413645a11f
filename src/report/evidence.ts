import { audit } from "../claims/audit/audit.ts";
import type { Finding } from "../claims/audit/finding.ts";
import { judge } from "../claims/judge.ts";
import type { Judgement } from "../claims/judgement.ts";
import type { SuiteResults } from "./results.ts";

/** What was found of a paper's claims, and of its own numbers. */
export interface Evidence {
  /** One per claim, in the order of the paper. */
  readonly judgements: readonly Judgement[];
  /** What the paper's own numbers contradict. */
  readonly findings: readonly Finding[];
}

/** Verdicts and audit of a suite; `null` where no claims are written down. */
export function evidenceFor(results: SuiteResults): Evidence | null {
  const { claims } = results;
  return claims === null ? null : { judgements: judge(claims, results), findings: audit(claims) };
}
