import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { escapeHtml, html, lines, markupOf, rawHtml, withCode } from "../../../src/report/page/html.ts";

Deno.test("text in a template is escaped, HTML made by a template is not", () => {
  const name = `<img src=x onerror="alert('1')">&`;
  const inner = html`<b>${name}</b>`;
  assertEquals(
    markupOf(html`<i title="${name}">${inner}</i>`),
    `<i title="${escapeHtml(name)}"><b>${escapeHtml(name)}</b></i>`,
  );
  assertEquals(/[<>"']/.test(escapeHtml(name)), false);
});

Deno.test("an object that looks like a piece of HTML is none", () => {
  const forged = JSON.parse('{"html": "<script>", "Symbol(html)": "<script>"}');
  let message = "";
  try {
    message = markupOf(html`${forged}`);
  } catch {
    message = "refused";
  }
  assertEquals(message.includes("<script>"), false);
});

Deno.test("lists are joined, nothing is nothing, numbers are themselves", () => {
  assertEquals(markupOf(html`${["a", rawHtml("<br>"), ["b", 0]]}${null}${undefined}${false}`), "a<br>b0");
});

Deno.test("lines and code", () => {
  assertEquals(markupOf(html`${lines("a<\nb")}`), "a&#60;<br>b");
  assertEquals(markupOf(html`${withCode("run `a < b` now")}`), "run <code>a &#60; b</code> now");
});
