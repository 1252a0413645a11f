import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { suiteOf } from "../../src/cli/suites.ts";
import { formatRecord } from "../../src/record/store.ts";
import { inFolder } from "../folder.ts";
import { wholeRecord } from "../record/whole.ts";
import { assertOneError, filesBelow, run } from "./command.ts";
import { startServer, withServer } from "./server.ts";

const suite = await suiteOf("quickstart");
const planned = suite.experiments.flatMap(({ variants }) => variants.flatMap(({ runs }) => runs));

/** Writes made-up records of the first runs of the quickstart, and a file of each other kind. */
async function writeResults(out: string, runs: number): Promise<void> {
  const folder = join(out, "quickstart");
  await Deno.mkdir(join(folder, "runs"), { recursive: true });
  await Deno.mkdir(join(folder, "tables"));
  for (const one of planned.slice(0, runs)) await writeRecord(out, one);
  await Deno.writeTextFile(join(folder, "tables/a.csv"), "a,b\n");
  await Deno.writeTextFile(join(folder, ".hidden"), "secret");
}

async function writeRecord(out: string, one: typeof planned[number]): Promise<void> {
  const path = join(out, "quickstart/runs", `${one.id}.json`);
  await Deno.writeTextFile(path, formatRecord(wholeRecord(one, "quickstart", 0.6)));
}

Deno.test("who does not ask this machine by its own name, or for anything but a file, is refused", async () => {
  await inFolder(async (out) => {
    await writeResults(out, 1);
    await withServer(["--out", out], async ({ port, raw, status }) => {
      const file = "/quickstart/tables/a.csv";
      for (const host of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
        assertEquals(await status(file, `${host}:${port}`), 200, host);
      }
      const foreign = [
        "evil.example",
        `evil.example:${port}`,
        "127.0.0.1",
        `127.0.0.1:${port + 1}`,
        `127.0.0.1.nip.io:${port}`,
      ];
      for (const host of [...foreign, `localhost:${port}.evil.example`, `user@localhost:${port}`, ""]) {
        assertEquals(await status(file, host), 421, host);
      }
      const own = `Host: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
      assert((await raw(`GET ${file} HTTP/1.0\r\n\r\n`)).startsWith("HTTP/1.0 421"), "no host at all");
      assert((await raw(`GET http://evil.example${file} HTTP/1.1\r\n${own}`)).startsWith("HTTP/1.1 421"));
      for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"]) {
        const target = method === "CONNECT" ? `127.0.0.1:${port}` : file;
        const answer = await raw(`${method} ${target} HTTP/1.1\r\nContent-Length: 0\r\n${own}`);
        const expected = method === "CONNECT"
          ? /^HTTP\/1\.1 (?:4\d\d)/
          : /^HTTP\/1\.1 405[^]*allow: GET, HEAD/;
        assert(expected.test(answer), `${method}: ${answer}`);
        assert(!/access-control/i.test(answer));
      }
    });
  });
});

