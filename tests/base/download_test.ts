import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { download, type DownloadOptions } from "../../src/base/download.ts";
import { EXIT, UserError } from "../../src/base/errors.ts";

const content = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) >> 3);
const digest = (algorithm: string) => createHash(algorithm).update(content).digest("hex");
const whole = { sha256: digest("sha256"), md5: digest("md5"), bytes: content.length };
const quick = { waitMs: 1, stallMs: 300 };

/** What the server is to do with its n-th request. */
type Answer = (start: number, n: number) => Response;

/** Bytes from `start`, with headers that are right. */
function part(start: number, { drop = Infinity } = {}): Response {
  const left = content.subarray(start);
  const headers = new Headers({ "content-length": String(left.length) });
  if (start > 0) headers.set("content-range", `bytes ${start}-${content.length - 1}/${content.length}`);
  return new Response(drop < left.length ? dropped(left.slice(0, drop)) : left, {
    status: start > 0 ? 206 : 200,
    headers,
  });
}

/** Some bytes, then the connection breaks. */
function dropped(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes);
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.error(new Error("broken on purpose"));
    },
  });
}

/** Serves on the loopback address while `test` runs; counts requests and where they start. */
async function serving(
  answer: Answer,
  test: (url: string, path: string, starts: number[]) => Promise<void>,
): Promise<void> {
  const starts: number[] = [];
  const dir = await Deno.makeTempDir();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(),
  }, (request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "bytes=0-")![1]);
    return answer(start, starts.push(start));
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}/file.zip`, `${dir}/new/file.zip`, starts);
  } finally {
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
}

async function present(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function check(path: string): Promise<void> {
  assertEquals(await Deno.readFile(path), content);
  assert(!await present(`${path}.part`));
}

async function startWith(path: string, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(`${path}.part`, bytes);
}

Deno.test("a file is downloaded, checked, and not asked for again", async () => {
  await serving((start) => part(start), async (url, path, starts) => {
    const seen: (number | null)[] = [];
    await download(url, path, { ...whole, progress: (done, total) => seen.push(done, total) });
    await check(path);
    assertEquals(seen.slice(-2), [content.length, content.length]);
    await download(url, path, whole);
    assertEquals(starts, [0]);
    await Deno.writeFile(path, content.subarray(1));
    await download(url, path, whole);
    await check(path);
  });
});

Deno.test("a download goes on where the connection broke", async () => {
  await serving((start, n) => part(start, n < 4 ? { drop: 30_000 } : {}), async (url, path, starts) => {
    await download(url, path, { ...whole, ...quick });
    await check(path);
    assertEquals(starts.length, 4);
    assert(starts.every((start, i) => i === 0 || start > starts[i - 1]!), `${starts}`);
  });
});

Deno.test("a download goes on where an earlier process stopped", async () => {
  await serving((start) => part(start), async (url, path, starts) => {
    await startWith(path, content.subarray(0, 150_000));
    await download(url, path, whole);
    await check(path);
    assertEquals(starts, [150_000]);
  });
});

Deno.test("a server that ignores the range is taken at its word", async () => {
  await serving(() => part(0), async (url, path, starts) => {
    await startWith(path, content.slice(0, 150_000).fill(7));
    await download(url, path, whole);
    await check(path);
    assertEquals(starts, [150_000]);
  });
});

Deno.test("a part that is already whole is recognised, by its size or by answer 416", async () => {
  const refuse = () =>
    new Response("", { status: 416, headers: { "content-range": `bytes */${content.length}` } });
  for (const known of [whole, { sha256: whole.sha256 }]) {
    await serving(refuse, async (url, path, starts) => {
      await startWith(path, content);
      await download(url, path, { ...known, ...quick });
      await check(path);
      assertEquals(starts, known === whole ? [] : [content.length]);
    });
  }
});

Deno.test("a part that is too long, or refused with 416, or answered with other bytes, is thrown away", async () => {
  const long = new Uint8Array(content.length + 5);
  const other = () =>
    new Response(content, { status: 206, headers: { "content-range": "bytes 9-19/200000" } });
  const refuse = () =>
    new Response("", { status: 416, headers: { "content-range": `bytes */${content.length}` } });
  for (const wrong of [refuse, other]) {
    await serving((start) => start > 0 ? wrong() : part(0), async (url, path, starts) => {
      await startWith(path, long);
      await download(url, path, { sha256: whole.sha256, ...quick });
      await check(path);
      assertEquals(starts, [content.length + 5, 0]);
    });
  }
  await serving((start) => part(start), async (url, path, starts) => {
    await startWith(path, long);
    await download(url, path, { ...whole, ...quick });
    await check(path);
    assertEquals(starts, [0]);
  });
});

Deno.test("wrong bytes are an error, and nothing of them is kept", async () => {
  const wrong = content.slice();
  wrong[77] = wrong[77]! ^ 1;
  const cases: [Uint8Array<ArrayBuffer>, DownloadOptions, RegExp][] = [
    [wrong, whole, /wrong sha256: expected [0-9a-f]{64}, got [0-9a-f]{64}; what was downloaded is removed$/],
    [wrong, { md5: whole.md5 }, /wrong md5: expected/],
    [content.slice(0, 99), { sha256: whole.sha256 }, /wrong sha256/],
  ];
  for (const [bytes, options, message] of cases) {
    await serving(() => new Response(bytes), async (url, path) => {
      await rejects(download(url, path, { ...options, ...quick }), (error) => {
        assert(error instanceof UserError && message.test(error.message), String(error));
        return error.exitCode === EXIT.user;
      });
      assert(!await present(path) && !await present(`${path}.part`));
    });
  }
});

Deno.test("a server's no is final, its trouble is tried again, a limited number of times", async () => {
  const fails = async (answer: Answer, requests: number, message: RegExp) => {
    await serving(answer, async (url, path, starts) => {
      await rejects(download(url, path, { ...whole, ...quick, attempts: 3 }), (error) => {
        assert(error instanceof UserError && message.test(error.message), String(error));
        assert(!error.message.includes("\n"));
        return error.exitCode === EXIT.missingData;
      });
      assertEquals(starts.length, requests);
      assert(!await present(path));
    });
  };
  await fails(
    () => new Response("", { status: 404 }),
    1,
    /Cannot download .*: the server answered 404 Not Found$/,
  );
  await fails(
    () => new Response("", { status: 503 }),
    3,
    /503 .* \(gave up after 3 attempts that brought next to nothing/,
  );
  // Breaks at the same place each time: three more attempts after the one that brought something.
  await fails(() => part(0, { drop: 70_000 }), 4, /gave up after 3/);
  // What brings next to nothing each time would go on for ever.
  await fails((start) => part(start, { drop: 1000 }), 3, /gave up after 3/);
  await serving((start, n) => n < 3 ? new Response("", { status: 500 }) : part(start), async (url, path) => {
    await download(url, path, { ...whole, ...quick });
    await check(path);
  });
});

Deno.test("an answer that stalls is given up and resumed", async () => {
  const stalled = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(content.slice(0, 500));
        },
      }),
    );
  await serving((start, n) => n === 1 ? stalled() : part(start), async (url, path, starts) => {
    await download(url, path, { ...whole, ...quick });
    await check(path);
    assertEquals(starts, [0, 500]);
  });
});

Deno.test("no server and no place to write are one line each", async () => {
  const dir = await Deno.makeTempDir();
  await rejects(
    download("http://127.0.0.1:1/x", `${dir}/x`, { ...quick, attempts: 2 }),
    (error) => error instanceof UserError && error.exitCode === EXIT.missingData,
  );
  await Deno.writeTextFile(`${dir}/file`, "");
  await rejects(
    download("http://127.0.0.1:1/x", `${dir}/file/x`, quick),
    (error) => error instanceof UserError && /Cannot write/.test(error.message),
  );
  await Deno.remove(dir, { recursive: true });
});
