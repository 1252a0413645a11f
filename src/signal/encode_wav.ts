import { rangeError } from "../base/errors.ts";
import type { Signal } from "./signal.ts";
import { emptyWav, HEADER_BYTES } from "./wav_header.ts";

/**
 * Writes a WAV file of one channel of 16-bit integers. Samples are multiplied by 32768, rounded and held
 * within the range of the format, so that what was decoded from 16 bits is written back unchanged.
 *
 * @returns The whole file: 44 bytes and two per sample.
 * @throws {RangeError} If the rate is no integer from 1 to 2^31 - 1 or a sample is not finite.
 */
export function encodeWav(signal: Signal): Uint8Array {
  const { samples, rateHz } = signal;
  const fail = (rule: string, value: number) => rangeError("encode WAV", rule, value);
  if (!(Number.isInteger(rateHz) && rateHz >= 1 && rateHz < 2 ** 31)) {
    throw fail("rateHz must be an integer from 1 to 2^31 - 1", rateHz);
  }
  const bytes = emptyWav({ kind: "integer", channels: 1, rateHz, sampleBytes: 2 }, 2 * samples.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i++) {
    const value = Math.round(samples[i]! * 32768);
    if (!Number.isFinite(value)) throw fail("samples must be finite", samples[i]!);
    view.setInt16(HEADER_BYTES + 2 * i, Math.max(-32768, Math.min(32767, value)), true);
  }
  return bytes;
}
