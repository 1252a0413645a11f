import { EXIT, UserError } from "../base/errors.ts";
import { counted } from "../base/number_text.ts";
import { audit as auditClaims, rules } from "../claims/audit/audit.ts";
import type { Finding } from "../claims/audit/finding.ts";
import { countsByRule, placesText, severityText } from "../claims/audit/finding_text.ts";
import { claimsOf, knownSuites, suiteOf } from "./suites.ts";

/** Options of `audit`. */
export interface AuditOptions {
  /** Show findings of these rules alone; empty shows all. */
  readonly rule: readonly string[];
  /** Below each finding, why it cannot be. */
  readonly why: boolean;
  readonly json: boolean;
}

/**
 * `audit [SUITE]`: what the paper's own numbers contradict, from `claims.json` alone. Findings are no failure.
 *
 * @param name Default: the first suite that has a `claims.json`.
 * @throws {UserError} If there is no such suite or rule, or the suite has no claims.
 */
export async function audit(name: string | undefined, options: AuditOptions): Promise<void> {
  const known = rules.map((rule) => rule.name);
  const unknown = options.rule.find((rule) => !known.includes(rule));
  if (unknown !== undefined) {
    throw new UserError(`There is no rule "${unknown}": there are ${known.join(", ")}`, EXIT.usage);
  }
  for (const suite of name === undefined ? await knownSuites() : [name]) {
    const file = await claimsOf(await suiteOf(suite));
    if (file === null) continue;
    const all = auditClaims(file);
    const shown = options.rule.length === 0 ? all : all.filter(({ rule }) => options.rule.includes(rule));
    if (options.json) {
      console.log(JSON.stringify({ format: 1, suite, counts: countsByRule(all), findings: shown }));
    } else {
      for (const line of lines(shown, options.why)) console.log(line);
      console.log(countLines(all).join("\n"));
    }
    return;
  }
  throw new UserError(
    name === undefined ? "No suite has a claims.json" : `The suite "${name}" has no claims.json`,
  );
}

/** Two lines per finding: what is wrong and where, then the numbers. */
function lines(findings: readonly Finding[], why: boolean): string[] {
  const width = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const [severities, rules] = [width(findings.map((f) => f.severity)), width(findings.map((f) => f.rule))];
  return findings.flatMap(({ severity, rule, places, arithmetic, explanation }) => [
    `${severity.padEnd(severities)}  ${rule.padEnd(rules)}  ${placesText(places)}`,
    `    ${arithmetic}`,
    ...(why ? [`    ${explanation}`] : []),
  ]);
}

function countLines(findings: readonly Finding[]): string[] {
  return [
    `${counted(findings.length, "finding")}: ${severityText(findings)}`,
    ...countsByRule(findings).map(({ rule, count }) => `${String(count).padStart(5)}  ${rule}`),
  ];
}
