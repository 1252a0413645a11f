import wavDecoder from "wav-decoder";
import { type ByteSource, bytesSource, withFileSource } from "../audio/byte_source.ts";
import { findRecording } from "../audio/recording.ts";
import { UnusableError } from "../audio/unusable.ts";
import type { WavFormat } from "../audio/wav_format.ts";
import { messageOf, UserError } from "../base/errors.ts";
import type { Signal } from "./signal.ts";
import { emptyWav, HEADER_BYTES } from "./wav_header.ts";

/** Samples of each channel that are decoded at once. */
const PIECE = 1 << 16;

/**
 * Decodes a WAV file: integer samples of 8, 16, 24 or 32 bits and float samples of 32 or 64 bits, 1 to 8
 * channels, which are averaged, at any rate. Integers are divided by 2 to the power of their bits less one,
 * so that full scale is [-1, 1); 8-bit samples are unsigned.
 *
 * Samples of 32 and 64 bits are read by the package `wav-decoder` 1.3.0. The rest is done here: the package
 * refuses the extensible header, ignores pad bytes and missing samples, scales 8-bit samples about 127.5,
 * takes the lowest 24-bit value for the highest, and is slow at 16 bits, which most corpora have.
 *
 * @param bytes The whole file; never modified.
 * @param name What messages call the file, usually its path.
 * @throws {UserError} If the file is empty, truncated, no WAV file, of an unsupported format, without
 * samples, too long, or holds a sample that is not finite. The message names the file and what is wrong, in one
 * line.
 */
export function decodeWav(bytes: Uint8Array, name: string): Signal {
  try {
    return decodeSource(bytesSource(bytes));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${name}: ${error.message}`, undefined, { cause: error });
  }
}

/**
 * Decodes a WAV file piece by piece, so that little more than its samples is in memory.
 *
 * @throws {UnusableError} If a sample is not finite; the message does not name the file.
 * @throws {UserError} Otherwise as {@linkcode decodeWav}, or if the file cannot be read.
 */
export function readWav(path: string): Signal {
  try {
    return withFileSource(path, decodeSource);
  } catch (error) {
    if (error instanceof UnusableError) throw error;
    const told = error instanceof UserError ? `${path}: ` : `Cannot read ${path}: `;
    throw new UserError(told + messageOf(error), undefined, { cause: error });
  }
}

function decodeSource(source: ByteSource): Signal {
  const { format, start, frames } = findRecording(source);
  const samples = new Float32Array(frames);
  const frameBytes = format.sampleBytes * format.channels;
  for (let at = 0; at < frames; at += PIECE) {
    const count = Math.min(PIECE, frames - at);
    const data = source.read(start + at * frameBytes, count * frameBytes);
    if (data.length < count * frameBytes) throw new UserError("became shorter while it was read");
    const piece = decodeSamples(data, format);
    if (format.kind === "float") checkFinite(piece, at);
    samples.set(piece, at);
  }
  return { samples, rateHz: format.rateHz };
}

/** Mean of the channels, shape `[frames]`. */
function decodeSamples(data: Uint8Array, format: WavFormat): Float32Array {
  switch (format.sampleBytes) {
    case 1:
      return averageChannels(data, format.channels, 128, 128);
    case 2:
      return averageChannels(littleEndian16(data), format.channels, 0, 2 ** 15);
    case 3:
      return averageChannels(littleEndian24(data), format.channels, 0, 2 ** 23);
    default:
      return decodeWide(data, format);
  }
}

/** Mean over the channels of `(sample - zero) / fullScale`. */
function averageChannels(
  interleaved: Uint8Array | Int16Array | Int32Array,
  channels: number,
  zero: number,
  fullScale: number,
): Float32Array {
  const out = new Float32Array(interleaved.length / channels);
  const factor = 1 / (fullScale * channels);
  if (channels === 1) {
    for (let i = 0; i < out.length; i++) out[i] = (interleaved[i]! - zero) * factor;
    return out;
  }
  for (let i = 0, j = 0; i < out.length; i++) {
    let sum = -zero * channels;
    for (let c = 0; c < channels; c++) sum += interleaved[j++]!;
    out[i] = sum * factor;
  }
  return out;
}

/** Whether this machine stores the low byte first, as WAV files do. */
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function littleEndian16(data: Uint8Array): Int16Array {
  if (LITTLE_ENDIAN) {
    const aligned = data.byteOffset % 2 === 0 ? data : data.slice();
    return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Int16Array.from({ length: data.length / 2 }, (_, i) => view.getInt16(2 * i, true));
}

function littleEndian24(data: Uint8Array): Int32Array {
  const out = new Int32Array(data.length / 3);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) {
    // Shifting the highest byte to the top and back carries its sign.
    out[i] = data[j]! | (data[j + 1]! << 8) | ((data[j + 2]! << 24) >> 8);
  }
  return out;
}

/** Samples of 32 and 64 bits, through `wav-decoder` and the plain header that it reads right. */
function decodeWide(data: Uint8Array, format: WavFormat): Float32Array {
  const file = emptyWav(format, data.length);
  file.set(data, HEADER_BYTES);
  const channels: Float32Array[] = wavDecoder.decode.sync(file.buffer, { symmetric: true }).channelData;
  if (channels.length === 1) return channels[0]!;
  return channels[0]!.map((_, i) => channels.reduce((sum, c) => sum + c[i]!, 0) / channels.length);
}

/** @param first Number of the first of the samples, for the message. */
function checkFinite(samples: Float32Array, first: number): void {
  const at = samples.findIndex((x) => !Number.isFinite(x));
  if (at !== -1) throw new UnusableError(`sample ${first + at} is not finite (${samples[at]})`);
}
