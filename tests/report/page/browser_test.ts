import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import axe from "axe-core";
import type { Page as BrowserPage } from "playwright-core";
import { formatRecord } from "../../../src/record/store.ts";
import { buildPage } from "../../../src/report/page/page.ts";
import type { SuiteResults } from "../../../src/report/results.ts";
import { inFolder } from "../../folder.ts";
import { browserTest } from "./browser.ts";
import { HOSTILE, hostileSuite, largeSuite, pageData } from "./suite.ts";

const results = hostileSuite();
const { html } = await buildPage(await pageData(results));
const runId = [...results.records.keys()][0]!;

/** Waits until a condition holds in the browser. */
async function until(page: BrowserPage, condition: string): Promise<void> {
  await page.waitForFunction(condition, undefined, { timeout: 10_000 });
}

/** The page in a file, for the length of a test. */
function withPage(test: (path: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/index.html`, html);
    await test(`${folder}/index.html`);
  });
}
