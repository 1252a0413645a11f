import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import axe from "axe-core";
import type { Page as BrowserPage } from "playwright-core";
import { formatRecord } from "../../../src/record/store.ts";
import { buildPage } from "../../../src/report/page/page.ts";
import type { SuiteResults } from "../../../src/report/results.ts";
import { inFolder } from "../../folder.ts";
import { browserTest, closeBrowser } from "./browser.ts";
import { HOSTILE, hostileSuite, largeSuite, pageData } from "./suite.ts";

const results = hostileSuite();
const { html } = await buildPage(await pageData(results));
const runId = [...results.records.keys()][0]!;

Deno.test.afterAll(closeBrowser);

/** Waits until a condition, an expression, holds in the browser. */
async function until(page: BrowserPage, condition: string): Promise<void> {
  // The page's policy forbids to evaluate a text within it, as waitForFunction does; evaluate asks from outside.
  const last = performance.now() + 10_000;
  while (!(await page.evaluate(`Boolean(${condition})`))) {
    if (performance.now() > last) throw new Error(`Within 10 s it did not come true that ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** The page in a file, for the length of a test. */
function withPage(test: (path: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/index.html`, html);
    await test(`${folder}/index.html`);
  });
}

/** Number of rows that are shown. */
function shownRows(page: BrowserPage, table: string): Promise<number> {
  return page.locator(`table[data-sortable="${table}"] tbody tr:visible`).count();
}

browserTest(
  "the page opens from disk, draws its charts, asks for nothing and complains of nothing",
  (open) =>
    withPage(async (path) => {
      const { page, complaints, requests } = await open(path);
      assert((await page.title()).includes("Enhanced Speech Emotion Recognition"));
      for (const link of await page.locator("nav.contents a").all()) {
        await link.click();
        const id = (await link.getAttribute("href"))!.slice(1);
        await until(
          page,
          `Math.abs(document.getElementById("${id}").getBoundingClientRect().top) < 300 ||
        scrollY + innerHeight >= document.documentElement.scrollHeight - 2 || scrollY === 0`,
        );
        assertEquals(new URL(page.url()).hash, `#${id}`);
      }
      await until(
        page,
        "[...document.querySelectorAll('[data-chart]')].every((c) => c.querySelector('svg'))",
      );
      await page.locator('[data-point="accuracy-ravdess"]').click();
      await until(page, `document.querySelector('[data-chart="accuracy-ravdess"] .mark-symbol path')`);
      await page.locator('[data-chart="accuracy-ravdess"] .mark-symbol.role-mark path').first().hover();
      await until(page, "document.querySelector('#vg-tooltip-element.visible')");
      assert((await page.locator("#vg-tooltip-element").innerText()).includes("random 5-fold"));
      assertEquals([...complaints, ...requests], []);
    }),
);

browserTest(
  "filters and sorting stand in the address, and the back button takes them back",
  (open) =>
    withPage(async (path) => {
      const { page, complaints } = await open(path);
      const all = await shownRows(page, "runs");
      assertEquals(all, results.records.size);
      await page.selectOption('[data-filter="input"]', "raw");
      const raw = [...results.records.values()].filter(({ settings }) =>
        settings.signal.silence === null
      ).length;
      await until(page, "location.hash === '#input=raw'");
      assertEquals(await shownRows(page, "runs"), raw);
      assertEquals(await page.locator('[data-count="runs"]').innerText(), `${raw} of ${all} are shown.`);
      await page.locator('nav.contents a[href="#runs"]').click();
      await until(page, "location.hash === '#runs&input=raw'");
      await page.locator('table[data-sortable="runs"] th button', { hasText: /^Accuracy/ }).click();
      await until(page, "document.querySelector('[data-sortable=runs] th[aria-sort=ascending]')");
      const column = await page.locator('[data-sortable="runs"] tbody tr:visible td:nth-child(9)')
        .allInnerTexts();
      assertEquals(column.map(Number), column.map(Number).sort((a, b) => a - b));
      await page.goBack();
      await page.goBack();
      await page.goBack();
      assertEquals(await shownRows(page, "runs"), all);
      await page.goto(`file://${path}#runs&input=clean&sort=runs.8.down`);
      await page.reload();
      assertEquals(await shownRows(page, "runs"), all - raw);
      assertEquals(await page.locator('[data-filter="input"]').inputValue(), "clean");
      assertEquals(await page.locator("th[aria-sort=descending]").count(), 1);
      await page.locator("[data-clear]").click();
      await until(page, "!location.hash.includes('input')");
      assertEquals(await shownRows(page, "runs"), all);
      assertEquals(complaints, []);
    }),
);

