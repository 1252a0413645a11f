import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function findChromium(): string | null {
  const named = Deno.env.get("CHROMIUM");
  const found = [...(named === undefined ? [] : [named]), ...PLACES].find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
  return found ?? null;
}

const executablePath = findChromium();

let browser: Browser | null = null;

/** Where the browser may leave what it likes: other tests of the same process point it to the project's folder. */
let runtime: string | null = null;

/** Ends the browser that the tests of a file share. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  if (runtime !== null) await Deno.remove(runtime, { recursive: true });
  browser = runtime = null;
}

/** A page in a browser, and what was seen of it. */
export interface Opened {
  readonly page: Page;
  /** What the console and the page's scripts complained of. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, but the page's own files. */
  readonly requests: readonly string[];
}

/** Opens a file from disk; see `browserTest`. */
export type Open = (path: string, options?: BrowserContextOptions) => Promise<Opened>;

/**
 * A test in headless Chromium: the one that `CHROMIUM` names, or an installed one. Without any it is ignored and
 * its name says why; `REQUIRE_CHROMIUM=1` makes it fail instead.
 */
export function browserTest(name: string, test: (open: Open) => Promise<void>): void {
  const missing = executablePath === null && Deno.env.get("REQUIRE_CHROMIUM") !== "1";
  Deno.test({
    name: missing ? `${name} (not run: no Chromium is installed, nor named by CHROMIUM)` : name,
    ignore: missing,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      if (executablePath === null) throw new Error("There is no Chromium, which REQUIRE_CHROMIUM=1 asks for");
      // The pages are made by these tests, and a container may have no sandbox to offer.
      browser ??= await chromium.launch({
        executablePath,
        args: ["--no-sandbox"],
        env: { ...Deno.env.toObject(), XDG_RUNTIME_DIR: runtime = await Deno.makeTempDir() },
      });
      const own = browser;
      await test((path, options) => openIn(own, path, options));
      for (const context of own.contexts()) await context.close();
    },
  });
}

async function openIn(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) requests.push(request.url());
  });
  await page.goto(`file://${path}`);
  return { page, complaints, requests };
}
