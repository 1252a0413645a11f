import { dirname } from "node:path";
import { type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import { messageOf, UserError } from "../base/errors.ts";

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

/** How many times its own size an archive of recordings may unpack to; that of the RAVDESS has 2.5 times. */
const MOST_EXPANSION = 8;

/**
 * Unpacks a ZIP archive, each file piece by piece. The names and sizes of all entries are looked at before the
 * first file is written, and each file's checksum before it gets its name.
 *
 * @param progress Called after each file with the number written and the number of all.
 * @returns Number of files written.
 * @throws {UserError} If it is no whole archive, is encrypted, an entry would lie outside `dir`, or it unpacks to
 * more than it says or than eight times its size.
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
      const name = JSON.stringify(filename);
      if (!staysInside(filename)) throw new UserError(`an entry would lie outside the folder: ${name}`);
      if (encrypted) throw new UserError(`an entry is encrypted: ${name}`);
    }
    const files = entries.filter((entry) => !entry.directory);
    const [unpacked, { size }] = [files.reduce((sum, f) => sum + f.uncompressedSize, 0), await file.stat()];
    if (unpacked > MOST_EXPANSION * size) {
      throw new UserError(
        `its ${size} bytes would become ${unpacked}, more than ${MOST_EXPANSION} times as many`,
      );
    }
    for (const [i, entry] of files.entries()) {
      await unpackFile(entry, `${dir}/${entry.filename}`);
      progress(i + 1, files.length);
    }
    return files.length;
  } catch (error) {
    throw new UserError(`Cannot unpack ${archive}: ${messageOf(error)}`, undefined, { cause: error });
  } finally {
    await reader.close();
  }
}

async function unpackFile(entry: FileEntry, path: string): Promise<void> {
  const temporary = `${path}.${Deno.pid}.tmp`;
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(temporary, { write: true, create: true, truncate: true });
  let left = entry.uncompressedSize;
  const writable = new WritableStream<Uint8Array>({
    write(bytes) {
      left -= bytes.length;
      if (left < 0) throw new UserError(`${JSON.stringify(entry.filename)} is larger than the archive says`);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    },
  });
  try {
    await entry.getData(writable).finally(() => file.close());
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Whether an entry's name leads to below the folder it is unpacked in, on any system. */
export function staysInside(name: string): boolean {
  const parts = name.split("/");
  return name !== "" && !/[\\:\0]/.test(name) && parts[0] !== "" && !parts.includes("..");
}
