import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import axe from "axe-core";
import type { Progress } from "../../src/cli/serve/progress.ts";
import { inFolder } from "../folder.ts";
import { browserTest, closeBrowser } from "../report/page/browser.ts";
import { ended, filesBelow, start } from "./command.ts";
import { withServer } from "./server.ts";

Deno.test.afterAll(closeBrowser);

/** What is told of the runs. */
interface News {
  readonly newRuns: number | null;
  readonly changed: boolean;
  readonly progress: Progress | null;
}

/** Long enough to be watched. */
const EPOCHS = 10;

/** Two runs of the quickstart with fewer epochs than it asks for. */
function replicateQuickstart(folder: string): Deno.ChildProcess {
  const places = ["--out", join(folder, "out"), "--cache", join(folder, "cache")];
  return start("replicate", [
    ...places,
    "--only",
    "quickstart/*, stride/**",
    "--epochs",
    `${EPOCHS}`,
    "--no-report",
  ]);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks every 50 ms until an answer will do, up to a minute; gives every answer so far. */
async function ask(address: string, will: (news: News) => boolean): Promise<News[]> {
  const answers: News[] = [];
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) {
    answers.push(await (await fetch(address)).json());
    if (will(answers.at(-1)!)) return answers;
  }
  throw new Error(`It never came: ${JSON.stringify(answers.at(-1))}`);
}

Deno.test("while runs are made, their progress and curves grow, and in the end their records are news", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    await withServer(["quickstart", "--out", join(out, "trials")], async ({ port }) => {
      const base = `http://127.0.0.1:${port}/quickstart/`;
      const page = await (await fetch(base)).text();
      const address = `${base}live.json?page=${/data-page="([^"]+)"/.exec(page)![1]}`;
      assertEquals(await (await fetch(address)).json(), { newRuns: 0, changed: false, progress: null });
      const replicate = replicateQuickstart(folder);
      const whole = ended(replicate);
      const answers = await ask(address, ({ newRuns, progress }) => newRuns === 2 && progress === null);
      const { code, stderr } = await whole;
      assertEquals(code, 0, stderr);
      const seen = answers.flatMap(({ progress }) => progress ?? []);
      assert(seen.every(({ planned, alive }) => planned === 2 && alive));
      const shares = seen.map(({ done, running }) =>
        done + running.reduce((sum, r) => sum + r.epoch / r.epochs, 0)
      );
      assert(new Set(shares).size >= 2, `it grows: ${[...new Set(shares)]}`);
      assertEquals(shares, shares.toSorted((a, b) => a - b), "and never shrinks");
      assert(seen.some(({ secondsLeft }) => secondsLeft !== null));
      const longest = seen.flatMap(({ running }) => running).reduce((a, b) => a.epoch > b.epoch ? a : b);
      assert(longest.label.startsWith("quickstart/") && longest.epochs === EPOCHS && longest.epoch >= 1);
      const { epoch, loss, accuracy, validationAccuracy } = longest.curve;
      assertEquals(epoch, Array.from({ length: longest.epoch }, (_, i) => i + 1));
      assertEquals([loss.length, accuracy.length, validationAccuracy.length], Array(3).fill(longest.epoch));
      assert(loss.every((value) => value! > 0) && accuracy.every((share) => share! >= 0 && share! <= 1));
      const counts = answers.map(({ newRuns }) => newRuns!);
      assertEquals([...new Set(counts)], [0, 1, 2], "each record is news as soon as it is there");
      assert(!(await filesBelow(out)).some((path) => path.includes("progress.json")));
    });
  });
});

browserTest(
  "the served page follows the runs, offers new ones, and asks nobody but its server",
  (open) =>
    inFolder(async (folder) => {
      await withServer(["quickstart", "--out", join(folder, "out/trials")], async ({ port }) => {
        const base = `http://127.0.0.1:${port}/`;
        await fetch(`${base}quickstart/`).then((answer) => answer.text()); // it takes its time
        await Deno.writeTextFile(join(folder, "empty.html"), "<!DOCTYPE html><title>empty</title>");
        const { page, complaints, requests } = await open(join(folder, "empty.html"));
        await page.goto(base);
        assertEquals(await page.locator("#live").isVisible(), false, "nothing runs yet");
        const whole = ended(replicateQuickstart(folder));
        const panel = page.locator("#live");
        await panel.locator("svg polyline.test").first().waitFor();
        await panel.getByText(/of 2 runs done, about .* left/).waitFor();
        assert((await panel.locator("li").first().innerText()).includes("quickstart/"));
        await page.evaluate(axe.source);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          const { violations } = await page.evaluate(`axe.run("#live")`) as { violations: { id: string }[] };
          assertEquals(violations.map(({ id }) => id), [], colorScheme);
        }
        await page.evaluate("location.hash = 'choices'");
        await panel.getByText("The runs have ended. 2 new runs.").waitFor();
        assertEquals((await whole).code, 0);
        await Promise.all([page.waitForEvent("load"), panel.getByRole("button", { name: "Show" }).click()]);
        assertEquals(new URL(page.url()).hash, "#choices", "and stays where it was");
        await page.waitForTimeout(300);
        assertEquals(await panel.isVisible(), false, "it is up to date");
        assertEquals(complaints, []);
        assertEquals(requests.filter((url) => !url.startsWith(base)), []);
      });
    }),
);