browserTest(
  "a run has a link of its own, and its record is downloaded as it was",
  (open) =>
    withPage(async (path) => {
      const { page, complaints } = await open(`${path}#run=${runId}`);
      const dialog = page.locator("dialog");
      await until(page, "document.querySelector('dialog h2').textContent.startsWith('Run ')");
      const text = await dialog.innerText();
      for (const part of ["training.optimizer.learningRate", "backend", "Predictions", "project.commit"]) {
        assert(text.includes(part), `the run does not show ${part}`);
      }
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog.getByText("Download its record").click(),
      ]);
      assertEquals(download.suggestedFilename(), `${runId}.json`);
      assertEquals(
        await Deno.readTextFile((await download.path())!),
        formatRecord(results.records.get(runId)!),
      );
      await page.keyboard.press("Escape");
      await until(page, "!document.querySelector('dialog').open && !location.hash.includes('run=')");
      await page.goto(`file://${path}#run=0000`);
      await until(page, "document.querySelector('dialog').textContent.includes('There is no run 0000')");
      assertEquals(
        complaints.filter((text) => !text.includes("ERR_FILE_NOT_FOUND") && !text.includes("script-src")),
        [],
      );
    }),
);

browserTest(
  "a cell of a table leads to its runs, a verdict to its claim",
  (open) =>
    withPage(async (path) => {
      const { page, complaints } = await open(`${path}#table-3`);
      await page.locator("#table-3 td a.quiet").first().click();
      await until(page, "document.querySelectorAll('dialog tbody tr').length === 5");
      await page.locator("dialog a").first().click();
      await until(page, "document.querySelector('dialog h2').textContent.startsWith('Run ')");
      await page.goBack();
      await until(page, "document.querySelector('dialog h2').textContent === 'Runs behind a number'");
      await page.keyboard.press("Escape");
      await page.locator("#table-3 a.mark").first().click();
      await until(page, "document.querySelector('dialog h2').textContent === 'A claim of the paper'");
      assert((await page.locator("dialog").innerText()).includes("Table 3, Anger"));
      await page.keyboard.press("Escape");
      await page.locator(".counts a").first().click();
      await until(page, "location.hash.startsWith('#verdicts&verdict=')");
      assert(await shownRows(page, "claims") < await page.locator("[data-sortable=claims] tbody tr").count());
      assertEquals(complaints, []);
    }),
);

browserTest(
  "a cell of a confusion matrix shows its clips, by the keyboard too, and names stay text",
  (open) =>
    withPage(async (path) => {
      const { page, complaints, requests } = await open(`${path}#confusion`);
      const matrix = page.locator("table.matrix").first();
      await matrix.locator("button").first().focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowDown");
      const count = Number((await page.locator("button:focus").innerText()).split("\n")[0]);
      await page.keyboard.press("Enter");
      await until(page, `document.querySelectorAll('dialog tbody tr').length === ${count}`);
      const text = await page.locator("dialog").innerText();
      assert(text.startsWith("calm, recognised"));
      assert(text.includes(HOSTILE[0]) && text.includes(HOSTILE[1]), "the names are not shown as they are");
      await page.locator("dialog tbody a").first().click();
      await until(page, "document.querySelector('dialog h2').textContent.startsWith('Run ')");
      assertEquals(await page.locator("img[src=x], [onerror]").count(), 0);
      assert((await page.title()) !== "taken");
      assert((await page.locator("#gallery").innerText()).includes(HOSTILE[1]));
      assertEquals([...complaints, ...requests], []);
    }),
);

