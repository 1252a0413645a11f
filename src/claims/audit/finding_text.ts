import type { Place } from "../claim.ts";
import { placeText } from "../wording.ts";
import type { Finding, Severity } from "./finding.ts";

/** From the worst. */
export const SEVERITIES: readonly Severity[] = ["impossible", "inconsistent", "doubtful"];

/**
 * Places in short: the first one in full, or its row where all are in it, then those outside its table: one cell
 * in full, several as their row, column or table.
 */
export function placesText(places: readonly Place[]): string {
  const [first, ...rest] = places;
  if (first === undefined) return "";
  if ("section" in first) return [first.section, ...elsewhere(rest, first)].join("; ");
  const own = rest.filter((p) => "table" in p && p.table === first.table);
  const inRow = own.length > 0 && own.every((p) => "table" in p && p.row === first.row);
  const head = inRow ? rowText(first, own) : placeText(first);
  return [head, ...elsewhere(rest.filter((p) => !own.includes(p)), first)].join("; ");
}

/** A row; with the heading that all of its columns stand under, where there is one. */
function rowText(first: Cell, own: readonly Place[]): string {
  const heading = first.column.split(": ")[0]!;
  const shared = [first, ...own].every((p) => "table" in p && p.column.startsWith(`${heading}: `));
  return `Table ${first.table}, ${first.row}${shared ? `, ${heading}` : ""}`;
}

type Cell = Extract<Place, { table: number }>;

function elsewhere(places: readonly Place[], first: Place): string[] {
  const sections = places.flatMap((p) => ("section" in p ? [p.section] : []));
  const cells = places.filter((p) => "table" in p);
  const tables = [...Map.groupBy(cells, (p) => p.table).values()].map((own) => {
    const { table, row, column } = own[0]!;
    if (own.length === 1) return placeText(own[0]!);
    if (own.every((p) => p.row === row)) return `Table ${table}, ${row}`;
    return `Table ${table}, ${own.every((p) => p.column === column) ? column : `${own.length} cells`}`;
  });
  const others = new Set(sections.filter((name) => !("section" in first && first.section === name)));
  return [...others, ...tables];
}

/** Findings of each rule, in the order of the findings. */
export function countsByRule(findings: readonly Finding[]): { rule: string; count: number }[] {
  return [...Map.groupBy(findings, (f) => f.rule)].map(([rule, own]) => ({ rule, count: own.length }));
}

/** Findings of each severity: `30 impossible, 31 inconsistent, 8 doubtful`. */
export function severityText(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) => `${findings.filter((f) => f.severity === severity).length} ${severity}`)
    .join(", ");
}

/** Titles of the columns of `findingRows`. */
export const FINDING_COLUMNS: readonly string[] = ["Severity", "Finding", "Place", "Arithmetic"];

/** One row per finding for a table of a document, as plain text that is not escaped. */
export function findingRows(findings: readonly Finding[]): string[][] {
  return findings.map(({ severity, title, places, arithmetic }) => [
    severity,
    title,
    placesText(places),
    arithmetic,
  ]);
}
