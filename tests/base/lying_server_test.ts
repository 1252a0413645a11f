import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { download, type DownloadOptions } from "../../src/base/download.ts";
import { EXIT, UserError } from "../../src/base/errors.ts";
import { inFolder } from "../folder.ts";

const content = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) >> 3);
const half = content.slice(0, 100_000);
const md5 = createHash("md5").update(content).digest("hex");
const published: DownloadOptions = { md5, bytes: content.length, waitMs: 1, stallMs: 300, attempts: 2 };
const quick = (known: DownloadOptions) => ({ waitMs: 1, stallMs: 300, attempts: 2, ...known });

/** Serves on the loopback address while `test` runs. */
async function serving(
  answer: (request: Request) => Response | Promise<Response>,
  test: (url: string, path: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(),
  }, answer);
  try {
    await inFolder((folder) => test(`http://127.0.0.1:${server.addr.port}/file`, `${folder}/file`));
  } finally {
    await server.shutdown();
  }
}

/** A body that gives a piece every some milliseconds, for ever; counts the bytes asked of it. */
function endless(
  piece: Uint8Array<ArrayBuffer>,
  everyMs: number,
  given = { bytes: 0 },
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      controller.enqueue(piece);
      given.bytes += piece.length;
    },
  });
}

/** The size that is published. */
const whole = { headers: { "content-length": `${content.length}` } };

/** A body of which nothing comes. */
const nothing = () => new ReadableStream<Uint8Array>({});
const startWith = (path: string, bytes: Uint8Array) => Deno.writeFile(`${path}.part`, bytes);
const names = async (path: string) => {
  const folder = path.slice(0, path.lastIndexOf("/"));
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
};

/** One line, with the exit code of what the user can mend or of missing data. */
function oneLine(code: number, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof UserError && message.test(error.message), String(error));
    assert(!error.message.includes("\n"));
    assertEquals(error.exitCode, code);
    return true;
  };
}

Deno.test("a body that stalls is given up for all that garbage is collected meanwhile", () =>
  serving(
    (request) =>
      new Response(request.headers.has("range") ? nothing() : endless(new Uint8Array(1), 1500), whole),
    async (url, path) => {
      const child = fileURLToPath(new URL("./stalled_child.ts", import.meta.url));
      const command = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-lock", "--allow-all", "--v8-flags=--expose-gc", child, url, path, "2500"],
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: { NO_COLOR: "1" },
      });
      const from = performance.now();
      const said = new TextDecoder().decode((await command.output()).stdout);
      assert(
        /Cannot download .*: (nothing|no more than \d+ bytes) came for 2\.5 s \(gave up after 2/.test(said),
        said,
      );
      assert(performance.now() - from < 30_000);
    },
  ));

Deno.test("headers that never come, and a byte now and then, are given up", async () => {
  for (const body of [nothing, () => endless(new Uint8Array(1), 20)]) {
    await serving(() => new Response(body(), whole), async (url, path) => {
      await rejects(
        download(url, path, published),
        oneLine(EXIT.missingData, /came for 0\.3 s \(gave up after 2/),
      );
    });
  }
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of silent) connections.push(connection);
  })();
  await inFolder(async (folder) => {
    const url = `http://127.0.0.1:${silent.addr.port}/file`;
    await rejects(
      download(url, `${folder}/file`, published),
      oneLine(EXIT.missingData, /nothing came for 0\.3 s/),
    );
  });
  silent.close();
  await accepting;
  connections.forEach((connection) => connection.close());
});

Deno.test("an endless body is read up to the published size and no further", async () => {
  const given = { bytes: 0 };
  await serving(() => new Response(endless(new Uint8Array(1 << 16), 1, given)), async (url, path) => {
    await rejects(
      download(url, path, published),
      oneLine(EXIT.user, /wrong md5: .*; what was downloaded is removed$/),
    );
    await rejects(
      download(url, path, quick({ md5, mostBytes: 300_000 })),
      oneLine(EXIT.user, /wrong md5: .*; what was downloaded is removed$/),
    );
    assertEquals(await names(path), []);
    assert(given.bytes < 30 * 2 ** 16, `${given.bytes}`);
  });
  // Where what comes first is right, the rest does not matter.
  const more = new Uint8Array(content.length + 70_000);
  more.set(content);
  await serving(() => new Response(new Blob([more]).stream()), async (url, path) => {
    await download(url, path, published);
    assertEquals(await Deno.readFile(path), content);
  });
});

