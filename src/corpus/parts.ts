import { MissingDataError, UserError } from "../base/errors.ts";
import { withFileSource } from "../audio/byte_source.ts";
import { findRecording } from "../audio/recording.ts";
import type { Clip, Corpus, LeftOut } from "./clip.ts";
import { corpusHash } from "./without.ts";
import { baseName, byText, reasonOf } from "./walk.ts";

/** What opening a corpus needs from its caller. */
export interface OpenOptions {
  /** SHA-256 of a file, lower-case hexadecimal; may remember files that have not changed. */
  readonly hashFile: (path: string) => Promise<string>;
  /**
   * True if only those files are to be read whose names do not tell whether they are used: those that share it.
   * Every other clip then has its path in place of a hash.
   */
  readonly namesAlone?: boolean;
}

/** A clip before its file was read. */
export type Candidate = Omit<Clip, "sha256">;

/** What a corpus's own file found out: who says what in which file. */
export interface Finding {
  /** Name of the corpus. */
  readonly name: string;
  /** Folder that the paths start from. */
  readonly root: string;
  /** Every class of the corpus, in the fixed order. */
  readonly classes: readonly string[];
  /** Classes to keep. */
  readonly keep: "all" | readonly string[];
  /** Files that may become clips. */
  readonly candidates: readonly Candidate[];
  /** Files that are already known not to. */
  readonly leftOut: readonly LeftOut[];
  /** Notes from all readable clips, before any class is left out. */
  readonly check?: (clips: readonly Clip[]) => string[];
  /** Notes that are already known. */
  readonly notes?: readonly string[];
  /** True for made-up data. */
  readonly synthetic?: boolean;
}

/**
 * From the files found to the corpus: damaged files, second copies and unwanted classes are left out with
 * their reasons, the rest is hashed.
 *
 * @throws {UserError} If a class to keep is unknown or two different files have one name.
 * @throws {MissingDataError} If no clip remains.
 */
export async function assemble(finding: Finding, options: OpenOptions): Promise<Corpus> {
  const { name, root } = finding;
  const classes = keptClasses(finding);
  const leftOut = [...finding.leftOut];
  const damaged: LeftOut[] = [];
  const shared = sharedNames(finding.candidates);
  const readable = await inParallel(finding.candidates, async (clip): Promise<Clip | null> => {
    const fault = headerFault(`${root}/${clip.path}`);
    if (fault !== null) {
      damaged.push({ path: clip.path, reason: fault });
      return null;
    }
    const named = options.namesAlone === true && !shared.has(nameOf(clip));
    return { ...clip, sha256: named ? clip.path : await options.hashFile(`${root}/${clip.path}`) };
  });
  const notes = [
    ...finding.notes ?? [],
    ...damaged.map(({ path, reason }) => `${path} is left out: ${reason}`),
  ];
  leftOut.push(...damaged);
  const clips = withoutCopies(readable.filter((clip) => clip !== null), leftOut);
  notes.sort(byText);
  notes.push(...finding.check?.(clips) ?? [], ...identicalRecordings(clips));
  const kept = clips.filter((clip) => {
    const wanted = classes.includes(clip.label);
    if (!wanted) leftOut.push({ path: clip.path, reason: `class ${clip.label} is not used` });
    return wanted;
  });
  if (kept.length === 0) throw nothingLeft(finding, leftOut);
  return {
    name,
    root,
    classes,
    clips: kept,
    leftOut: leftOut.sort((a, b) => byText(a.path, b.path)),
    notes,
    damaged: damaged.map(({ path }) => path),
    hash: corpusHash(kept),
    synthetic: finding.synthetic ?? false,
  };
}

/** Why a file cannot be a recording, as far as its headers tell; `null` if nothing is wrong. */
function headerFault(path: string): string | null {
  try {
    withFileSource(path, findRecording);
    return null;
  } catch (error) {
    return error instanceof UserError ? error.message : `cannot be read: ${reasonOf(error)}`;
  }
}

function keptClasses({ name, classes, keep }: Finding): readonly string[] {
  if (keep === "all") return classes;
  const unknown = keep.filter((word) => !classes.includes(word));
  if (unknown.length > 0 || keep.length === 0) {
    const what = keep.length === 0 ? "no class is named" : `no class ${unknown.join(", ")}`;
    throw new UserError(`${name}: ${what}; its classes are ${classes.join(", ")}`);
  }
  return classes.filter((word) => keep.includes(word));
}

function nameOf({ path }: Candidate): string {
  return baseName(path).toLowerCase();
}

/** Names that several files have. */
function sharedNames(candidates: readonly Candidate[]): ReadonlySet<string> {
  const byName = Map.groupBy(candidates, nameOf);
  return new Set([...byName].filter(([, same]) => same.length > 1).map(([name]) => name));
}

/** One file per name: a second one is left out if it is the same recording. */
function withoutCopies(clips: readonly Clip[], leftOut: LeftOut[]): Clip[] {
  const first = new Map<string, Clip>();
  for (const clip of [...clips].sort((a, b) => byText(a.path, b.path))) {
    const key = nameOf(clip);
    const other = first.get(key);
    if (other === undefined) first.set(key, clip);
    else if (other.sha256 === clip.sha256) {
      leftOut.push({ path: clip.path, reason: `second copy of ${other.path}` });
    } else {
      throw new UserError(`${clip.path} and ${other.path} have one name but are different recordings`);
    }
  }
  return [...first.values()];
}

function identicalRecordings(clips: readonly Clip[]): string[] {
  const byHash = Map.groupBy(clips, (clip) => clip.sha256);
  return [...byHash.values()].filter((same) => same.length > 1)
    .map((same) => `identical recordings: ${same.map((clip) => clip.path).join(" and ")}`);
}

function nothingLeft({ name, root }: Finding, leftOut: readonly LeftOut[]): MissingDataError {
  const reasons = Map.groupBy(leftOut, (file) => file.reason);
  const told = [...reasons].slice(0, 3).map(([reason, files]) => `${files.length} ${reason}`).join("; ");
  return new MissingDataError(`${name}: no clip in ${root}: ${leftOut.length} files left out (${told})`);
}

/** Runs `work` on every item, eight at a time; results in the items' order. */
async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  lanes = 8,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
