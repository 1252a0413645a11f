import { UserError } from "../base/errors.ts";

/** A named float32 tensor. */
export interface NamedTensor {
  /** Unique within its file. */
  readonly name: string;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** Row by row; as many as the shape holds. */
  readonly values: Float32Array;
}

const encoder = new TextEncoder();

/** Header of a safetensors file, padded with spaces to a multiple of eight bytes. */
function header(
  tensors: readonly { name: string; shape: readonly number[] }[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) entries.__metadata__ = metadata;
  let offset = 0;
  for (const { name, shape } of tensors) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    entries[name] = { dtype: "F32", shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = JSON.stringify(entries);
  const length = encoder.encode(text).length;
  return encoder.encode(text + " ".repeat((8 - (length % 8)) % 8));
}

/** Size in bytes of the file that {@linkcode encodeSafetensors} writes without metadata. */
export function safetensorsBytes(tensors: readonly { name: string; shape: readonly number[] }[]): number {
  const values = tensors.reduce((sum, t) => sum + t.shape.reduce((a, b) => a * b, 1), 0);
  return 8 + header(tensors, {}).length + 4 * values;
}

/** The bytes of a safetensors file (huggingface/safetensors, format 1), tensors in the order given. */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const head = header(tensors, metadata);
  const total = tensors.reduce((sum, t) => sum + t.values.byteLength, 0);
  const bytes = new Uint8Array(8 + head.length + total);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let offset = 8 + head.length;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** In the order of the header. */
  readonly tensors: readonly NamedTensor[];
  /** The text pairs of `__metadata__`; empty if there are none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file of float32 tensors.
 * @param name Named in errors.
 * @throws {UserError} If the file is truncated, its lengths do not fit, tensors overlap or leave bytes unused
 *   (which the format forbids), or a tensor is not float32.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): SafetensorsFile {
  const fail = (rule: string) => new UserError(`Cannot read ${name}: ${rule}`);
  if (bytes.length < 8) throw fail("a safetensors file has at least 8 bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) {
    throw fail(`its header says ${length} bytes, which the file does not have`);
  }
  const start = 8 + Number(length);
  let entries: Record<string, unknown>;
  try {
    entries = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw fail("its header is not JSON");
  }
  if (entries === null || typeof entries !== "object" || Array.isArray(entries)) {
    throw fail("its header is not a JSON object");
  }
  const { __metadata__: metadata, ...rest } = entries;
  const spans: Span[] = [];
  const tensors = Object.entries(rest).map(([tensor, entry]) => {
    const { dtype, shape, begin, end } = tensorEntry(
      entry,
      () => fail(`the entry of ${tensor} is malformed`),
    );
    spans.push([begin, end]);
    if (dtype !== "F32") throw fail(`${tensor} must be F32: it is ${dtype}`);
    const count = shape.reduce((a, b) => a * b, 1);
    if (end - begin !== 4 * count || end > bytes.length - start) {
      throw fail(`the bytes of ${tensor} do not fit its shape [${shape}] or the file`);
    }
    return { name: tensor, shape, values: new Float32Array(bytes.slice(start + begin, start + end).buffer) };
  });
  if (!covers(spans, bytes.length - start)) throw fail("its tensors overlap or leave bytes unused");
  if (!isTexts(metadata ?? {})) throw fail("its metadata must be an object of texts");
  return { tensors, metadata: (metadata ?? {}) as Record<string, string> };
}

type Span = readonly [begin: number, end: number];

/** Whether the spans, in some order, follow one another from 0 to `total`. */
function covers(spans: readonly Span[], total: number): boolean {
  const sorted = spans.toSorted(([a, b], [c, d]) => a - c || b - d);
  return sorted.every(([begin], i) => begin === (sorted[i - 1]?.[1] ?? 0)) &&
    (sorted.at(-1)?.[1] ?? 0) === total;
}

function isTexts(value: unknown): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}

function tensorEntry(entry: unknown, fail: () => Error) {
  const whole = (v: unknown): v is number => typeof v === "number" && Number.isSafeInteger(v) && v >= 0;
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Array.isArray(shape) || !shape.every(whole)) throw fail();
  if (!Array.isArray(offsets) || offsets.length !== 2) throw fail();
  const [begin, end]: unknown[] = offsets;
  if (!whole(begin) || !whole(end) || begin > end) throw fail();
  return { dtype, shape: shape as number[], begin, end };
}
