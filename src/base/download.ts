import { MissingDataError, UserError } from "./errors.ts";
import { digestFault, type FileDigest } from "./file_digest.ts";
import { fetchPart } from "./fetch_part.ts";
import { openPartFile, type PartFile } from "./part_file.ts";

/** What is known of a file before it is downloaded, and how patient to be. */
export interface DownloadOptions extends FileDigest {
  /** Called with the bytes that are there and the bytes of all, where the server says them. */
  readonly progress?: (done: number, total: number | null) => void;
  /** Bytes that the file has at most, where its size is not known. */
  readonly mostBytes?: number;
  /** Attempts in a row that may bring next to nothing; default 5. */
  readonly attempts?: number;
  /** Pause after the first failure, ms; doubled after each further one; default 1000. */
  readonly waitMs?: number;
  /** An attempt ends if too few bytes come for this long, ms; default 60000. */
  readonly stallMs?: number;
}

/** Bytes that an attempt has to bring to count as one that went on. */
const LEAST_GAIN = 1 << 16;

/**
 * Downloads a file. The bytes are collected in `DESTINATION.part`, from where an earlier attempt of this or
 * another process stopped, checked, and renamed: what is at the destination is whole. A file that is there
 * and passes the check is left alone.
 *
 * @throws {MissingDataError} If the server has no such file or cannot be reached after all attempts.
 * @throws {UserError} If the file has the wrong size or checksum (the part file is removed then), cannot
 *   be written, or is being downloaded by another process.
 */
export async function download(
  url: string,
  destination: string,
  options: DownloadOptions = {},
): Promise<void> {
  if (await digestFault(destination, options) === null) return;
  const path = `${destination}.part`;
  const part = await openPartFile(path);
  try {
    // Another process may have made it meanwhile.
    if (await digestFault(destination, options) === null) return await part.remove();
    await collect(url, part, options);
    const fault = await digestFault(path, options);
    if (fault === null) return await part.finish(destination);
    await part.remove();
    throw new UserError(`${url}: ${fault}; what was downloaded is removed`);
  } finally {
    part.close();
  }
}

/** Attempts until the part file is whole. */
async function collect(url: string, part: PartFile, options: DownloadOptions): Promise<void> {
  const { attempts = 5, waitMs = 1000 } = options;
  let [failures, most] = [0, await part.size()];
  while (true) {
    const result = await fetchPart(url, part, options);
    if (result.done) return;
    const size = await part.size();
    // Only more than ever before counts, or a server that drops each answer would be asked for ever.
    failures = size >= most + LEAST_GAIN ? 0 : failures + 1;
    most = Math.max(most, size);
    if (result.final || failures >= attempts) {
      const tried = result.final ? "" : ` (gave up after ${attempts} attempts that brought next to nothing)`;
      throw new MissingDataError(`Cannot download ${url}: ${result.reason}${tried}`);
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs * 2 ** failures / 2));
  }
}