Deno.test("nothing outside the suite's folder is sent, however its path is written", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    await writeResults(out, 1);
    await Deno.writeTextFile(join(folder, "secret.txt"), "secret");
    await Deno.writeTextFile(join(out, "beside.txt"), "secret");
    await Deno.mkdir(join(out, "bench"));
    await Deno.writeTextFile(join(out, "bench/lines.jsonl"), "secret");
    await Deno.symlink(join(folder, "secret.txt"), join(out, "quickstart/link.txt"));
    await Deno.symlink(folder, join(out, "quickstart/up"));
    await Deno.symlink("tables/a.csv", join(out, "quickstart/inside.csv"));
    await Deno.symlink(folder, join(out, "elsewhere"));
    await Deno.mkdir(join(folder, "runs"));
    await withServer(["--out", out], async ({ port, raw, status }) => {
      const forbidden = [
        ...["/../secret.txt", "/quickstart/../beside.txt", "/quickstart/../../secret.txt", "/.."],
        ...[
          "/quickstart/%2e%2e/beside.txt",
          "/quickstart/%2E%2e/%2e%2E/secret.txt",
          "/quickstart/.%2e/beside.txt",
        ],
        ...["/quickstart/..%2fbeside.txt", "/quickstart/tables%2fa.csv", "/quickstart%2ftables/a.csv"],
        ...[
          "/quickstart/..\\beside.txt",
          "/quickstart/..%5cbeside.txt",
          "/quickstart/tables/a.csv%00",
          "/quickstart/%00",
        ],
        ...[
          "/quickstart/.hidden",
          "/quickstart/./tables/a.csv",
          "//quickstart/",
          "/quickstart//tables/a.csv",
        ],
        ...["/quickstart/%", "/quickstart/%c0%ae%c0%ae/beside.txt", "/C:/x", "/quickstart/a%0ab"],
        ...["/quickstart/link.txt", "/quickstart/up/secret.txt", "/quickstart/up/out/beside.txt"],
      ];
      for (const path of forbidden) assertEquals(await status(path), 403, path);
      const absent = [
        "/quickstart/runs/",
        "/quickstart/tables",
        "/quickstart/tables/",
        "/quickstart/none",
        "/none/",
      ];
      const kept = [
        "/beside.txt",
        "/bench/lines.jsonl",
        "/bench/",
        "/elsewhere/",
        "/elsewhere/secret.txt",
        "/out/",
      ];
      for (
        const path of [...absent, ...kept, "/quickstart/tables/a.csv/", "/quickstart/%252e%252e/beside.txt"]
      ) {
        assertEquals(await status(path), 404, path);
      }
      assertEquals(await status("/quickstart/inside.csv"), 200, "a link within the folder");
      const all = [...forbidden, ...kept].map((path) =>
        raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
      );
      for (const answer of await Promise.all(all)) assert(!answer.includes("secret"), answer);
    });
  });
});

Deno.test("the page is made from the records, kept until one is added, and guarded by its headers", async () => {
  await inFolder(async (out) => {
    await writeResults(out, 1);
    const before = await filesBelow(out);
    await withServer(["--out", out], async ({ port }) => {
      const base = `http://127.0.0.1:${port}`;
      const start = await fetch(`${base}/`, { redirect: "manual" });
      assertEquals([start.status, start.headers.get("location")], [307, "/quickstart/"]);
      const answer = await fetch(`${base}/quickstart`);
      assertEquals([answer.status, answer.url], [200, `${base}/quickstart/`]);
      const page = await answer.text();
      assert(page.includes(planned[0]!.id) && !page.includes(planned[1]!.id));
      assert(/http-equiv="Content-Security-Policy" content="[^"]*connect-src &#39;self&#39;/.test(page));
      for (const [name, value] of Object.entries(GUARDS)) assertEquals(answer.headers.get(name), value, name);
      assert(answer.headers.get("content-security-policy")!.includes("frame-ancestors 'none'"));
      assertEquals(answer.headers.get("access-control-allow-origin"), null);
      const version = /data-page="([^"]+)"/.exec(page)![1]!;
      assertEquals(await (await fetch(`${base}/quickstart/`)).text(), page, "it is not made anew");
      const news = async (name: string) => (await fetch(`${base}/quickstart/live.json?page=${name}`)).json();
      assertEquals(await news(version), { newRuns: 0, changed: false, progress: null });
      assertEquals(await news("another"), { newRuns: null, changed: true, progress: null });
      await writeRecord(out, planned[1]!);
      await writeRecord(out, planned[2]!);
      assertEquals(await news(version), { newRuns: 2, changed: true, progress: null });
      const next = await Promise.all([1, 2].map(async () => (await fetch(`${base}/quickstart/`)).text()));
      assertEquals(next[0], next[1], "made once for both");
      assert(next[0]!.includes(planned[2]!.id));
      assertEquals((await news(/data-page="([^"]+)"/.exec(next[0]!)![1]!)).newRuns, 0);
      assertEquals((await news(version)).newRuns, 2, "for those who still look at the first");
      const head = await fetch(`${base}/quickstart/tables/a.csv`, { method: "HEAD" });
      assertEquals([head.headers.get("content-length"), await head.text()], ["4", ""]);
      const record = await fetch(`${base}/quickstart/runs/${planned[0]!.id}.json`);
      assertEquals(record.headers.get("content-type"), "application/json; charset=utf-8");
      assert(record.headers.get("content-security-policy")!.includes("sandbox"));
      assertEquals((await record.json()).id, planned[0]!.id);
    });
    const written = planned.slice(1, 3).map(({ id }) => `quickstart/runs/${id}.json`);
    assertEquals(await filesBelow(out), [...before, ...written].sort(), "it writes nothing");
  });
});

