import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import claimsJson from "../../experiments/deepika2025/claims.json" with { type: "json" };
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import { UserError } from "../../src/base/errors.ts";
import { audit } from "../../src/claims/audit/audit.ts";
import { parseClaims } from "../../src/claims/parse.ts";
import { parsePaper } from "../../src/report/paper.ts";

/** A copy with one value set by its path. */
function changed(whole: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(whole);
  const keys = path.split(".");
  const last = keys.pop()!;
  let at = copy as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return copy;
}

function assertOneLine(parse: () => unknown, says: RegExp): void {
  assertThrows(parse, (error: unknown) => {
    assert(error instanceof UserError && !error.message.includes("\n"), String(error));
    assert(says.test(error.message) && error.message.length < 5000, error.message);
    return true;
  });
}

const clips = claimsJson.facts.findIndex(({ id }) => id === "ravdess.speech.clips");

const CLAIMS: [path: string, value: unknown, says: RegExp][] = [
  ["claims.0.value", 1e21, /claims\[0\]\.value: must be at most 1000000000000000/],
  ["claims.0.value", -1e300, /claims\[0\]\.value: must be at least/],
  ["claims.0.decimals", 99, /claims\[0\]\.decimals: must be at most 20/],
  ["claims.0.printed", "x".repeat(20_000), /claims\[0\]\.printed: must have at most 10000 characters/],
  [`facts.${clips}.value`, 0, /value: must be greater than 0/],
  [`facts.${clips}.value`, 0.5, /value: must be a whole number of at most 1000000000/],
  [`facts.${clips}.value`, 1e12, /value: must be a whole number of at most 1000000000/],
  ["splits.1.folds", 1e9, /splits\[1\]\.folds: must be at most 10000/],
  ["splits.1.foldSizes", [300, 300], /splits\[1\]\.foldSizes: must be one number per fold/],
  ["splits.1.foldSizes", [0, 1, 2, 3, 4], /splits\[1\]\.foldSizes\[0\]: must be at least 1/],
  ["claims.0.place", { table: 2 ** 60, row: "a", column: "b" }, /place/],
];

Deno.test("what no paper states is refused in one line that says the rule", () => {
  for (const [path, value, says] of CLAIMS) {
    assertOneLine(() => parseClaims(JSON.stringify(changed(claimsJson, path, value)), "claims.json"), says);
  }
  const names = { ...paperJson.tables[0]!.address, source: "constructor" };
  assertOneLine(
    () => parsePaper(changed(paperJson, "tables.0.address", names)),
    /no source named "constructor"/,
  );
  assertOneLine(() => parsePaper(changed(paperJson, "tables.0.labels", 9)), /labels: must leave a column/);
  assertOneLine(() => parsePaper(changed(paperJson, "tables.0.id", "cost")), /is that of another table/);
  assertOneLine(() => parsePaper(changed(paperJson, "year", 1e21)), /year: must be/);
});

Deno.test("a source may be called as every object calls a part of itself", () => {
  const text = JSON.stringify(paperJson).replaceAll('"ravdess"', '"constructor"');
  const paper = parsePaper(JSON.parse(text));
  assertEquals(paper.names["toString"], undefined);
  assertEquals(paper.names["constructor"], paperJson.names.ravdess);
});

Deno.test("a paper twenty times as long is audited in about twenty times the time", () => {
  const copies = Array.from({ length: 20 }, (_, i) =>
    claimsJson.claims.map((claim) => {
      const quantity: { table?: number } = claim.quantity;
      const place: { table?: number } = claim.place;
      return {
        ...claim,
        id: `${claim.id}-${i}`,
        subject: `${claim.subject} ${i}`,
        place: place.table === undefined ? place : { ...place, table: place.table + 100 * i },
        quantity: quantity.table === undefined ? quantity : { ...quantity, table: quantity.table + 100 * i },
      };
    }));
  const secondsFor = (claims: unknown) => {
    const file = parseClaims(JSON.stringify({ ...claimsJson, main: [], claims }), "claims.json");
    const start = performance.now();
    assert(audit(file).length >= 60);
    return (performance.now() - start) / 1000;
  };
  secondsFor(copies[0]); // compiled now
  const [one, twenty] = [secondsFor(copies[0]), secondsFor(copies.flat())];
  assert(twenty < 10 + 60 * one, `${one} s for one, ${twenty} s for twenty`);
});
