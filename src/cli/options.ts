import { InvalidArgumentError } from "commander";

/** More epochs, runs, steps or hertz than anybody can mean. */
const MOST = 1_000_000;

/** A whole number of at least 1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST) {
    throw new InvalidArgumentError(`must be a whole number of at least 1 and at most ${MOST}.`);
  }
  return value;
}

/** `0,1,2`: seeds. */
export function seedList(text: string): number[] {
  const words = text.split(",").map((word) => word.trim());
  const seeds = words.map(Number);
  const right = words.every((word, i) => /^\d+$/.test(word) && seeds[i]! < 2 ** 32);
  if (!right) throw new InvalidArgumentError("must be whole numbers joined by commas.");
  if (new Set(seeds).size !== seeds.length) throw new InvalidArgumentError("must not repeat a seed.");
  return seeds;
}

/** `NAME=DIR`, collected over repeated use. */
export function nameAndFolder(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const at = text.indexOf("=");
  const [name, folder] = [text.slice(0, at), text.slice(at + 1)];
  const known = ["ravdess", "iemocap", "emodb", "synthetic"];
  if (at < 1 || folder === "") throw new InvalidArgumentError("must be NAME=DIR.");
  if (!known.includes(name)) throw new InvalidArgumentError(`NAME must be one of ${known.join(", ")}.`);
  return new Map([...before, [name, folder]]);
}

/** One of several machines that share the runs. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** `I/N`: the I-th of N parts. */
export function shardOf(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) {
    throw new InvalidArgumentError("must be I/N with I from 1 to N.");
  }
  return { index, count };
}

/** A port, or 0. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) {
    throw new InvalidArgumentError("must be a whole number from 0 to 65535.");
  }
  return value;
}

/** A name that a file may have anywhere, without its ending. */
export function fileName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(text)) {
    throw new InvalidArgumentError("must be letters, digits and -, a letter or digit first.");
  }
  return text;
}

/** A number greater than 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError("must be a number greater than 0.");
  }
  return value;
}
