import type { WavFormat } from "../audio/wav_format.ts";

/** Bytes of a WAV file before its samples, in the plainest form. */
export const HEADER_BYTES = 44;

/**
 * A WAV file whose samples, `dataBytes` bytes from byte {@linkcode HEADER_BYTES} on, are still zero: RIFF
 * header, `fmt ` chunk of 16 bytes, `data` chunk.
 */
export function emptyWav(format: WavFormat, dataBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, text: string) => {
    for (let i = 0; i < 4; i++) bytes[offset + i] = text.charCodeAt(i);
  };
  const frameBytes = format.sampleBytes * format.channels;
  put(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  put(8, "WAVE");
  put(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, format.kind === "integer" ? 1 : 3, true);
  view.setUint16(22, format.channels, true);
  view.setUint32(24, format.rateHz, true);
  view.setUint32(28, format.rateHz * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 8 * format.sampleBytes, true);
  put(36, "data");
  view.setUint32(40, dataBytes, true);
  return bytes;
}
