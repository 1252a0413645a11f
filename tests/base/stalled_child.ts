/** Downloads from a server that stalls, while garbage is collected again and again: `URL PATH STALL_MS`. */
import { download } from "../../src/base/download.ts";

const [url, path, stallMs] = Deno.args;
const collect = (globalThis as unknown as { gc(): void }).gc;
const timer = setInterval(collect, 50);
try {
  await download(url!, path!, { attempts: 2, waitMs: 1, stallMs: Number(stallMs) });
} catch (error) {
  console.log(`${error}`);
}
clearInterval(timer);
