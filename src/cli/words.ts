import { join } from "node:path";

/** Where corpora and weights are looked for. */
export const CORPORA = "data";

/** A command line as far as permissions depend on it. */
export interface Words {
  /** All that is no option. */
  readonly words: readonly string[];
  /** What is neither an option nor, as far as can be told, an option's value. */
  readonly positional: readonly string[];
  /** Values of options by name, of those that name a folder with their defaults. */
  readonly options: ReadonlyMap<string, string>;
  /** Folders of `--data NAME=DIR`. */
  readonly data: ReadonlyMap<string, string>;
  /** Whether an option is there, such as `--update`. */
  has(option: string): boolean;
}

/** The folders that options name, each with its default. */
const FOLDERS = { out: "results", cache: ".cache", weights: join(CORPORA, "weights") };

/** Options without a value. */
const FLAGS = ["json", "why", "update", "fresh", "dry-run", "save-weights", "no-report", "rocrate", "help"];

/** Takes a command line apart behind its verb, as far as that can be done without knowing the verb. */
export function wordsOf(args: readonly string[]): Words {
  const options = new Map<string, string>(Object.entries(FOLDERS));
  const data = new Map<string, string>();
  const positional: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, option, attached] = /^--([a-z-]+)(?:=([^]*))?$/.exec(args[i]!) ?? [];
    if (option === undefined) {
      if (args[i] !== "--") positional.push(args[i]!);
      continue;
    }
    const hasValue = attached === undefined && !FLAGS.includes(option) && !args[i + 1]?.startsWith("--");
    const value = attached ?? (hasValue ? args[++i] : undefined) ?? "";
    if (option !== "data") options.set(option, value);
    else data.set(value.slice(0, value.indexOf("=")), value.slice(value.indexOf("=") + 1));
  }
  const words = args.filter((word) => !word.startsWith("--"));
  return { words, positional, options, data, has: (option) => args.includes(option) };
}
