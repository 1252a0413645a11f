import { crc32 } from "node:zlib";
import { bytesAt, type FileBytes, type ReadFailure, readFailure, shown } from "./file_bytes.ts";
import { isFloat, type TensorType, toFloat32, TYPE_BYTES } from "./tensor_type.ts";
import type { WeightFile } from "./weight_file.ts";

/** Numbers that lie one behind the other in a file. */
export interface PlacedStorage {
  /** What they are. */
  readonly type: TensorType;
  /** How many. */
  readonly count: number;
  /** Byte of the file where they begin; they lie within the file. */
  readonly at: number;
  /** Checksum of their bytes, `null` where the format has none. */
  readonly crc32: number | null;
}

/** A tensor as a view of a storage, within which it has been checked to lie. */
export interface PlacedTensor {
  /** May be shared by several tensors. */
  readonly storage: PlacedStorage;
  /** Number of the storage that is its first. */
  readonly offset: number;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** Numbers from one entry of an axis to the next. */
  readonly strides: readonly number[];
}

/** Bytes that are read at a time for a checksum. */
const PIECE = 1 << 20;

/** The open file of those tensors. */
export function weightFile(
  file: FileBytes,
  format: WeightFile["format"],
  tensors: ReadonlyMap<string, PlacedTensor>,
): WeightFile {
  const fail = readFailure(file.path);
  const sound = new Set<PlacedStorage>();
  const tensorOf = (name: string): PlacedTensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw fail(`it has no tensor ${shown(name)}`);
    return tensor;
  };
  const read = (name: string) => {
    const tensor = tensorOf(name);
    const { storage } = tensor;
    if (!isFloat(storage.type)) {
      throw fail(`${shown(name)} holds whole numbers (${storage.type}), not weights`);
    }
    const bytes = spannedBytes(file, tensor);
    if (!sound.has(storage)) checkStorage(file, storage, bytes, name, fail);
    sound.add(storage);
    return layOut(bytes, tensor);
  };
  return {
    path: file.path,
    format,
    names: [...tensors.keys()],
    shapeOf: (name) => tensorOf(name).shape,
    typeOf: (name) => tensorOf(name).storage.type,
    read: (name) => Promise.try(read, name),
    close: () => file.close(),
    [Symbol.dispose]: () => file.close(),
  };
}

/** The part of the storage from the tensor's first number to its last. */
function spannedBytes(file: FileBytes, { storage: { type, at }, offset, shape, strides }: PlacedTensor) {
  const width = TYPE_BYTES[type];
  const span = shape.includes(0) ? 0 : spanOf(shape, strides);
  return bytesAt(file, at + offset * width, span * width);
}

/** Compares a storage with its checksum; `read` are bytes of it, all where their number is that of the storage. */
function checkStorage(
  file: FileBytes,
  { type, count, at, crc32: wanted }: PlacedStorage,
  read: Uint8Array,
  name: string,
  fail: ReadFailure,
): void {
  if (wanted === null) return;
  const size = count * TYPE_BYTES[type];
  let sum = 0;
  if (read.length === size) sum = crc32(read);
  else {
    for (let done = 0; done < size; done += PIECE) {
      sum = crc32(bytesAt(file, at + done, Math.min(PIECE, size - done)), sum);
    }
  }
  if (sum !== wanted) throw fail(`${shown(name)} is damaged: its bytes do not fit their checksum`);
}

/** The numbers of a tensor row by row, from those that it spans. */
function layOut(
  bytes: Uint8Array<ArrayBuffer>,
  { storage: { type }, shape, strides }: PlacedTensor,
): Float32Array<ArrayBuffer> {
  const values = toFloat32(type, bytes);
  if (values.length === 0 || isContiguous(shape, strides)) return values;
  return gather(values, shape, strides, shape.reduce((a, b) => a * b, 1));
}

/** Numbers from the first to the last of a tensor that is not empty; inexact beyond 2^53, and then too many. */
export function spanOf(shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((span, size, axis) => span + (size - 1) * strides[axis]!, 1);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

function gather(
  values: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Float32Array<ArrayBuffer> {
  const laid = new Float32Array(count);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    laid[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return laid;
}
