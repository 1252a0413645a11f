import { LOOPBACK } from "./address.ts";

/** What is known of a request; none has a body. */
export interface Asked {
  /** As it was sent. */
  readonly method: string;
  /** As it was sent, with the host before it; nothing in it has been resolved. */
  readonly url: string;
  /** The headers. */
  readonly headers: Pick<Headers, "get">;
}

/** A server that listens. */
export interface Listening {
  /** The port. */
  readonly port: number;
  /** Takes no more connections; ends when those that there are have been answered. */
  close(): Promise<void>;
}

/** Connections at the same time: a browser makes six, and each may hold a file open. */
const MOST_CONNECTIONS = 64;
/** How long the head of a request may take, and any piece of an answer, milliseconds. */
const PATIENCE_MS = 10_000;
const LONGEST_HEAD = 1 << 14;
/** Pause after a connection could not be taken, milliseconds: descriptors may have run out. */
const PAUSE_MS = 100;

/**
 * Serves HTTP/1.1 on the loopback address, one request a connection. `Deno.serve` waits for the head of a request
 * for ever and ends when descriptors run out.
 *
 * @param answer Has to answer everything; what it throws closes the connection.
 * @param patienceMs How long a head, or a piece of an answer, may take.
 * @throws {Error} What the system says if the port cannot be had.
 */
export function listenHttp(
  port: number,
  answer: (asked: Asked) => Promise<Response>,
  patienceMs: number = PATIENCE_MS,
): Listening {
  const listener = Deno.listen({ hostname: LOOPBACK, port });
  const open = new Set<Promise<void>>();
  let closed = false;
  const accepting = (async () => {
    while (!closed) {
      try {
        // Whoever comes meanwhile waits.
        if (open.size >= MOST_CONNECTIONS) await Promise.race(open);
        const connection = await listener.accept();
        const served = serveOne(connection, answer, patienceMs);
        open.add(served);
        served.finally(() => open.delete(served));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, closed ? 0 : PAUSE_MS));
      }
    }
  })();
  return {
    port: listener.addr.port,
    async close() {
      closed = true;
      listener.close();
      await accepting;
      await Promise.all(open);
    },
  };
}

/** Answers the one request of a connection and closes it; never throws. */
async function serveOne(
  connection: Deno.TcpConn,
  answer: (asked: Asked) => Promise<Response>,
  patienceMs: number,
): Promise<void> {
  // What takes too long ends with the connection.
  const close = () => {
    try {
      connection.close();
    } catch {
      // it is closed already
    }
  };
  let timer = setTimeout(close, patienceMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(close, patienceMs);
  };
  try {
    const head = await readHead(connection);
    clearTimeout(timer);
    const asked = head === null ? null : parseHead(head);
    const response = asked === null ? new Response(null, { status: 400 }) : await answer(asked);
    alive();
    await send(connection, response, head?.split("\r\n")[0]?.endsWith("/1.0") ? "1.0" : "1.1", alive);
  } catch {
    // whoever asked has gone
  } finally {
    clearTimeout(timer);
    close();
  }
}

/** The head of a request without the empty line at its end; `null` if it is too long or cut short. */
async function readHead(connection: Deno.TcpConn): Promise<string | null> {
  const bytes = new Uint8Array(LONGEST_HEAD);
  for (let length = 0; length < bytes.length;) {
    const got = await connection.read(bytes.subarray(length));
    if (got === null) return null;
    length += got;
    // One byte a character: a head is ASCII, and what is not is refused with the name it makes.
    const text = new TextDecoder("latin1").decode(bytes.subarray(0, length));
    const end = text.indexOf("\r\n\r\n");
    if (end !== -1) return text.slice(0, end);
  }
  return null;
}

function parseHead(head: string): Asked | null {
  const [first, ...lines] = head.split("\r\n");
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first!) ?? [];
  if (method === undefined || target === undefined) return null;
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers.append(name, value);
  }
  const url = target.startsWith("/") ? `http://${headers.get("host") ?? ""}${target}` : target;
  return { method, url, headers };
}

async function send(
  connection: Deno.TcpConn,
  { status, statusText, headers, body }: Response,
  version: string,
  alive: () => void,
): Promise<void> {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = `HTTP/${version} ${status} ${
    statusText || REASONS[status] || ""
  }\r\n${lines}connection: close\r\n\r\n`;
  await writeAll(connection, new TextEncoder().encode(head), alive);
  for await (const piece of body ?? []) await writeAll(connection, piece, alive);
  await connection.closeWrite();
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  421: "Misdirected Request",
  500: "Internal Server Error",
};

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array, alive: () => void): Promise<void> {
  for (let at = 0; at < bytes.length; alive()) at += await connection.write(bytes.subarray(at));
}
