import { UserError } from "../base/errors.ts";
import type { ByteSource } from "./byte_source.ts";
import { type Chunk, isWhole, wavChunks } from "./riff.ts";
import { readFormat, type WavFormat } from "./wav_format.ts";

/** Where the samples of a WAV file are and how they are stored. */
export interface Recording {
  /** How they are stored. */
  readonly format: WavFormat;
  /** Byte at which the samples start. */
  readonly start: number;
  /** Samples of each channel, at least one. */
  readonly frames: number;
}

/** Longest recording that is read, seconds: an utterance takes a few. */
const LONGEST_SECONDS = 600;
/** That, at 96 kHz: what is read takes a quarter of a gigabyte at most. */
const MOST_FRAMES = LONGEST_SECONDS * 96_000;
/** What is read of a `fmt ` chunk; its longest form takes 40 bytes. */
const FORMAT_BYTES = 64;

/**
 * Finds the samples of a WAV file; they themselves are not looked at.
 *
 * @throws {UserError} If the file is empty, truncated, no WAV file, of an unsupported format, without samples or
 * too long. The message is one line that does not name the file.
 */
export function findRecording(source: ByteSource): Recording {
  const chunks = wavChunks(source);
  const { start, size } = whole(source, chunks.format, "fmt ");
  const format = readFormat(source.read(start, Math.min(size, FORMAT_BYTES)).slice());
  const data = whole(source, chunks.data, "data");
  if (data.size === 0) throw new UserError("the WAV file holds no samples");
  const frameBytes = format.sampleBytes * format.channels;
  const frames = Math.floor(data.size / frameBytes);
  // What was written to a pipe may end anywhere.
  if (frames === 0 || (data.size % frameBytes !== 0 && !data.open)) {
    throw new UserError(`damaged WAV file, ${data.size} bytes of samples are no multiple of ${frameBytes}`);
  }
  if (frames > Math.min(LONGEST_SECONDS * format.rateHz, MOST_FRAMES)) {
    const most = `a recording takes at most ${LONGEST_SECONDS} s and ${MOST_FRAMES} samples`;
    throw new UserError(`too long: ${most}, this one ${frames} samples at ${format.rateHz} Hz`);
  }
  return { format, start: data.start, frames };
}

function whole(source: ByteSource, chunk: Chunk | null, id: string): Chunk {
  if (chunk === null) throw new UserError(`truncated or damaged WAV file, no "${id}" chunk`);
  if (!isWhole(source, chunk)) {
    const there = source.size - chunk.start;
    throw new UserError(`truncated WAV file, its "${id}" chunk has ${there} of ${chunk.size} bytes`);
  }
  return chunk;
}
