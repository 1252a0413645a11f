import { Reader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import { messageOf, UserError } from "../base/errors.ts";
import { writeFileAtomic } from "../base/files.ts";

/** Reads parts of a file, so that an archive is never in memory as a whole. */
class DiskReader extends Reader<Deno.FsFile> {
  constructor(readonly file: Deno.FsFile) {
    super(file);
  }

  override async init(): Promise<void> {
    this.size = (await this.file.stat()).size;
  }

  override async readUint8Array(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.file.seek(at, Deno.SeekMode.Start);
    const bytes = new Uint8Array(Math.min(length, this.size - at));
    for (let filled = 0; filled < bytes.length;) {
      const got = await this.file.read(bytes.subarray(filled));
      if (got === null) return bytes.subarray(0, filled);
      filled += got;
    }
    return bytes;
  }
}

/**
 * Unpacks a ZIP archive. The names of all entries are looked at before the first file is written, and each
 * file's checksum before that file is.
 *
 * @param progress Called after each file with the number written and the number of all.
 * @returns Number of files written.
 * @throws {UserError} If it is no whole archive, is encrypted, or an entry would lie outside `dir`.
 */
export async function unzip(
  archive: string,
  dir: string,
  progress: (done: number, all: number) => void = () => {},
): Promise<number> {
  using file = await Deno.open(archive);
  const reader = new ZipReader(new DiskReader(file), { useWebWorkers: false, checkSignature: true });
  try {
    const entries = await reader.getEntries();
    for (const { filename, encrypted } of entries) {
      if (!staysInside(filename)) throw new UserError(`an entry would lie outside the folder: ${filename}`);
      if (encrypted) throw new UserError(`an entry is encrypted: ${filename}`);
    }
    const files = entries.filter((entry) => !entry.directory);
    for (const [i, entry] of files.entries()) {
      const bytes = await entry.getData(new Uint8ArrayWriter());
      await writeFileAtomic(`${dir}/${entry.filename}`, bytes, { flush: false });
      progress(i + 1, files.length);
    }
    return files.length;
  } catch (error) {
    throw new UserError(`Cannot unpack ${archive}: ${messageOf(error)}`, undefined, { cause: error });
  } finally {
    await reader.close();
  }
}

/** Whether an entry's name leads to below the folder it is unpacked in, on any system. */
export function staysInside(name: string): boolean {
  const parts = name.split("/");
  return name !== "" && !/[\\:\0]/.test(name) && parts[0] !== "" && !parts.includes("..");
}
