import { messageOf, UserError } from "../base/errors.ts";

/**
 * Why a file cannot be a whole WAV recording, from its chunk headers alone; `null` if nothing is wrong.
 *
 * @throws {UserError} If it cannot be read at all.
 */
export async function headerFault(path: string): Promise<string | null> {
  try {
    return await faultOf(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${messageOf(error)}`, undefined, { cause: error });
  }
}

async function faultOf(path: string): Promise<string | null> {
  const file = await Deno.open(path);
  try {
    const { size } = await file.stat();
    if (size === 0) return "empty file";
    const riff = await readAt(file, 0, 12);
    if (riff.length < 12 || text(riff, 0) !== "RIFF" || text(riff, 8) !== "WAVE") {
      return "not a WAV file: it does not begin with RIFF and WAVE";
    }
    return await chunkFault(file, size);
  } finally {
    file.close();
  }
}

/** Walks the chunks up to `data`: a 4-letter name, a 32-bit length, the content padded to an even length. */
async function chunkFault(file: Deno.FsFile, size: number): Promise<string | null> {
  let format = false;
  for (let at = 12; at + 8 <= size;) {
    const head = await readAt(file, at, 8);
    if (head.length < 8) break;
    const name = text(head, 0);
    const length = new DataView(head.buffer, head.byteOffset).getUint32(4, true);
    if (name === "fmt ") format = true;
    if (name === "data") {
      const present = size - at - 8;
      if (!format) return "damaged WAV file: no fmt chunk before the data";
      if (length > present) return `truncated: ${length} bytes of samples announced, ${present} present`;
      return length === 0 ? "no samples" : null;
    }
    at += 8 + length + length % 2;
  }
  return "truncated: no data chunk";
}

async function readAt(file: Deno.FsFile, at: number, length: number): Promise<Uint8Array> {
  await file.seek(at, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const got = await file.read(bytes.subarray(filled));
    if (got === null) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
