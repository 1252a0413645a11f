import { createHash } from "node:crypto";
import { UserError } from "../base/errors.ts";
import { type ByteSource, withFileSource } from "./byte_source.ts";
import { type WavChunks, wavChunks } from "./riff.ts";

/** Bytes that are hashed at once. */
const PIECE = 1 << 20;

/**
 * SHA-256 of a WAV file's format and samples alone, so that a recording keeps its name when a program
 * rewrites its header or drops the chunks around the samples. Of a file that is no WAV, all bytes count.
 */
export function recordingHash(source: ByteSource): string {
  const hash = createHash("sha256");
  const add = (start: number, end: number) => {
    for (let at = start; at < end; at += PIECE) hash.update(source.read(at, Math.min(PIECE, end - at)));
  };
  const { format, data } = chunksOf(source);
  if (data === null || format === null) {
    add(0, source.size);
  } else {
    // Channels, rate and bits: the first 16 bytes, which every form of the chunk shares but for the codec.
    add(format.start + 2, format.start + 16);
    add(data.start, Math.min(data.start + data.size, source.size));
  }
  return hash.digest("hex");
}

/** {@linkcode recordingHash} of a file. */
export function recordingFileHash(path: string): string {
  return withFileSource(path, recordingHash);
}

function chunksOf(source: ByteSource): WavChunks {
  try {
    return wavChunks(source);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { format: null, data: null };
  }
}
