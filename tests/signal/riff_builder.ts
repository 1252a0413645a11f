/** Builds WAV files byte by byte, right and wrong ones, independently of the decoder. */

/** Little-endian bytes of an unsigned number. */
export function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

/** ASCII codes. */
export function ascii(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0));
}

/** A chunk; an odd one is padded unless told otherwise. */
export function chunk(id: string, content: readonly number[], pad: readonly number[] = [0]): number[] {
  return [...ascii(id), ...little(content.length, 4), ...content, ...(content.length % 2 === 1 ? pad : [])];
}

/** What a test may choose of a `fmt ` chunk. */
export interface FormatFields {
  readonly code?: number;
  readonly channels?: number;
  readonly rateHz?: number;
  readonly bits?: number;
  readonly blockBytes?: number;
  /** Format code inside the extensible form. */
  readonly subformat?: number;
  readonly validBits?: number;
}

/** A `fmt ` chunk: 16-bit mono integers at 20 kHz unless told otherwise. */
export function formatChunk(fields: FormatFields = {}): number[] {
  const { channels = 1, rateHz = 20000, bits = 16, subformat } = fields;
  const code = subformat === undefined ? fields.code ?? 1 : 0xfffe;
  const blockBytes = fields.blockBytes ?? Math.ceil(bits / 8) * channels;
  const plain = [
    ...little(code, 2),
    ...little(channels, 2),
    ...little(rateHz, 4),
    ...little(rateHz * blockBytes, 4),
    ...little(blockBytes, 2),
    ...little(bits, 2),
  ];
  if (subformat === undefined) return chunk("fmt ", plain);
  const tail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  const extension = [
    ...little(fields.validBits ?? bits, 2),
    ...little(0, 4),
    ...little(subformat, 2),
    ...tail,
  ];
  return chunk("fmt ", [...plain, ...little(extension.length, 2), ...extension]);
}

/** A RIFF file of type WAVE. */
export function wav(...chunks: readonly number[][]): Uint8Array {
  const content = chunks.flat();
  return Uint8Array.from([...ascii("RIFF"), ...little(4 + content.length, 4), ...ascii("WAVE"), ...content]);
}

/** Bytes of floats. */
export function floats(values: readonly number[], bytes: 4 | 8): number[] {
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  values.forEach((v, i) => bytes === 4 ? view.setFloat32(4 * i, v, true) : view.setFloat64(8 * i, v, true));
  return [...new Uint8Array(view.buffer)];
}
