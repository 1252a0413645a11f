import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { listenHttp } from "../../src/cli/serve/http.ts";
import { inFolder } from "../folder.ts";
import { ROOT, taskWords } from "./command.ts";
import { withServer } from "./server.ts";

const connect = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });
const send = (connection: Deno.Conn, text: string) => connection.write(new TextEncoder().encode(text));

/** Everything that comes until the other side closes; what it did not send counts as nothing. */
async function received(connection: Deno.Conn): Promise<string> {
  try {
    return await new Response(connection.readable).text();
  } catch {
    return "";
  }
}

Deno.test("a head that comes slowly, is too long or is none is not waited for, and others are answered meanwhile", async () => {
  const server = listenHttp(0, ({ method, url }) => Promise.resolve(new Response(`${method} ${url}`)), 500);
  const slow = await connect(server.port);
  const drip = setInterval(() => send(slow, "x").catch(() => {}), 50);
  await send(slow, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
  const from = performance.now();
  const answer = await fetch(`http://127.0.0.1:${server.port}/a?b=%2e`);
  assertEquals(await answer.text(), `GET http://127.0.0.1:${server.port}/a?b=%2e`);
  assertEquals(await received(slow), "");
  assert(performance.now() - from < 5000);
  clearInterval(drip);
  for (
    const text of ["hello\r\n\r\n", "GET / HTTP/1.1\r\nno header\r\n\r\n", `GET /${"a".repeat(20_000)} `]
  ) {
    const connection = await connect(server.port);
    await send(connection, text);
    const said = await received(connection);
    assert(said === "" || said.startsWith("HTTP/1.1 400 "), said);
  }
  await server.close();
});

Deno.test("whoever does not read an answer is not waited for", async () => {
  const endless = () =>
    new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)) });
  const server = listenHttp(0, () => Promise.resolve(new Response(endless())), 300);
  const connection = await connect(server.port);
  await send(connection, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const from = performance.now();
  await server.close();
  assert(performance.now() - from < 3000);
  connection.close();
});

Deno.test("more connections than it takes wait until there is room", async () => {
  const server = listenHttp(0, () => Promise.resolve(new Response("here")), 60_000);
  const many = await Promise.all(Array.from({ length: 70 }, () => connect(server.port)));
  const answer = fetch(`http://127.0.0.1:${server.port}/`).then((response) => response.text());
  const first = await Promise.race([
    answer,
    new Promise((resolve) => setTimeout(resolve, 200, "nothing yet")),
  ]);
  assertEquals(first, "nothing yet");
  many.forEach((connection) => connection.close());
  assertEquals(await answer, "here");
  await server.close();
});

Deno.test({
  name: "it goes on where descriptors have run out",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (out) => {
      const [, ...words] = taskWords("serve");
      const command = `ulimit -n 48 && exec "$0" "$@"`;
      const child = new Deno.Command("sh", {
        args: ["-c", command, Deno.execPath(), ...words, "--out", out, "--port", "0"],
        cwd: ROOT,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const port = Number(/:(\d+)\//.exec((await reader.read()).value!)![1]);
      const many = await Promise.all(Array.from({ length: 60 }, () => connect(port)));
      for (const connection of many) await send(connection, "GET / HTTP/1.1\r\nHost: x\r\n").catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 500));
      many.forEach((connection) => connection.close());
      assertEquals((await fetch(`http://127.0.0.1:${port}/live.css`)).status, 200);
      child.kill("SIGINT");
      await reader.cancel();
      const stderr = await new Response(child.stderr).text();
      // A system's certificates cannot be read then either, of which the runtime warns.
      const told = stderr.split("\n").filter((line) => line !== "" && !line.includes("Ignoring extra certs"));
      assertEquals([(await child.status).code, told], [130, ["Ctrl-C ends it"]]);
    });
  },
});

Deno.test("no script runs in what lies among the results, a page included", () =>
  inFolder(async (out) => {
    await Deno.mkdir(join(out, "quickstart/runs"), { recursive: true });
    for (const name of ["index.html", "other.HTML", "a.svg"]) {
      await Deno.writeTextFile(join(out, "quickstart", name), "<script>alert(1)</script>");
    }
    await withServer(["--out", out], async ({ port }) => {
      for (const name of ["index.html", "other.HTML", "a.svg"]) {
        const { headers, body } = await fetch(`http://127.0.0.1:${port}/quickstart/${name}`);
        await body?.cancel();
        const policy = headers.get("content-security-policy")!.split("; ");
        assert(policy.includes("default-src 'none'") && policy.includes("sandbox"), name);
        assert(!policy.some((part) => part.startsWith("script-src")), name);
      }
    });
  }));
