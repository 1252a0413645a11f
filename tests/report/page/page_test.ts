import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { base64Bytes } from "../../../src/record/figures.ts";
import { formatRecord } from "../../../src/record/store.ts";
import { browserScript, styleSheet } from "../../../src/report/page/bundle.ts";
import claimsJson from "../../../experiments/deepika2025/claims.json" with { type: "json" };
import { claimsTable } from "../../../src/report/evidence_tables.ts";
import { claimDetail } from "../../../src/report/page/judgement_text.ts";
import { readingsText } from "../../../src/report/readings_text.ts";
import { capital } from "../../../src/report/remarks.ts";
import { judgementsByCell } from "../../../src/report/page/claim_cells.ts";
import { escapeHtml } from "../../../src/report/page/html.ts";
import { buildPage } from "../../../src/report/page/page.ts";
import { madeUpResults } from "../made_up.ts";
import { quickstartPlans } from "../plans.ts";
import { HOSTILE, hostileSuite, pageData } from "./suite.ts";

const data = await pageData(hostileSuite());
const { html, sidecars } = await buildPage(data);

/** The packed texts of a page, by name. */
function assetsOf(page: string): Map<string, string> {
  const elements = page.matchAll(
    /<script type="application\/octet-stream" data-asset="([^"]+)">([^<]*)<\/script>/g,
  );
  return new Map([...elements].map(([, name, base64]) => [
    name!,
    new TextDecoder().decode(inflateRawSync(base64Bytes(base64!))),
  ]));
}

Deno.test("the page has every number of the paper's tables and every record", () => {
  for (const table of data.tables.paper) {
    for (const cell of table.rows.flatMap(({ cells }) => cells)) {
      assert(html.includes(escapeHtml(cell)), `${table.id}: ${cell} is missing`);
    }
  }
  const assets = assetsOf(html);
  for (const [id, record] of data.results.records) {
    assertEquals(assets.get(`run:${id}`), formatRecord(record));
  }
  assertEquals(sidecars, []);
});

Deno.test("names that are HTML stand escaped", () => {
  for (const name of HOSTILE) assert(!html.includes(name), `${name} stands in the page as it is`);
  assert(html.includes(escapeHtml(HOSTILE[0])));
});

Deno.test("the policy names the hashes of what runs, and lets nothing out", async () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.replaceAll(
    "&#39;",
    "'",
  );
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  assert(policy.startsWith("default-src 'none'; script-src "));
  assert(policy.includes("connect-src 'none'"));
  assert(!/unsafe|\*|https?:|'self'|file:/.test(policy), policy);
  assert(policy.includes(hash(await browserScript())));
  assert(policy.includes(hash(assetsOf(html).get("libraries")!)));
  assert(policy.includes(hash(/<style>([^<]*)<\/style>/.exec(html)![1]!)));
  assert(html.includes(`<script>${await browserScript()}</script>`));
});

Deno.test("nothing in the page has a style attribute or a handler, which the policy forbids", () => {
  const own = html.replace(/<script[^>]*>[^]*?<\/script>/g, "").replace(/<style>[^]*?<\/style>/, "");
  assertEquals(/<[^>]+\s(?:style|on\w+)=/.exec(own.replace(/"[^"]*"/g, '""'))?.[0], undefined);
  assertEquals(/\s(?:src|href)="(?!#|data:|https:\/\/doi\.org\/)[^"]*"/.exec(own)?.[0], undefined);
});

Deno.test("every link within the page leads to something", () => {
  const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  const { claims, cells } = JSON.parse(assetsOf(html).get("details")!);
  for (const [, link] of html.matchAll(/href="#([^"]*)"/g)) {
    const [name, value] = link!.replaceAll("&#38;", "&").replaceAll("&amp;", "&").split("&")[0]!.split("=");
    if (value === undefined) assert(ids.has(name!), `#${link} leads nowhere`);
    if (name === "claim") assert(Object.hasOwn(claims, decodeURIComponent(value!)), `#${link} leads nowhere`);
    if (name === "cell") assert(Object.hasOwn(cells, value!), `#${link} leads nowhere`);
    if (name === "run") assert(data.results.records.has(value!), `#${link} leads nowhere`);
  }
});

Deno.test("no id is used twice", () => {
  const ids = [...html.replace(/<script[^>]*>[^]*?<\/script>/g, "").matchAll(/\sid="([^"]+)"/g)].map((
    [, id],
  ) => id);
  assertEquals(ids.filter((id, i) => ids.indexOf(id) !== i), []);
});

