import { basename, dirname, join, resolve } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { parseJson } from "../base/json.ts";
import { type Manifest, manifestError, parseManifest } from "./manifest.ts";
import { manifestFileSchema } from "./schema.ts";
import { problemLines } from "./problems.ts";

/** A manifest and where it came from. */
export interface LoadedManifest {
  /** Path that was read. */
  readonly path: string;
  /** Name of the folder that holds the paper's `paper.json`, else the manifest's own id. */
  readonly suite: string;
  /** Path of that `paper.json`, or `null`. */
  readonly paper: string | null;
  /** The manifest, `extends` resolved and defaults written out. */
  readonly manifest: Manifest;
}

/**
 * Reads a manifest file and the ones it extends.
 * @throws {UserError} If a file is missing, not JSON or not a manifest; the message names it.
 */
export async function loadManifest(path: string): Promise<LoadedManifest> {
  const merged = await readExtended(path, []);
  try {
    const manifest = parseManifest(merged);
    const paper = join(dirname(path), "paper.json");
    const hasPaper = await isFile(paper);
    return {
      path,
      suite: hasPaper ? basename(resolve(dirname(path))) : manifest.id,
      paper: hasPaper ? paper : null,
      manifest,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replace(/^manifest/, () => path));
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

type Json = Record<string, unknown>;

async function readExtended(path: string, seen: readonly string[]): Promise<Json> {
  const absolute = resolve(path);
  if (seen.includes(absolute)) {
    throw new UserError(`${path}: extends itself by way of ${seen.map((p) => basename(p)).join(", ")}`);
  }
  if (seen.length > LONGEST_CHAIN) {
    throw new UserError(
      `${path}: must be at the end of at most ${LONGEST_CHAIN} manifests that extend each other`,
    );
  }
  const value = await readJson(path);
  const result = manifestFileSchema.safeParse(value);
  if (!result.success) throw manifestError(path, problemLines(result.error));
  const { extends: base, ...own } = value as Json;
  if (typeof base !== "string") return own;
  const { id: _id, ...inherited } = await readExtended(join(dirname(path), base), [...seen, absolute]);
  return merge(inherited, own);
}

/** Bytes of the largest manifest. */
const LARGEST = 1_000_000;
/** Manifests that may extend each other in a row. */
const LONGEST_CHAIN = 20;

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    const { size } = await Deno.stat(path);
    if (size > LARGEST) {
      throw new UserError(
        `Cannot read the manifest ${path}: it must have at most ${LARGEST} bytes: it has ${size}`,
      );
    }
    text = new TextDecoder().decode(await Deno.readFile(path)); // without a byte order mark
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(error);
    throw new UserError(`Cannot read the manifest ${path}: ${why}`);
  }
  return parseJson(text, path);
}

/** Parts that are replaced as a whole, never merged. */
const WHOLE = new Set(["matrix", "labels", "seeds", "sample"]);

/** Objects are merged key by key, unless they are of another kind (`name` or `method` differs). */
function merge(base: Json, own: Json): Json {
  const result: Json = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const old = base[key];
    const mergeable = isObject(old) && isObject(value) && !WHOLE.has(key) && sameKind(old, value);
    result[key] = mergeable ? merge(old, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function sameKind(a: Json, b: Json): boolean {
  return ["name", "method"].every((key) => b[key] === undefined || a[key] === b[key]);
}
