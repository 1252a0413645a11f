import { join } from "node:path";
import { download, type DownloadOptions } from "../../base/download.ts";
import { UserError } from "../../base/errors.ts";
import { weightSources } from "./sources.ts";

/** How weights are fetched. */
export interface FetchWeightsOptions
  extends Pick<DownloadOptions, "progress" | "attempts" | "waitMs" | "stallMs"> {
  /** Another file in place of the published one. */
  readonly file?: { readonly url: string; readonly fileName: string; readonly sha256Prefix: string };
}

/**
 * Downloads the published weights of a network and checks the beginning of their SHA-256. An interrupted
 * download is resumed; a file that is there and passes the check is left alone.
 *
 * @param folder Where weights are kept, made if it is missing.
 * @returns Where the file is.
 * @throws {UserError} If no weights of that name are known, or the file is damaged.
 * @throws {MissingDataError} If they cannot be reached.
 */
export async function fetchWeights(
  network: string,
  folder: string,
  { file, ...options }: FetchWeightsOptions = {},
): Promise<string> {
  const known = weightSources.filter(({ url }) => url !== null);
  const source = known.find((each) => each.network === network);
  if (source === undefined) {
    const names = known.map((each) => each.network).join(", ");
    throw new UserError(`no weights of ${network} are known; there are those of ${names}`);
  }
  const { url, fileName, sha256Prefix } = file ?? source;
  const path = join(folder, fileName);
  const { mebibytes } = source;
  await download(url!, path, {
    ...options,
    sha256: sha256Prefix,
    // Published rounded: it cannot be a whole one more.
    ...(mebibytes === null ? {} : { mostBytes: (mebibytes + 1) * 2 ** 20 }),
  });
  return path;
}
