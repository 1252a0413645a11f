import { sha256 } from "../base/hash.ts";
import { canonicalJson } from "../base/json.ts";
import type { SyntheticSettings } from "../manifest/settings.ts";
import { SYNTHETIC_MARK, SYNTHETIC_VERSION, type SyntheticClip } from "./synthetic_set.ts";

/** What `synthetic.json` says of the set beside it. */
export interface SyntheticMark {
  /** {@linkcode settingsText} of the settings that the set was made with. */
  readonly settings: string;
  /** SHA-256 of every file by its path; `null` in a set of an earlier version, which did not keep them. */
  readonly hashes: Readonly<Record<string, string>> | null;
}

/** The settings that a set's samples follow from; which classes are used does not matter. */
export function settingsText(settings: SyntheticSettings): string {
  const { name, speakers, takes, seed } = settings;
  return canonicalJson({ name, speakers, takes, seed, version: SYNTHETIC_VERSION });
}

/** The text of `synthetic.json`. */
export function formatMark(settings: SyntheticSettings, hashes: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ ...JSON.parse(settingsText(settings)), hashes }, null, 1)}\n`;
}

/** The mark of a folder, or `null` if it has none that can be read. */
export async function readMark(root: string): Promise<SyntheticMark | null> {
  try {
    const mark: unknown = JSON.parse(await Deno.readTextFile(`${root}/${SYNTHETIC_MARK}`));
    const { hashes, ...settings } = mark as Record<string, unknown>;
    const text = canonicalJson(settings);
    if (hashes === undefined) return { settings: text, hashes: null };
    return { settings: text, hashes: Object.fromEntries(Object.entries(hashes as object)) };
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) throw error;
    return null;
  }
}

/** Paths of clips that are gone or have other bytes than they were written with. */
export async function changedFiles(
  root: string,
  clips: readonly SyntheticClip[],
  hashes: Readonly<Record<string, string>>,
): Promise<string[]> {
  const changed: string[] = [];
  for (const { path } of clips) {
    const bytes = await Deno.readFile(`${root}/${path}`).catch(() => null);
    if (bytes === null || sha256(bytes) !== hashes[path]) changed.push(path);
  }
  return changed;
}
