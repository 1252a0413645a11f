import { dirname } from "node:path";
import { messageOf, UserError } from "./errors.ts";

/** How one attempt ended. */
export type PartResult =
  | { readonly done: true }
  /** `final`: another attempt would end the same. */
  | { readonly done: false; readonly final: boolean; readonly reason: string };

/** What one attempt has to know. */
export interface PartOptions {
  /** Bytes of the whole file, where they are known. */
  readonly bytes?: number;
  /** Called with the bytes that are there and the bytes of all. */
  readonly progress?: (done: number, total: number | null) => void;
  /** The attempt ends if no byte comes for this long, ms; default 60000. */
  readonly stallMs?: number;
}

/**
 * One attempt to complete a part file: asks for the bytes that it lacks and appends them. A server that
 * sends the whole file instead is taken at its word, and the part file begins anew.
 *
 * @throws {UserError} If the part file cannot be written.
 */
export async function fetchPart(url: string, part: string, options: PartOptions): Promise<PartResult> {
  await writing(part, () => Deno.mkdir(dirname(part), { recursive: true }));
  const file = await writing(part, () => Deno.open(part, { create: true, read: true, write: true }));
  try {
    const { size } = await file.stat();
    if (size === options.bytes) return { done: true };
    // More than there should be cannot be the beginning of it.
    const start = options.bytes !== undefined && size > options.bytes ? 0 : size;
    const watch = stallWatch(options.stallMs ?? 60_000);
    try {
      const answer = await ask(url, start, watch.signal);
      if ("reason" in answer) {
        if (answer.restart) await writing(part, () => file.truncate(0));
        return answer.whole === size
          ? { done: true }
          : { done: false, final: answer.final, reason: answer.reason };
      }
      return await append(answer, file, part, options, watch);
    } catch (error) {
      if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
      return { done: false, final: false, reason: watch.signal.aborted ? watch.reason : messageOf(error) };
    } finally {
      watch.stop();
    }
  } finally {
    file.close();
  }
}

/** A body that begins at `start` of a file of `total` bytes. */
interface Answer {
  readonly body: ReadableStream<Uint8Array>;
  readonly start: number;
  readonly total: number | null;
}

/** Why there is no body. `whole`: bytes of the whole file; `restart`: the part file is no beginning of it. */
interface Refusal {
  readonly reason: string;
  readonly final: boolean;
  readonly restart: boolean;
  readonly whole: number | null;
}

async function ask(url: string, start: number, signal: AbortSignal): Promise<Answer | Refusal> {
  const headers = new Headers({ "accept-encoding": "identity" });
  if (start > 0) headers.set("range", `bytes=${start}-`);
  const response = await fetch(url, { headers, signal });
  const { status, body } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  const whole = range === null || range[2] === "*" ? null : Number(range[2]);
  const from = Number(range?.[1] ?? NaN);
  if (status === 206 && from === start && body !== null) return { body, start, total: whole };
  if (status === 200 && body !== null) {
    const length = response.headers.get("content-length");
    return { body, start: 0, total: length === null ? null : Number(length) };
  }
  await body?.cancel();
  const reason = `the server answered ${status} ${response.statusText}`.trimEnd();
  if (status === 416) {
    return { reason, final: start === 0, restart: whole !== start, whole: whole === start ? whole : null };
  }
  if (status === 206) {
    return { reason: "the server sent other bytes than asked for", final: false, restart: true, whole: null };
  }
  const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return { reason, final, restart: false, whole: null };
}

async function append(
  { body, start, total }: Answer,
  file: Deno.FsFile,
  part: string,
  { bytes, progress }: PartOptions,
  watch: StallWatch,
): Promise<PartResult> {
  const expected = bytes ?? total;
  let done = start;
  await writing(part, () => file.truncate(start));
  await file.seek(start, Deno.SeekMode.Start);
  for await (const piece of body) {
    watch.alive();
    for (let at = 0; at < piece.length;) at += await writing(part, () => file.write(piece.subarray(at)));
    done += piece.length;
    progress?.(done, expected);
  }
  await writing(part, () => file.sync());
  if (expected === null || done >= expected) return { done: true };
  return { done: false, final: false, reason: `the connection ended after ${done} of ${expected} bytes` };
}

async function writing<T>(part: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new UserError(`Cannot write ${part}: ${messageOf(error)}`, undefined, { cause: error });
  }
}

interface StallWatch {
  readonly signal: AbortSignal;
  readonly reason: string;
  /** A byte came. */
  alive(): void;
  stop(): void;
}

/** Aborts when nothing came for too long. */
function stallWatch(ms: number): StallWatch {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), ms);
  };
  alive();
  return {
    signal: controller.signal,
    reason: `nothing came for ${ms / 1000} s`,
    alive,
    stop: () => clearTimeout(timer),
  };
}
