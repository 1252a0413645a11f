import { serveTasks } from "../../base/pool.ts";
import { buildPage, EMBED_LIMIT, type Page } from "../../report/page/page.ts";
import { pageDataOf } from "../../report/page/page_data.ts";
import { resultsOf } from "../results.ts";
import { suiteOf } from "../suites.ts";

/** A page that is asked for. */
export interface PageTask {
  /** Name of the suite. */
  readonly suite: string;
  /** Folder of all results. */
  readonly out: string;
  /** Name of this state of the page. */
  readonly version: string;
}

async function makePage({ suite, out, version }: PageTask): Promise<Page> {
  const results = await resultsOf(await suiteOf(suite), out);
  return await buildPage(await pageDataOf(results), EMBED_LIMIT, version);
}

serveTasks<PageTask, Page>(async (task) => ({ result: await makePage(task) }));