Deno.test("every claim about a cell of a table finds its cell", () => {
  const cells = judgementsByCell(data.results.paper!, data.judgements!);
  const placed = new Set([...cells.values()].map(({ id }) => id));
  const wanted = data.judgements!.filter(({ claim }) => "table" in claim.place);
  assertEquals(wanted.filter(({ id }) => !placed.has(id)).map(({ id }) => id), []);
  const marked = (id: string) => html.includes(`mark" href="#claim=${encodeURIComponent(id)}"`);
  assertEquals(wanted.filter(({ id }) => !marked(id)).map(({ id }) => id), []);
  for (const [key, { claim }] of cells) {
    const [table, row, column] = key.split(".");
    const paper = data.results.paper!.tables.find(({ id }) => id === table)!;
    assertEquals(paper.rows[Number(row)]!.printed[Number(column)], claim.printed);
    const title = paper.columns[Number(column)]!.title;
    if (
      "table" in claim.place &&
      paper.columns.some((c) => "column" in claim.place && c.title === claim.place.column)
    ) {
      assertEquals(claim.place.column, title);
    }
  }
});

Deno.test("other readings stand with the claim and in its table, main points on the first screen", () => {
  const judgements = data.judgements!;
  const tried = judgements.filter(({ readings }) => readings !== null);
  const { cells } = claimsTable({ judgements, findings: [] }).rows[judgements.indexOf(tried[0]!)]!;
  assert(tried.length > 100 && tried.length < judgements.length);
  assertEquals(cells.at(-1), readingsText(tried[0]!));
  const facts = new Map(claimDetail(tried[0]!).facts);
  assertEquals(facts.get("Other readings"), readingsText(tried[0]!));
  assert(!new Map(claimDetail(judgements[0]!).facts).has("Other readings"));
  const points = claimsJson.main.map(({ title }) => html.indexOf(`<b>${capital(title)}: of `));
  assert(points[0]! > 0);
  assertEquals(points, points.toSorted((a, b) => a - b));
});

Deno.test("beyond the limit the records lie beside the page", async () => {
  const large = await buildPage(data, 1000);
  assertEquals(large.sidecars.length, data.results.records.size);
  assert(![...assetsOf(large.html).keys()].some((name) => name.startsWith("run:")));
  for (const { name, text } of large.sidecars) {
    assert(/^runs\/[0-9a-f]{16}\.js$/.test(name) && !text.includes("<"));
  }
});

Deno.test("equal data give an equal page", async () => {
  assertEquals((await buildPage(data)).html, html);
});

Deno.test("made-up voices and nothing at all are said first", async () => {
  const made = await buildPage(await pageData(madeUpResults(quickstartPlans, null, () => 0.7)));
  const banner = made.html.indexOf("no evidence about the paper");
  assert(banner > 0 && banner < made.html.indexOf("<h1>"));
  const empty = await buildPage(await pageData(madeUpResults(quickstartPlans, null, () => null)));
  assert(empty.html.includes("nothing run yet"));
});

Deno.test("the page's script and style do not depend on how a checkout ends its lines", async () => {
  const folder = new URL("../../../src/report/page/browser/", import.meta.url);
  const read = async (name: string) => {
    return (await Deno.readTextFile(new URL(name, folder))).replaceAll(/\r?\n/g, "\r\n");
  };
  assertEquals(await browserScript(read), await browserScript());
  assertEquals(await styleSheet(read), await styleSheet());
});
