import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { changed, followed, formatView, parseView } from "../../../src/report/page/browser/view.js";

Deno.test("an address and its view are each other's inverse", () => {
  const values = new Map([["corpus", "RAVDESS & <b>"], ["run", "a/b=c"], ["sort", "runs.3.down"]]);
  for (
    const view of [{ place: "table-3", values }, { place: "", values }, { place: "runs", values: new Map() }]
  ) {
    assertEquals(parseView(formatView(view)), view);
  }
});

Deno.test("an address that cannot be decoded is taken as it stands", () => {
  assertEquals(parseView("#%zz&run=%").values.get("run"), "%");
  assertEquals(parseView(""), { place: "", values: new Map() });
});

Deno.test("a link keeps filters, leaves details, and a detail stays at its place", () => {
  const here = parseView("#runs&corpus=RAVDESS&run=1");
  assertEquals(formatView(followed(here, parseView("#table-3"))), "#table-3&corpus=RAVDESS");
  assertEquals(formatView(followed(here, parseView("#run=2"))), "#runs&corpus=RAVDESS&run=2");
  assertEquals(formatView(followed(here, parseView("#verdicts&corpus=IEMOCAP"))), "#verdicts&corpus=IEMOCAP");
});

Deno.test("an empty value is taken out", () => {
  assertEquals(
    formatView(changed(parseView("#runs&corpus=RAVDESS&input=raw"), { corpus: "" })),
    "#runs&input=raw",
  );
});
