import { UserError } from "../base/errors.ts";

/** How the samples of a WAV file are stored. */
export interface WavFormat {
  /** Whole numbers or IEEE floating point. */
  readonly kind: "integer" | "float";
  /** 1 to 8. */
  readonly channels: number;
  /** Sampling rate, Hz. */
  readonly rateHz: number;
  /** Bytes per sample of one channel: 1 to 4 for integers (1 is unsigned), 4 or 8 for floats. */
  readonly sampleBytes: number;
}

const EXTENSIBLE = 0xfffe;
/** Rates that are believed, Hz: outside them the header is damaged. */
const LOWEST_RATE = 1000;
const HIGHEST_RATE = 1_000_000;
const MOST_CHANNELS = 8;
/** Last 14 bytes of the sub-format identifiers that stand for a plain format code. */
const SUBFORMAT_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
/** Format codes that turn up in practice, for the message. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  0x02: "Microsoft ADPCM",
  0x06: "A-law",
  0x07: "mu-law",
  0x11: "IMA ADPCM",
  0x31: "GSM 6.10",
  0x50: "MPEG",
  0x55: "MP3",
};

/**
 * Reads the content of a `fmt ` chunk: integer or float samples, plain or in the extensible form. Fewer
 * bits than a sample's bytes hold are the upper ones, so that the full scale is that of the bytes.
 * Source: Microsoft, "Multiple channel audio data and WAVE files", 2007.
 *
 * @param content Content of the chunk.
 * @throws {UserError} If the chunk is short or contradicts itself, or if its format is not supported. The
 * message does not name the file.
 */
export function readFormat(content: Uint8Array): WavFormat {
  const fail = (what: string) => new UserError(what);
  if (content.length < 16) throw fail(`"fmt " chunk of ${content.length} bytes is too short`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const code = formatCode(view);
  const channels = view.getUint16(2, true);
  const rateHz = view.getUint32(4, true);
  const blockBytes = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  if (code !== 1 && code !== 3) {
    throw fail(`compressed or unknown WAV format ${codeName(code)} is not supported`);
  }
  if (channels < 1 || channels > MOST_CHANNELS) {
    throw fail(`${channels} channels are not supported, only 1 to ${MOST_CHANNELS}`);
  }
  if (rateHz < LOWEST_RATE || rateHz > HIGHEST_RATE) {
    throw fail(`sampling rate of ${rateHz} Hz is not between ${LOWEST_RATE} and ${HIGHEST_RATE} Hz`);
  }
  const sampleBytes = Math.ceil(bits / 8);
  if (code === 1 ? sampleBytes < 1 || sampleBytes > 4 : bits !== 32 && bits !== 64) {
    throw fail(`${code === 1 ? "integer" : "float"} samples of ${bits} bits are not supported`);
  }
  if (blockBytes !== sampleBytes * channels) {
    throw fail(
      `damaged "fmt " chunk: ${channels} channels of ${bits} bits do not take ${blockBytes} bytes`,
    );
  }
  return { kind: code === 1 ? "integer" : "float", channels, rateHz, sampleBytes };
}

/** The format code, in the extensible form that of the sub-format. */
function formatCode(view: DataView): number {
  const code = view.getUint16(0, true);
  if (code !== EXTENSIBLE) return code;
  if (view.byteLength < 40) {
    throw new UserError(`extensible "fmt " chunk of ${view.byteLength} bytes is too short`);
  }
  if (!SUBFORMAT_TAIL.every((byte, i) => view.getUint8(26 + i) === byte)) {
    throw new UserError(`unknown sub-format in the extensible "fmt " chunk`);
  }
  return view.getUint16(24, true);
}

function codeName(code: number): string {
  const hex = `0x${code.toString(16).padStart(4, "0")}`;
  return CODE_NAMES[code] === undefined ? hex : `${hex} (${CODE_NAMES[code]})`;
}
