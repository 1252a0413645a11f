import { messageOf, UserError } from "./errors.ts";
import { openPace, type Pace } from "./pace.ts";
import type { PartFile } from "./part_file.ts";

/** How one attempt ended. */
export type PartResult =
  | { readonly done: true }
  /** `final`: another attempt would end the same. */
  | { readonly done: false; readonly final: boolean; readonly reason: string };

/** What one attempt has to know. */
export interface PartOptions {
  /** Bytes of the whole file, where they are known. */
  readonly bytes?: number;
  /** Bytes that the whole file has at most, where no more is known. */
  readonly mostBytes?: number;
  /** Called with the bytes that are there and the bytes of all. */
  readonly progress?: (done: number, total: number | null) => void;
  /** The attempt ends if too few bytes come for this long, ms; default 60000. */
  readonly stallMs?: number;
}

/**
 * One attempt to complete a part file: asks for the bytes that it lacks and appends them, as many as the file was
 * published with and not one more. A server that sends the whole file instead, because it knows no ranges or the
 * file has changed there, is taken at its word, and the part file begins anew; anything else, such as the page
 * of a network that wants a sign-in, leaves the part file alone.
 *
 * @throws {UserError} If the part file cannot be written, or the server leads to a host that is not allowed.
 */
export async function fetchPart(url: string, part: PartFile, options: PartOptions): Promise<PartResult> {
  const size = await part.size();
  if (size === options.bytes) return { done: true };
  // More than there should be cannot be the beginning of it.
  const start = size > mostOf(options) ? 0 : size;
  const pace = openPace(options.stallMs ?? 60_000);
  const controller = new AbortController();
  try {
    const asked = ask(url, start, await part.version(), options, controller.signal);
    asked.catch(() => {}); // it may fail when nobody waits any more
    const answer = await Promise.race([asked, pace.late]);
    if (!("reason" in answer)) return await append(answer, part, options, pace);
    if (answer.restart) await part.cut(0);
    return answer.whole === size
      ? { done: true }
      : { done: false, final: answer.final, reason: answer.reason };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof Deno.errors.NotCapable) throw notAllowed(url, error);
    return { done: false, final: false, reason: messageOf(error) };
  } finally {
    pace.stop();
    controller.abort();
  }
}

function mostOf({ bytes, mostBytes }: PartOptions): number {
  return bytes ?? mostBytes ?? Infinity;
}

function notAllowed(url: string, error: Error): UserError {
  const host = /access to "([^"]+)"/.exec(error.message)?.[1] ?? "another host";
  return new UserError(`Cannot download ${url}: it leads to ${host}, which this command may not reach`);
}

/** A body that begins at `start` of a file of `total` bytes. */
interface Answer {
  readonly body: ReadableStream<Uint8Array>;
  readonly start: number;
  readonly total: number | null;
  /** What the server calls this version of the file. */
  readonly version: string | null;
}

/** Why there is no body. `whole`: bytes of the whole file; `restart`: the part file is no beginning of it. */
interface Refusal {
  readonly reason: string;
  readonly final: boolean;
  readonly restart: boolean;
  readonly whole: number | null;
}

async function ask(
  url: string,
  start: number,
  version: string | null,
  options: PartOptions,
  signal: AbortSignal,
): Promise<Answer | Refusal> {
  const headers = new Headers({ "accept-encoding": "identity" });
  if (start > 0) headers.set("range", `bytes=${start}-`);
  if (start > 0 && version !== null) headers.set("if-range", version);
  const response = await fetch(url, { headers, signal });
  const { status, body } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  const whole = range === null || range[2] === "*" ? null : Number(range[2]);
  const from = Number(range?.[1] ?? NaN);
  const other = (status === 200 || status === 206) ? otherThanAsked(response, start, whole, options) : null;
  if (other === null && body !== null) {
    const rest = { body, version: versionOf(response.headers) };
    if (status === 206 && from === start) return { ...rest, start, total: whole };
    if (status === 200) return { ...rest, start: 0, total: lengthOf(response.headers) };
  }
  body?.cancel().catch(() => {});
  const refusal = { final: false, restart: false, whole: null };
  if (other !== null) return { ...refusal, reason: other };
  const reason = `the server answered ${status} ${response.statusText}`.trimEnd();
  if (status === 416) {
    return { reason, final: start === 0, restart: whole !== start, whole: whole === start ? whole : null };
  }
  if (status === 206) {
    return { ...refusal, reason: "the server sent other bytes than asked for", restart: true };
  }
  return { ...refusal, reason, final: status >= 400 && status < 500 && status !== 408 && status !== 429 };
}

/** Why an answer is not the file, as far as its headers tell; `null` if it may be. */
function otherThanAsked(
  { status, headers }: Response,
  start: number,
  whole: number | null,
  options: PartOptions,
): string | null {
  if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) {
    return "a web page came in place of the file, as from a network that wants a sign-in";
  }
  const total = status === 206 ? whole : lengthOf(headers);
  if (total !== null && (total > mostOf(options) || total < (options.bytes ?? 0))) {
    return `the server has a file of ${total} bytes, the published one has ${mostOf(options)}`;
  }
  if (status === 200 && start > 0 && (total ?? 0) < start) {
    return "the server sent something else than the rest of the file";
  }
  return null;
}

function lengthOf(headers: Headers): number | null {
  const length = headers.get("content-length");
  return length === null ? null : Number(length);
}

/** What a request for the rest may name (RFC 9110, section 13.1.5): a strong tag, or when it was changed. */
function versionOf(headers: Headers): string | null {
  const tag = headers.get("etag");
  return tag !== null && !tag.startsWith("W/") ? tag : headers.get("last-modified");
}

async function append(
  { body, start, total, version }: Answer,
  part: PartFile,
  options: PartOptions,
  pace: Pace,
): Promise<PartResult> {
  const expected = options.bytes ?? total;
  const most = mostOf(options);
  await part.cut(start);
  if (start === 0) await part.setVersion(version);
  const reader = body.getReader();
  let done = start;
  try {
    while (done < most) {
      const next = await Promise.race([reader.read(), pace.late]);
      if (next.done) break;
      const piece = next.value.subarray(0, most - done);
      pace.came(piece.length);
      await part.append(piece);
      done += piece.length;
      options.progress?.(done, expected);
    }
  } finally {
    // Not waited for: a body that does not come may not end either.
    reader.cancel().catch(() => {});
  }
  if (expected === null || done >= expected) return { done: true };
  return { done: false, final: false, reason: `the connection ended after ${done} of ${expected} bytes` };
}
