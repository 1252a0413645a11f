import { UserError } from "../base/errors.ts";
import { headerLength, parseHeader } from "./weights/safetensors_header.ts";
import { shown } from "./weights/file_bytes.ts";

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
 * @throws {UserError} If the file is truncated, its lengths do not fit, a name stands twice, tensors overlap or
 *   leave bytes unused (which the format forbids), or a tensor is not float32.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): SafetensorsFile {
  const fail = (rule: string) => new UserError(`Cannot read ${name}: ${rule}`);
  const length = headerLength(bytes.subarray(0, 8), bytes.length, fail);
  const start = 8 + length;
  const { entries, metadata } = parseHeader(bytes.subarray(8, start), bytes.length - start, fail);
  const tensors = entries.map(({ name, type, shape, begin, end }) => {
    if (type !== "F32") throw fail(`${shown(name)} must be F32: it is ${shown(type)}`);
    return { name, shape, values: new Float32Array(bytes.slice(start + begin, start + end).buffer) };
  });
  return { tensors, metadata };
}
