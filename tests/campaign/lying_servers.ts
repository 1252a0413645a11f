import { createHash } from "node:crypto";
import { join } from "node:path";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { download } from "../../src/base/download.ts";
import type { Random } from "../../src/base/random.ts";
import { fetchCorpus } from "../../src/corpus/fetch.ts";
import { tinyWav } from "../corpus/tree.ts";
import type { Campaign } from "./campaign.ts";
import { ending, mutated, oneOf } from "./bytes.ts";

const content = Uint8Array.from({ length: 150_000 }, (_, i) => (i * i) >> 3);
const md5Of = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");

const ANSWERS = [
  "right",
  "right",
  "whole",
  "dropped",
  "stalls",
  "drips",
  "endless",
  "page",
  "wrong",
  "other range",
]
  .concat(["no such range", "busy", "short", "long", "empty", "redirects", "compressed"]);

/** One answer of a server, right or not. */
function answerOf(kind: string, request: Request, random: Random): Response {
  const start = Number(/^bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
  const rest = content.slice(start);
  const range = `bytes ${start}-${content.length - 1}/${content.length}`;
  const partial = (body: BodyInit | null, contentRange = range) =>
    start === 0
      ? new Response(body, { headers: { "content-length": `${content.length}`, etag: '"a"' } })
      : new Response(body, { status: 206, headers: { "content-range": contentRange } });
  const some = rest.slice(0, random.integer(rest.length + 1));
  switch (kind) {
    case "whole":
      return new Response(content);
    case "dropped":
      return partial(streamed(some, "break"));
    case "stalls":
      return partial(streamed(some, "wait"));
    case "drips":
      return partial(streamed(some.slice(0, 10), "drip"));
    case "endless":
      return new Response(streamed(rest, "again"));
    case "page":
      return new Response("<html>".repeat(100), { headers: { "content-type": "text/html" } });
    case "wrong":
      return partial(rest.map((byte) => byte ^ 1));
    case "other range":
      return new Response(rest, { status: 206, headers: { "content-range": `bytes ${start + 1}-9/x` } });
    case "no such range":
      return new Response(null, {
        status: 416,
        headers: { "content-range": `bytes */${random.integer(200_000)}` },
      });
    case "busy":
      return new Response(null, { status: oneOf([429, 500, 503, 404, 204, 304], random) });
    case "short":
    case "long":
      return new Response(new Uint8Array(kind === "short" ? 1000 : 200_000));
    case "empty":
      return new Response(null);
    case "redirects":
      return new Response(null, {
        status: 302,
        headers: { location: oneOf(["", "/again", "x:y", "http://[::1"], random) },
      });
    case "compressed":
      return new Response(rest, { headers: { "content-encoding": oneOf(["gzip", "br", "none"], random) } });
    default:
      return partial(rest);
  }
}

/** Bytes, and then a break, nothing, a byte now and then, or the same again for ever. */
function streamed(
  bytes: Uint8Array<ArrayBuffer>,
  then: "break" | "wait" | "drip" | "again",
): ReadableStream<Uint8Array> {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return new ReadableStream({
    start: (controller) => controller.enqueue(bytes.length > 0 ? bytes : new Uint8Array(1)),
    async pull(controller) {
      if (then === "wait") return;
      await pause(then === "drip" ? 20 : 1);
      if (then === "break") controller.error(new Error("broken on purpose"));
      else controller.enqueue(then === "drip" ? new Uint8Array(1) : new Uint8Array(1 << 16));
    },
  });
}

async function serving(
  answer: (request: Request) => Response,
  action: (url: string) => Promise<string>,
): Promise<string> {
  const stop = new AbortController();
  const server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, signal: stop.signal },
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
  }, answer);
  try {
    return await ending(() => action(`http://127.0.0.1:${server.addr.port}/file.zip`));
  } finally {
    stop.abort();
    await server.finished;
  }
}

/** A server that answers anything: the file is there and right, or it is not there and one line says why. */
export const lyingServers: Campaign = {
  name: "lying servers",
  trials: 1000,
  right: ["downloaded", "one line"],
  async trial(random, folder) {
    const path = join(folder, "file.zip");
    if (random.integer(3) === 0) {
      await Deno.writeFile(`${path}.part`, content.slice(0, random.integer(160_000)));
    }
    const known = oneOf([{ md5: md5Of(content), bytes: content.length }, { md5: md5Of(content) }], random);
    const options = { ...known, mostBytes: 300_000, waitMs: 1, stallMs: 100, attempts: 3 };
    const outcome = await serving(
      (request) => answerOf(oneOf(ANSWERS, random), request, random),
      (url) => download(url, path, options).then(() => "downloaded"),
    );
    const there = await Deno.readFile(path).catch(() => null);
    if (there !== null && md5Of(there) !== md5Of(content)) return "another file is there";
    if ((outcome === "downloaded") !== (there !== null)) {
      return `${outcome}, and the file is ${there ? "" : "not "}there`;
    }
    const part = await Deno.stat(`${path}.part`).catch(() => null);
    return (part?.size ?? 0) > 300_000 ? "a part file beyond the published size" : outcome;
  },
};

/** A changed archive that has the published checksum: it is unpacked within its folder, or refused in one line. */
export const lyingArchives: Campaign = {
  name: "archives with a right checksum",
  trials: 1000,
  right: ["unpacked", "one line"],
  async trial(random, folder) {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
    for (const name of ["Actor_01/a.wav", "b.wav", "c/"]) {
      const reader = name.endsWith("/") ? undefined : new Uint8ArrayReader(tinyWav(name));
      await writer.add(name, reader, { level: random.integer(2) * 6 });
    }
    const bytes = mutated(await writer.close(), random);
    const archive = { md5: md5Of(bytes), bytes: bytes.length };
    const dir = join(folder, "in", "ravdess");
    const outcome = await serving(() => new Response(bytes), async (url) => {
      await fetchCorpus("ravdess", dir, { archive: { ...archive, url }, attempts: 1, waitMs: 1 });
      return "unpacked";
    });
    const beside = await Array.fromAsync(Deno.readDir(join(folder, "in")), ({ name }) => name);
    return beside.join() === "ravdess" ? outcome : "a file outside its folder";
  },
};
