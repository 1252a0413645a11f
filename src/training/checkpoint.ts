import { readIfPresent, writeFileAtomic } from "../base/files.ts";
import { sha256 } from "../base/hash.ts";
import { canonicalJson } from "../base/json.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "../model/safetensors.ts";
import type { Progress } from "./trainer.ts";

/** Where a run keeps what it can go on from. */
export interface Checkpoint {
  /** Bytes of the file, or `null` if there is none. */
  size(): Promise<number | null>;
  /** The last progress that was saved for the same `purpose`, or `null`; a damaged file counts as none. */
  read(): Promise<Progress | null>;
  /** Replaces the last progress. */
  write(progress: Progress): Promise<void>;
  /** To be called when the run is done. */
  remove(): Promise<void>;
}

const BEST = "best/probabilities";

/**
 * A checkpoint in one safetensors file: the state's tensors, and epochs and a checksum in its metadata.
 * @param purpose Must be equal for a checkpoint to be used: run id, backend, engine and data.
 */
export function openCheckpoint(path: string, purpose: string): Checkpoint {
  return {
    size: () => Deno.stat(path).then(({ isFile, size }) => isFile ? size : null, () => null),
    async read() {
      try {
        const bytes = await readIfPresent(path);
        return bytes && decode(bytes, path, purpose);
      } catch {
        return null;
      }
    },
    async write({ epochs, state, best }) {
      const tensors: NamedTensor[] = [...state].map(([name, values]) => ({
        name,
        shape: [values.length],
        values,
      }));
      if (best !== null) {
        tensors.push({ name: BEST, shape: [best.probabilities.length], values: best.probabilities });
      }
      const facts = { purpose, epochs: JSON.stringify(epochs), bestEpoch: String(best?.epoch ?? "") };
      const metadata = { ...facts, sum: sumOf(facts, tensors) };
      await writeFileAtomic(path, encodeSafetensors(tensors, metadata));
    },
    remove: () => Deno.remove(path).catch(() => {}),
  };
}

function decode(bytes: Uint8Array, path: string, purpose: string): Progress | null {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const { sum, ...facts } = metadata;
  if (metadata.purpose !== purpose || sum !== sumOf(facts, tensors)) return null;
  const state = new Map(tensors.map(({ name, values }) => [name, values]));
  const probabilities = state.get(BEST);
  state.delete(BEST);
  return {
    epochs: JSON.parse(metadata.epochs!),
    state,
    best: probabilities === undefined ? null : { epoch: Number(metadata.bestEpoch), probabilities },
  };
}

/** Over everything in the file, so that a damaged epoch list is noticed as well. */
function sumOf(facts: Readonly<Record<string, string>>, tensors: readonly NamedTensor[]): string {
  const lines = tensors.map(({ name, values }) => {
    return `${name} ${sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))}\n`;
  });
  return sha256(canonicalJson(facts) + lines.join(""));
}
