import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { audit } from "../../../src/claims/audit/audit.ts";
import {
  countsByRule,
  findingRows,
  placesText,
  severityText,
} from "../../../src/claims/audit/finding_text.ts";
import { claim, paperOf } from "./made_up.ts";

const cell = (table: number, row: string, column: string) => ({ table, row, column });

Deno.test("places are said in short, the first one in full", () => {
  assertEquals(placesText([cell(1, "a", "x")]), "Table 1, a, x");
  assertEquals(placesText([cell(1, "a", "x"), cell(1, "a", "y")]), "Table 1, a");
  assertEquals(placesText([cell(1, "a", "raw: x"), cell(1, "a", "raw: y")]), "Table 1, a, raw");
  assertEquals(placesText([cell(1, "a", "x"), cell(1, "b", "x")]), "Table 1, a, x");
  assertEquals(
    placesText([cell(1, "a", "x"), { section: "Results" }, cell(2, "a", "x"), cell(2, "b", "x")]),
    "Table 1, a, x; Results; Table 2, x",
  );
  assertEquals(
    placesText([{ section: "Results" }, cell(2, "a", "x"), cell(2, "b", "y")]),
    "Results; Table 2, 2 cells",
  );
});

Deno.test("findings are rows of four cells and counted by rule and severity", () => {
  const share = (column: string) => claim(cell(1, "a", column), { measure: "accuracy" }, "1.10", "share");
  const findings = audit(paperOf([share("x"), share("y")]));
  assertEquals(countsByRule(findings), [{ rule: "share-range", count: 2 }]);
  assertEquals(severityText(findings), "2 impossible, 0 inconsistent, 0 doubtful");
  assertEquals(findingRows(findings)[0], [
    "impossible",
    "A share lies outside 0 to 1",
    "Table 1, a, x",
    "1,10 stands for 1.095 to 1.105, which lies outside 0 to 1.",
  ]);
});
