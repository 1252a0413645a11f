import { type FileBytes, openFileBytes, readFailure } from "./file_bytes.ts";
import { openPytorch } from "./pytorch.ts";
import { openSafetensors } from "./safetensors_file.ts";
import type { TensorType } from "./tensor_type.ts";

/**
 * Named tensors of a file that stays open: their shapes are known at once, their values are read one tensor
 * at a time. To be closed (`using` does so).
 */
export interface WeightFile extends Disposable {
  /** Where it is. */
  readonly path: string;
  /** How it is written: safetensors, a PyTorch archive, or PyTorch's older plain form. */
  readonly format: "safetensors" | "pytorch-zip" | "pytorch-legacy";
  /** In the order of the file. */
  readonly names: readonly string[];
  /**
   * Shape in the layout of the file; empty for a scalar.
   * @throws {UserError} If there is no such tensor.
   */
  shapeOf(name: string): readonly number[];
  /** Type of the numbers in the file. */
  typeOf(name: string): TensorType;
  /**
   * The values, row by row in the file's layout whatever the strides in the file, in an array of their own.
   * @throws {UserError} If there is no such tensor, it holds whole numbers, or its bytes are damaged.
   */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
  /** Ends the reading. */
  close(): void;
}

/**
 * Opens a safetensors file or a PyTorch checkpoint that is a dictionary of tensors. What is opened is told
 * by its content. Nothing in a checkpoint is executed: see `pickle.ts`.
 *
 * @throws {MissingDataError} If there is no such file.
 * @throws {UserError} If it is of another kind, cut off, damaged, or holds anything but tensors.
 */
export async function openWeights(path: string): Promise<WeightFile> {
  return readWeights(await openFileBytes(path));
}

/** As `openWeights`, for bytes that are open already; they are closed if they cannot be read. */
export function readWeights(file: FileBytes): WeightFile {
  try {
    const start = new Uint8Array(Math.min(9, file.size));
    file.fill(0, start);
    // A safetensors header begins with "{" at byte 8, which neither form of PyTorch has there.
    if (start[8] === 0x7b) return openSafetensors(file);
    const pytorch = openPytorch(file, start);
    if (pytorch !== null) return pytorch;
    if (file.path.endsWith(".safetensors")) return openSafetensors(file);
    throw readFailure(file.path)("it is neither a safetensors file nor a PyTorch checkpoint");
  } catch (error) {
    file.close();
    throw error;
  }
}
