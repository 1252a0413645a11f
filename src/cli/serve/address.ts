/** What a request must be like to be answered at all: who it is addressed to, what it wants, its path. */

import type { Asked } from "./http.ts";

/** The address that is listened on; nothing else is. */
export const LOOPBACK = "127.0.0.1";

/** Why a request is refused. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** Why, one sentence. */
  readonly says: string;
}

/**
 * Whether a request is none of ours. A page of another site can make a browser send requests here under a name of
 * its own that it lets point to this machine (DNS rebinding); such a request names that host.
 *
 * @param port The one that is listened on.
 * @returns `null` if it may be answered.
 */
export function refusalOf(request: Asked, port: number): Refusal | null {
  const host = request.headers.get("host")?.toLowerCase() ?? "";
  const suffixes = port === 80 ? [":80", ""] : [`:${port}`];
  const own = [LOOPBACK, "localhost", "[::1]"].flatMap((name) => suffixes.map((suffix) => name + suffix));
  if (!own.includes(host)) return { status: 421, says: "This address is not served here." };
  // A request line may name a host of its own.
  if (!request.url.toLowerCase().startsWith(`http://${host}/`)) {
    return { status: 421, says: "This address is not served here." };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, says: "Only GET and HEAD are answered." };
  }
  return null;
}

/**
 * The segments of an address's path, decoded; the last one is empty where the path ends in a slash.
 *
 * @param url As it was sent; nothing in it has been resolved yet.
 * @returns `null` if a segment is anything but the name of a file or folder, such as `..`, however it is written.
 */
export function segmentsOf(url: string): string[] | null {
  const path = /^http:\/\/[^/]*(\/[^?#]*)/i.exec(url)?.[1];
  if (path === undefined) return null;
  try {
    const segments = path.slice(1).split("/").map(decodeURIComponent);
    return segments.every((name, i) => isName(name) || (name === "" && i === segments.length - 1))
      ? segments
      : null;
  } catch {
    return null; // it cannot be decoded
  }
}

/** Hidden files are none of the results. */
function isName(segment: string): boolean {
  // deno-lint-ignore no-control-regex
  return segment !== "" && !segment.startsWith(".") && !/[/\\:\x00-\x1f\x7f]/.test(segment);
}
