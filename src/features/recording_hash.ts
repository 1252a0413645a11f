import { sha256 } from "../base/hash.ts";
import { readChunks } from "../signal/riff.ts";

/**
 * SHA-256 of a WAV file's format and samples alone, so that a recording keeps its name when a program
 * rewrites its header or drops the chunks around the samples. Of a file that is no WAV, all bytes count.
 */
export function recordingHash(bytes: Uint8Array): string {
  try {
    const chunks = readChunks(bytes, "");
    const data = chunks.find((chunk) => chunk.id === "data");
    const format = chunks.find((chunk) => chunk.id === "fmt ");
    if (data === undefined || format === undefined) return sha256(bytes);
    // Channels, rate and bits: the first 16 bytes, which every form of the chunk shares but for the codec.
    const head = bytes.subarray(format.start + 2, format.start + 16);
    const samples = bytes.subarray(data.start, data.start + data.size);
    const both = new Uint8Array(head.length + samples.length);
    both.set(head);
    both.set(samples, head.length);
    return sha256(both);
  } catch {
    return sha256(bytes);
  }
}
