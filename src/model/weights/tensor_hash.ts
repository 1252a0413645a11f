import { createHash } from "node:crypto";

/**
 * SHA-256 of named tensors: what was computed with can be told from a record, whatever file it came from.
 * Over each tensor's name, number of values and little-endian float32 bytes, sorted by name; the settings of
 * the network give the shapes.
 *
 * @returns Lower-case hexadecimal.
 */
export function tensorHash(tensors: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash("sha256");
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, values] of sorted) {
    hash.update(`${JSON.stringify(name)} ${values.length}\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
