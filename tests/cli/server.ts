/** Starts `serve` as its task does, and talks to it. */
import { ok as assert } from "node:assert/strict";
import { start } from "./command.ts";

/** A server that has said its address. */
export interface Server {
  readonly port: number;
  /** Sends text as it stands and takes the whole answer as text. */
  raw(text: string): Promise<string>;
  /** Status of the answer to a GET of that path, exactly as it is written. */
  status(path: string, host?: string): Promise<number>;
  /** Ctrl-C; gives what the process left behind. */
  stop(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
}

/** Starts a server on a free port, runs a test with it and stops it. */
export async function withServer(
  args: readonly string[],
  test: (server: Server) => Promise<void>,
): Promise<void> {
  const server = await startServer(args);
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}

/** Starts a server on a free port and waits until it says its address. */
export async function startServer(args: readonly string[]): Promise<Server> {
  const child = start("serve", [...args, "--port", "0"]);
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  while (!stdout.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It ended before it said its address: ${await stderr}`);
    stdout += value;
  }
  const port = Number(/^http:\/\/127\.0\.0\.1:(\d+)\/\n$/.exec(stdout)?.[1]);
  assert(port > 0, stdout);
  let ended: ReturnType<Server["stop"]> | null = null;
  const raw = (text: string) => rawRequest(port, text);
  return {
    port,
    raw,
    async status(path, host = `127.0.0.1:${port}`) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
    },
    stop() {
      ended ??= (async () => {
        child.kill("SIGINT");
        const { code } = await child.status;
        for (let next = await reader.read(); !next.done; next = await reader.read()) stdout += next.value;
        return { code, stdout, stderr: await stderr };
      })();
      return ended;
    },
  };
}

async function rawRequest(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  const chunks: string[] = [];
  for await (const chunk of connection.readable.pipeThrough(new TextDecoderStream())) chunks.push(chunk);
  return chunks.join("");
}
