/** Types of the numbers in a weight file; names of the safetensors format. */
export type TensorType =
  | "F64"
  | "F32"
  | "F16"
  | "BF16"
  | "I64"
  | "I32"
  | "I16"
  | "I8"
  | "U8"
  | "BOOL";

/** Axes of a tensor: more than any weight has. */
export const MOST_AXES = 16;

/** Whether a value of a file can be a size, a stride or an offset: a whole number that is not negative. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Bytes of one number. */
export const TYPE_BYTES: Readonly<Record<TensorType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** Whether a name is that of a type. */
export function isTensorType(name: string): name is TensorType {
  return Object.hasOwn(TYPE_BYTES, name);
}

/** Whether the numbers may be weights. */
export function isFloat(type: TensorType): boolean {
  return type === "F64" || type === "F32" || type === "F16" || type === "BF16";
}

/**
 * Little-endian numbers as float32; F64 is rounded to the nearest, the shorter types are exact.
 * @param bytes Aligned to the start of their buffer.
 */
export function toFloat32(type: TensorType, bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const count = bytes.length / TYPE_BYTES[type];
  switch (type) {
    case "F32":
      return new Float32Array(bytes.buffer, bytes.byteOffset, count);
    case "F64":
      return Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, count));
    case "F16":
      return Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, count), halfValue);
    case "BF16": {
      // The upper half of a float32.
      const upper = new Uint16Array(bytes.buffer, bytes.byteOffset, count);
      return new Float32Array(Uint32Array.from(upper, (bits) => bits * 2 ** 16).buffer);
    }
    default:
      throw new TypeError(`Cannot read weights as numbers must be floating point: current value is ${type}`);
  }
}

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
