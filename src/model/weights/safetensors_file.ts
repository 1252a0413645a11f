import { bytesAt, type FileBytes, readFailure, shown } from "./file_bytes.ts";
import { headerLength, parseHeader } from "./safetensors_header.ts";
import { weightFile } from "./stored_tensors.ts";
import { isTensorType } from "./tensor_type.ts";
import type { WeightFile } from "./weight_file.ts";

/**
 * Opens a safetensors file: F64, F32, F16 and BF16 can be read, whole numbers are listed only.
 * @throws {UserError} If it is malformed, or a tensor is of another type.
 */
export function openSafetensors(file: FileBytes): WeightFile {
  const fail = readFailure(file.path);
  const length = headerLength(bytesAt(file, 0, Math.min(8, file.size)), file.size, fail);
  const start = 8 + length;
  const { entries } = parseHeader(bytesAt(file, 8, length), file.size - start, fail);
  const tensors = entries.map(({ name, type, shape, begin }) => {
    if (!isTensorType(type)) throw fail(`${shown(name)} is of type ${shown(type)}, which is not read here`);
    const count = shape.reduce((a, b) => a * b, 1);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const storage = { type, count, at: start + begin, crc32: null };
    return [name, { storage, offset: 0, shape, strides }] as const;
  });
  return weightFile(file, "safetensors", new Map(tensors));
}
