import { join } from "node:path";
import { messageOf, UserError } from "../../base/errors.ts";
import { listFolder } from "../../base/files.ts";
import { refusalOf, segmentsOf } from "./address.ts";
import { answer, sayNothing, sayText } from "./answer.ts";
import { hasFolder, sendFile, sendText } from "./files.ts";
import type { Asked } from "./http.ts";
import type { LivePages } from "./live_pages.ts";
import { standIn, suitesPage } from "./plain_page.ts";
import { readProgress } from "./progress.ts";

/** What is served. */
export interface Served {
  /** Folder of all results. */
  readonly out: string;
  /** The only suite that is served, or `null` for all with results. */
  readonly suite: string | null;
  /** The port that is listened on. */
  readonly port: number;
  /** The pages that are made when asked for. */
  readonly pages: LivePages;
}

const BROWSER = new URL("./browser/", import.meta.url);
/** What the panel on a page consists of. */
const PANEL = ["live.js", "live_run.js", "live.css"];
const HTML = "text/html; charset=utf-8";

/** Answers one request; what goes wrong is an answer, too. */
export async function handle(request: Asked, served: Served): Promise<Response> {
  let response: Response;
  try {
    response = await route(request, served);
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    response = sayText(500, messageOf(error));
  }
  if (request.method !== "HEAD") return response;
  await response.body?.cancel();
  return new Response(null, response);
}

async function route(request: Asked, served: Served): Promise<Response> {
  const refusal = refusalOf(request, served.port);
  if (refusal !== null) {
    return sayText(refusal.status, refusal.says, refusal.status === 405 ? { allow: "GET, HEAD" } : {});
  }
  const segments = segmentsOf(request.url);
  if (segments === null) return sayText(403, "This path leads out of the folder of the results.");
  const [first, ...rest] = segments;
  if (rest.length === 0) {
    if (first === "") return await sendSuites(served);
    if (PANEL.includes(first!)) return sendText(await Deno.readTextFile(new URL(first!, BROWSER)), first!);
    if (first === "favicon.ico") return sayNothing(204);
  }
  if (!await isServed(served, first!)) return sayText(404, "There are no results of that name.");
  if (rest.length === 0) return sayNothing(308, { location: `/${encodeURIComponent(first!)}/` });
  if (rest.length === 1 && rest[0] === "") return await sendPage(served, first!);
  if (rest.length === 1 && rest[0] === "live.json") {
    return await sendNews(served, first!, new URL(request.url).searchParams.get("page") ?? "");
  }
  if (rest.at(-1) === "") return sayText(404, "Folders are not listed.");
  const sidecar = served.pages.latest(first!)?.sidecars.find(({ name }) => name === rest.join("/"));
  if (sidecar !== undefined) return sendText(sidecar.text, sidecar.name);
  return await sendFile(join(served.out, first!), rest);
}

/** Whether a suite is served: the one that was asked for, or any that has records or is about to get some. */
async function isServed({ out, suite }: Served, name: string): Promise<boolean> {
  if (suite !== null && suite !== name) return false;
  const inside = await listFolder(out);
  if (!inside.includes(name)) return suite === name;
  if (!await hasFolder(out, name)) return false;
  const parts = await listFolder(join(out, name));
  return suite === name || parts.includes("runs") || parts.includes("progress.json");
}

async function sendSuites(served: Served): Promise<Response> {
  const names = served.suite === null ? await listFolder(served.out) : [served.suite];
  const here: string[] = [];
  for (const name of names) if (await isServed(served, name)) here.push(name);
  const [only, ...others] = here;
  if (only !== undefined && others.length === 0) {
    return sayNothing(307, { location: `/${encodeURIComponent(only)}/` });
  }
  return answer(200, suitesPage(here, served.out), { type: HTML, policy: "plain" });
}

async function sendPage({ out, pages }: Served, suite: string): Promise<Response> {
  try {
    const { html } = await pages.page(suite);
    return answer(200, html, { type: HTML, policy: "page" });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const files = await listFolder(join(out, suite));
    const readable = ["index.html", "report.md"].filter((name) => files.includes(name));
    return answer(200, standIn(suite, error.message, readable), { type: HTML, policy: "plain" });
  }
}

/** How the runs go on, and what has changed since a page was made. */
async function sendNews({ out, pages }: Served, suite: string, version: string): Promise<Response> {
  const [progress, since] = await Promise.all([readProgress(join(out, suite)), pages.since(suite, version)]);
  const news = since ?? { newRuns: null, changed: true };
  return answer(200, JSON.stringify({ ...news, progress }), { type: "application/json; charset=utf-8" });
}
