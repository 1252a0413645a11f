import { MissingDataError, UserError } from "./errors.ts";
import { digestFault, type FileDigest, sizeOf } from "./file_digest.ts";
import { fetchPart, type PartResult } from "./fetch_part.ts";

/** What is known of a file before it is downloaded, and how patient to be. */
export interface DownloadOptions extends FileDigest {
  /** Called with the bytes that are there and the bytes of all, where the server says them. */
  readonly progress?: (done: number, total: number | null) => void;
  /** Attempts in a row that may bring nothing new; default 5. */
  readonly attempts?: number;
  /** Pause after the first failure, ms; doubled after each further one; default 1000. */
  readonly waitMs?: number;
  /** An attempt ends if no byte comes for this long, ms; default 60000. */
  readonly stallMs?: number;
}

/**
 * Downloads a file. The bytes are collected in `DESTINATION.part`, from where an earlier attempt of this or
 * another process stopped, checked, and renamed: what is at the destination is whole. A file that is there
 * and passes the check is left alone.
 *
 * @throws {MissingDataError} If the server has no such file or cannot be reached after all attempts.
 * @throws {UserError} If the file has the wrong size or checksum (the part file is removed then) or cannot
 *   be written.
 */
export async function download(
  url: string,
  destination: string,
  options: DownloadOptions = {},
): Promise<void> {
  if (await digestFault(destination, options) === null) return;
  const part = `${destination}.part`;
  await collect(url, part, options);
  const fault = await digestFault(part, options);
  if (fault !== null) {
    await Deno.remove(part).catch(() => {});
    throw new UserError(`${url}: ${fault}; what was downloaded is removed`);
  }
  await Deno.rename(part, destination);
}

/** Attempts until the part file is whole. */
async function collect(url: string, part: string, options: DownloadOptions): Promise<void> {
  const { attempts = 5, waitMs = 1000 } = options;
  let [failures, most] = [0, await sizeOf(part) ?? 0];
  while (true) {
    const result: PartResult = await fetchPart(url, part, options);
    if (result.done) return;
    const size = await sizeOf(part) ?? 0;
    // Only more than ever before counts, or a server that drops each answer would be asked for ever.
    failures = size > most ? 0 : failures + 1;
    most = Math.max(most, size);
    if (result.final || failures >= attempts) {
      const tried = result.final ? "" : ` (gave up after ${attempts} attempts that brought nothing new)`;
      throw new MissingDataError(`Cannot download ${url}: ${result.reason}${tried}`);
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs * 2 ** failures / 2));
  }
}
