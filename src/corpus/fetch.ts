import { download } from "../base/download.ts";
import { MissingDataError, UserError } from "../base/errors.ts";
import { corpusSources } from "./sources.ts";
import { unzip } from "./unzip.ts";

/** How a corpus is fetched. */
export interface FetchOptions {
  /** Called while bytes come and while files are unpacked. */
  readonly progress?: (stage: "download" | "unpack", done: number, total: number | null) => void;
  /** Another archive in place of the published one, with what is known of it. */
  readonly archive?: { readonly url: string; readonly bytes?: number; readonly md5?: string };
  /** As in `DownloadOptions`. */
  readonly attempts?: number;
  /** As in `DownloadOptions`. */
  readonly waitMs?: number;
}

/**
 * Downloads a corpus's archive and unpacks it. An interrupted download is resumed; the archive is removed
 * once it is unpacked.
 *
 * @param dir Folder for the corpus, made if it is missing.
 * @returns Number of files unpacked.
 * @throws {UserError} If the corpus is unknown, or the archive is damaged.
 * @throws {MissingDataError} If the corpus cannot be had without asking, or cannot be reached.
 */
export async function fetchCorpus(name: string, dir: string, options: FetchOptions = {}): Promise<number> {
  const source = corpusSources.find((known) => known.name === name);
  if (source === undefined) {
    const names = corpusSources.map((known) => known.name).join(", ");
    throw new UserError(`no corpus ${name} is known; the corpora are ${names}`);
  }
  const archive = options.archive ?? source.archive;
  if (archive === null) throw new MissingDataError(`${name} cannot be downloaded: ${source.obtain}`);
  const { progress, attempts, waitMs } = options;
  const path = `${dir}/${source.archive?.fileName ?? `${name}.zip`}`;
  await download(archive.url, path, {
    ...(archive.bytes === undefined ? {} : { bytes: archive.bytes }),
    ...(archive.md5 === undefined ? {} : { md5: archive.md5 }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(waitMs === undefined ? {} : { waitMs }),
    progress: (done, total) => progress?.("download", done, total),
  });
  const files = await unzip(path, dir, (done, all) => progress?.("unpack", done, all));
  await Deno.remove(path).catch(() => {}); // another process that fetched it too may have been first
  return files;
}
