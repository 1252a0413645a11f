import wavDecoder from "wav-decoder";
import { UserError } from "../base/errors.ts";
import { type Chunk, isWhole, readChunks } from "./riff.ts";
import type { Signal } from "./signal.ts";
import { readFormat, type WavFormat } from "./wav_format.ts";
import { emptyWav, HEADER_BYTES } from "./wav_header.ts";

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
 * samples, or holds a sample that is not finite. The message names the file and what is wrong, in one line.
 */
export function decodeWav(bytes: Uint8Array, name: string): Signal {
  const chunks = readChunks(bytes, name);
  const format = readFormat(content(bytes, findChunk(bytes, chunks, "fmt ", name)), name);
  const data = content(bytes, findChunk(bytes, chunks, "data", name));
  const frameBytes = format.sampleBytes * format.channels;
  if (data.length === 0) throw new UserError(`${name}: the WAV file holds no samples`);
  if (data.length % frameBytes !== 0) {
    throw new UserError(
      `${name}: damaged WAV file, ${data.length} bytes of samples are no multiple of ${frameBytes}`,
    );
  }
  const samples = decodeSamples(data, format);
  if (format.kind === "float") checkFinite(samples, name);
  return { samples, rateHz: format.rateHz };
}

function findChunk(bytes: Uint8Array, chunks: readonly Chunk[], id: string, name: string): Chunk {
  const chunk = chunks.find((c) => c.id === id);
  if (chunk === undefined) throw new UserError(`${name}: truncated or damaged WAV file, no "${id}" chunk`);
  if (!isWhole(bytes, chunk)) {
    const there = bytes.length - chunk.start;
    throw new UserError(
      `${name}: truncated WAV file, its "${id}" chunk has ${there} of ${chunk.size} bytes`,
    );
  }
  return chunk;
}

function content(bytes: Uint8Array, chunk: Chunk): Uint8Array {
  return bytes.subarray(chunk.start, chunk.start + chunk.size);
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

function checkFinite(samples: Float32Array, name: string): void {
  const at = samples.findIndex((x) => !Number.isFinite(x));
  if (at !== -1) throw new UserError(`${name}: sample ${at} is not finite (${samples[at]})`);
}