Deno.test("a page of the network, or anything else than the rest, costs nothing of what is there", async () => {
  const page = "<html>Sign in</html>".repeat(9000);
  const html = { headers: { "content-type": "text/html; charset=utf-8" } };
  const answers: [() => Response, RegExp][] = [
    [() => new Response(page, html), /a web page came in place of the file/],
    [() => new Response(page), /the server has a file of 180000 bytes, the published one has 200000/],
    [() => new Response(endless(new Uint8Array(5000), 1)), /something else than the rest/],
  ];
  for (const [answer, message] of answers) {
    await serving(answer, async (url, path) => {
      await startWith(path, half);
      await rejects(download(url, path, published), oneLine(EXIT.missingData, message));
      assertEquals(await Deno.readFile(`${path}.part`), half);
    });
  }
});

Deno.test("the rest is asked for of the version that the beginning is of; another one begins anew", async () => {
  for (const [tag, asked] of [['"one"', ["", '"one"', '"one"']], ['W/"weak"', ["", "", ""]]] as const) {
    const seen: string[] = [];
    let current: string = tag;
    const answer = ({ headers }: Request) => {
      const version = headers.get("if-range") ?? "";
      seen.push(version);
      const start = Number(/\d+/.exec(headers.get("range") ?? "0")![0]);
      const whole = start === 0 || (version !== "" && version !== current);
      const bytes = content.slice(whole ? 0 : start);
      // The first two answers break off.
      const cut = seen.length < 3 ? bytes.slice(0, 70_000) : bytes;
      const range = `bytes ${start}-${content.length - 1}/${content.length}`;
      if (seen.length === 2) current = '"two"';
      return new Response(new Blob([cut]).stream(), {
        status: whole ? 200 : 206,
        headers: {
          etag: tag,
          ...(whole ? { "content-length": `${content.length}` } : { "content-range": range }),
        },
      });
    };
    await serving(answer, async (url, path) => {
      await download(url, path, { ...published, attempts: 9 });
      assertEquals(await Deno.readFile(path), content);
      assertEquals(seen.slice(0, 3), asked);
      assertEquals(await names(path), ["file"]);
    });
  }
});

Deno.test("two downloads of one file at once: the second one ends in one line", async () => {
  await serving(() => new Response(endless(content.slice(0, 5000), 20)), async (url, path) => {
    const first = download(url, path, published);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rejects(
      download(url, path, published),
      oneLine(EXIT.user, /another process is downloading the same file$/),
    );
    await rejects(first, /wrong md5/);
  });
});

Deno.test("something else in the file's place is one line", async () => {
  await serving(() => new Response(content), async (url, path) => {
    await Deno.mkdir(path);
    await rejects(download(url, path, published), oneLine(EXIT.user, /Cannot read .*file: it is no file$/));
    await Deno.remove(path);
    await Deno.mkdir(`${path}.part`);
    await rejects(download(url, path, published), oneLine(EXIT.user, /^Cannot write .*file\.part: /));
  });
});

Deno.test("a host that may not be reached is one line", () =>
  serving(() => Response.redirect("http://example.invalid/file"), async (url, path) => {
    const code = `import { download } from "${new URL("../../src/base/download.ts", import.meta.url)}";
      await download("${url}", "${path}").catch((error) => console.log(\`\${error.exitCode} \${error.message}\`));`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--no-lock",
        "--allow-read",
        "--allow-write",
        "--allow-net=127.0.0.1",
        `data:text/typescript,${encodeURIComponent(code)}`,
      ],
    }).output();
    const said = new TextDecoder().decode(stdout);
    assert(
      /^1 Cannot download .*: it leads to example\.invalid:80, which this command may not reach\n$/.test(
        said,
      ),
      said,
    );
  }));
