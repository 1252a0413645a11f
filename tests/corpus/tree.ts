/** Trees of small files for the tests. */
import { sha256 } from "../../src/base/hash.ts";
import type { Corpus } from "../../src/corpus/clip.ts";

/** A WAV file of four 16-bit samples that depend on a text. */
export function tinyWav(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(52);
  const view = new DataView(bytes.buffer);
  const word = (at: number, letters: string) => bytes.set(new TextEncoder().encode(letters), at);
  word(0, "RIFF");
  view.setUint32(4, 44, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16000, true);
  view.setUint32(28, 32000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, 8, true);
  for (let i = 0; i < 8; i++) bytes[44 + i] = parseInt(sha256(text).slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A recording with a chunk of odd length, padded, before its samples. */
export function chunkedWav(text: string): Uint8Array<ArrayBuffer> {
  const plain = tinyWav(text);
  const chunk = [..."LIST"].map((letter) => letter.charCodeAt(0)).concat(3, 0, 0, 0, 1, 2, 3, 0);
  return Uint8Array.from([...plain.subarray(0, 36), ...chunk, ...plain.subarray(36)]);
}

/** Runs a test in a new folder that holds the files; a text alone is written as text. */
export async function inTree(
  files: Readonly<Record<string, Uint8Array | string>>,
  test: (root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(`${root}/${path}`.slice(0, `${root}/${path}`.lastIndexOf("/")), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(`${root}/${path}`, content);
      else await Deno.writeFile(`${root}/${path}`, content);
    }
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Every path with a small recording of its own. */
export function wavs(...paths: string[]): Record<string, Uint8Array> {
  return Object.fromEntries(paths.map((path) => [path, tinyWav(path)]));
}

/** Hashes a file without remembering it. */
export const options: { hashFile: (path: string) => Promise<string> } = {
  hashFile: async (path) => sha256(await Deno.readFile(path)),
};

/** A corpus that is nowhere on disk: `[speaker, label, gender, session?]` per clip, hashes all different. */
export function madeUp(
  clips: readonly (readonly [string, string, ("female" | "male" | null)?, (string | null)?])[],
  classes: readonly string[],
): Corpus {
  return {
    name: "made-up",
    root: "",
    classes,
    clips: clips.map(([speaker, label, gender = null, session = null], i) => {
      const path = `${speaker}/${String(i).padStart(5, "0")}.wav`;
      return { path, label, speaker, gender, session, sha256: sha256(path) };
    }),
    leftOut: [],
    damaged: [],
    notes: [],
    hash: "",
    synthetic: false,
  };
}