/** What axe looks at in which window. */
const LOOKS = [
  { colorScheme: "light", width: 1280, hash: "", within: "document" },
  { colorScheme: "dark", width: 1280, hash: "", within: "document" },
  { colorScheme: "light", width: 360, hash: "", within: "document" },
  { colorScheme: "light", width: 1280, hash: `#run=${runId}`, within: "'dialog'" },
  { colorScheme: "dark", width: 360, hash: "#cell=table-3.1.2", within: "'dialog'" },
] as const;

browserTest(
  "axe finds nothing, in light and dark, wide and narrow, with and without a run open",
  (open) =>
    inFolder(async (folder) => {
      const experiments = results.experiments.slice(0, 1);
      const claims = { ...results.claims!, claims: results.claims!.claims.slice(0, 60) };
      const { html } = await buildPage(await pageData({ ...results, experiments, claims }));
      await Deno.writeTextFile(`${folder}/index.html`, html);
      for (const { colorScheme, width, hash, within } of LOOKS) {
        const options = { colorScheme, viewport: { width, height: 900 } };
        const { page } = await open(`${folder}/index.html${hash}`, options);
        await until(
          page,
          "[...document.querySelectorAll('[data-chart]')].every((c) => c.querySelector('svg'))",
        );
        if (hash !== "") await until(page, "document.querySelectorAll('dialog tbody tr').length > 0");
        await page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)");
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(`axe.run(${within}, { resultTypes: ["violations"] })`) as {
          violations: { id: string; impact: string; nodes: { html: string }[] }[];
        };
        const found = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0]!.html}`);
        assertEquals({ colorScheme, width, hash, found }, { colorScheme, width, hash, found: [] });
        await page.close();
      }
    }),
);

browserTest("the page fits 360 pixels and paper", (open) =>
  withPage(async (path) => {
    const { page } = await open(path, { viewport: { width: 360, height: 800 } });
    await until(page, "[...document.querySelectorAll('[data-chart]')].every((c) => c.querySelector('svg'))");
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.setViewportSize({ width: 720, height: 1000 });
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 720);
    assertEquals(await page.locator("nav.contents, .filters").first().isVisible(), false);
    assertEquals(
      await page.evaluate("getComputedStyle(document.body).backgroundColor"),
      "rgb(253, 252, 249)",
    );
  }));

browserTest("the colours can be chosen and stay chosen", (open) =>
  withPage(async (path) => {
    const { page } = await open(path, { colorScheme: "light" });
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.locator("#theme").click();
    assertEquals(await ground(), light);
    await page.locator("#theme").click();
    assert(await ground() !== light);
  }));

browserTest(
  "five hundred runs: below 5 MB, painted within a second, records from beside the page",
  (open) =>
    inFolder(async (folder) => {
      const large: SuiteResults = largeSuite();
      const built = await buildPage(await pageData(large));
      assertEquals(large.records.size, 500);
      assertEquals(built.sidecars.length, 500);
      assert(
        new TextEncoder().encode(built.html).length < 5e6,
        `the page has ${built.html.length} characters`,
      );
      await Deno.mkdir(`${folder}/runs`);
      await Deno.writeTextFile(`${folder}/index.html`, built.html);
      for (const { name, text } of built.sidecars) await Deno.writeTextFile(`${folder}/${name}`, text);
      const paints: number[] = [];
      for (let i = 0; i < 3; i++) {
        const { page } = await open(`${folder}/index.html`);
        await until(page, "performance.getEntriesByName('first-contentful-paint').length > 0");
        paints.push(
          Number(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")),
        );
        await page.close();
      }
      console.log(
        `${built.html.length} bytes, first contentful paint after ${paints.map(Math.round).join(", ")} ms`,
      );
      assert(Math.min(...paints) < 1000, `painted after ${paints.join(", ")} ms`);
      const { page, complaints, requests } = await open(
        `${folder}/index.html#run=${[...large.records.keys()][7]}`,
      );
      await until(page, "document.querySelector('dialog h2').textContent.startsWith('Run ')");
      await page.keyboard.press("Escape");
      await page.locator("table.matrix button").first().click();
      await until(page, "document.querySelector('dialog h2').textContent.includes('recognised')");
      assertEquals([...complaints, ...requests], []);
    }),
);
