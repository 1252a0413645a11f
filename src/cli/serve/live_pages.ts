import { join } from "node:path";
import { runPool } from "../../base/pool.ts";
import type { Page } from "../../report/page/page.ts";
import { type Difference, differenceOf, type Listing, listSources } from "./listing.ts";
import type { PageTask } from "./page_worker.ts";

/** A page as it was made at one time. */
export interface LivePage extends Page {
  /** Names this state of the page. */
  readonly version: string;
}

/** The pages of all suites, made when they are asked for and kept until a record or figure changes. */
export interface LivePages {
  /**
   * The page of a suite; one is made at a time, and whoever asks meanwhile gets the same.
   * @throws {UserError} If the suite is not known or a record cannot be read.
   */
  page(suite: string): Promise<LivePage>;
  /** The page of a suite that was made last, if there is one. */
  latest(suite: string): LivePage | null;
  /** How the folder of a suite differs from what a page was made from; `null` if that page is not known any more. */
  since(suite: string, version: string): Promise<Difference | null>;
}

interface State {
  page: LivePage | null;
  making: Promise<LivePage> | null;
  /** What each state of the page was made from, the newest last. */
  readonly sources: Map<string, Listing>;
}

/** States of one page that are remembered, for those who still look at an older one. */
const REMEMBERED = 50;

/** @param signal Stops what is being made. */
export function openLivePages(out: string, signal: AbortSignal): LivePages {
  const session = crypto.randomUUID().slice(0, 8);
  const states = new Map<string, State>();
  let count = 0;
  const stateOf = (suite: string) => {
    const state = states.get(suite) ?? { page: null, making: null, sources: new Map() };
    states.set(suite, state);
    return state;
  };
  const current = async (suite: string, state: State): Promise<LivePage> => {
    const listing = await listSources(join(out, suite));
    const known = state.page && state.sources.get(state.page.version);
    if (state.page && known && !differenceOf(known, listing).changed) return state.page;
    const version = `${session}-${++count}`;
    state.page = { ...await makePage({ suite, out, version }, signal), version };
    state.sources.set(version, listing);
    for (const old of [...state.sources.keys()].slice(0, -REMEMBERED)) state.sources.delete(old);
    return state.page;
  };
  return {
    page(suite) {
      const state = stateOf(suite);
      state.making ??= current(suite, state).finally(() => state.making = null);
      return state.making;
    },
    latest: (suite) => stateOf(suite).page,
    async since(suite, version) {
      const made = stateOf(suite).sources.get(version);
      return made === undefined ? null : differenceOf(made, await listSources(join(out, suite)));
    },
  };
}

/** In a thread of its own, so that the server answers meanwhile. */
async function makePage(task: PageTask, signal: AbortSignal): Promise<Page> {
  let page: Page | undefined;
  await runPool<PageTask, Page>({
    worker: new URL("./page_worker.ts", import.meta.url),
    jobs: 1,
    tasks: [task],
    signal,
    onResult: (result) => void (page = result),
  });
  return page!;
}
