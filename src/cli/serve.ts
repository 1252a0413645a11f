import { UserError } from "../base/errors.ts";
import { listFolder } from "../base/files.ts";
import { LOOPBACK } from "./serve/address.ts";
import { handle } from "./serve/handle.ts";
import { type Asked, listenHttp, type Listening } from "./serve/http.ts";
import { openLivePages } from "./serve/live_pages.ts";
import { knownSuites } from "./suites.ts";

/** Options of `serve`. */
export interface ServeOptions {
  /** Where records and reports are. */
  readonly out: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** How long requests that are under way may take when the server ends, milliseconds. */
const ENDING_MS = 500;

/**
 * `serve [SUITE]`: the results pages on the loopback address alone, live while runs go on. Prints its address and
 * ends, in order, when it is asked to. It writes nothing.
 *
 * @param suite The only suite to be served; default: every one with results.
 * @throws {UserError} If there is no such suite or the port cannot be had.
 */
export async function serve(
  suite: string | undefined,
  { out, port }: ServeOptions,
  signal: AbortSignal,
): Promise<void> {
  if (suite !== undefined) await requireSuite(suite, out);
  const pages = openLivePages(out, signal);
  let taken = port;
  const server = listen(
    port,
    (request) => handle(request, { out, suite: suite ?? null, port: taken, pages }),
  );
  taken = server.port;
  // The first look shall not have to wait for the page.
  if (suite !== undefined) pages.page(suite).catch(() => {});
  console.log(`http://${LOOPBACK}:${taken}/`);
  console.error("Ctrl-C ends it");
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, ENDING_MS));
  await Promise.race([server.close(), late]);
  clearTimeout(timer);
}

function listen(
  port: number,
  answer: (asked: Asked) => Promise<Response>,
): Listening {
  try {
    return listenHttp(port, answer);
  } catch (error) {
    const why = reasonOf(error);
    if (why === null) throw error;
    throw new UserError(`Cannot listen on ${LOOPBACK}:${port}: ${why}; --port 0 takes any that is free`);
  }
}

function reasonOf(error: unknown): string | null {
  if (error instanceof Deno.errors.AddrInUse) return "the port is in use";
  if (error instanceof Deno.errors.PermissionDenied) return "the port is not allowed";
  return null;
}

async function requireSuite(suite: string, out: string): Promise<void> {
  const known = await knownSuites();
  if (known.includes(suite) || (await listFolder(out)).includes(suite)) return;
  throw new UserError(`There is no suite "${suite}": there are ${known.join(", ")}`);
}