/** Headers of every answer. */
const GUARDS = {
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

Deno.test("suites are listed, and one that cannot be shown says why, as text", async () => {
  await inFolder(async (out) => {
    const hostile = "<img src=x onerror=alert(1)>";
    await writeResults(out, 0);
    await Deno.mkdir(join(out, hostile, "runs"), { recursive: true });
    await Deno.writeTextFile(join(out, hostile, "index.html"), "as it was");
    await Deno.writeTextFile(join(out, "quickstart/runs/broken.json"), "{");
    await withServer(["--out", out], async ({ port }) => {
      const base = `http://127.0.0.1:${port}`;
      const text = async (path: string) => (await fetch(base + path)).text();
      const list = await text("/");
      assert(
        list.includes('href="/quickstart/"') && list.includes(`href="/${encodeURIComponent(hostile)}/"`),
        list,
      );
      const unknown = await text(`/${encodeURIComponent(hostile)}/`);
      assert(unknown.includes("There is no suite") && unknown.includes('href="index.html"'), unknown);
      assert(unknown.includes('src="/live.js"'), "it follows the runs all the same");
      for (const page of [list, unknown]) assert(!page.includes("<img"), page);
      assertEquals(await text(`/${encodeURIComponent(hostile)}/index.html`), "as it was");
      const broken = await text("/quickstart/");
      assert(broken.includes("broken.json") && broken.includes("is not JSON"), broken);
      await Deno.remove(join(out, "quickstart/runs/broken.json"));
      assert((await text("/quickstart/")).includes("nothing run yet"));
      assertEquals((await fetch(`${base}/favicon.ico`)).status, 204);
    });
    await withServer(["quickstart", "--out", out], async ({ status }) => {
      assertEquals(await status("/"), 307);
      assertEquals(
        await status(`/${encodeURIComponent(hostile)}/index.html`),
        404,
        "only the suite asked for",
      );
    });
  });
});

Deno.test({
  name: "Ctrl-C ends it at once, even while a connection is open; its address is all that it prints",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (out) => {
      await writeResults(out, 1);
      const server = await startServer(["--out", out]);
      using idle = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      await idle.write(new TextEncoder().encode("GET / HTTP/1.1\r\n"));
      const page = fetch(`http://127.0.0.1:${server.port}/quickstart/`).then((r) => r.text()).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 300)); // it is making the page now
      const asked = performance.now();
      const { code, stdout, stderr } = await server.stop();
      assert(performance.now() - asked < 5000);
      await page;
      assertEquals([code, stdout], [130, `http://127.0.0.1:${server.port}/\n`]);
      assertEquals(stderr, "Ctrl-C ends it\n");
    });
  },
});

Deno.test("a port in use, a wrong port and an unknown suite end with one line", async () => {
  await inFolder(async (out) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr as Deno.NetAddr;
    const used = await run("serve", ["--out", out, "--port", String(port)]);
    assertEquals([used.code, used.stdout], [1, ""]);
    assertOneError(used.stderr, `127.0.0.1:${port}`, "in use", "--port 0");
    for (const wrong of ["65536", "-1", "1e3", "http"]) {
      const { code, stderr } = await run("serve", ["--out", out, `--port=${wrong}`]);
      assertEquals(code, 2, wrong);
      assertOneError(stderr, "from 0 to 65535");
    }
    const unknown = await run("serve", ["nobody2031", "--out", out]);
    assertEquals(unknown.code, 1);
    assertOneError(unknown.stderr, 'There is no suite "nobody2031"', "quickstart");
  });
});
