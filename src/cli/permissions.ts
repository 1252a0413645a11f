import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CORPORA, type Words, wordsOf } from "./words.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What the page is made of, and the modules of workers, which are read when they are started. */
const SOURCE = join(ROOT, "src");
const EXPERIMENTS = join(ROOT, "experiments");

/** What a verb may do, as paths that need not exist and as flags of `deno run`. */
interface Needs {
  readonly read: readonly string[];
  /** May be read as well. */
  readonly write?: readonly string[];
  /** Anything that is no file. */
  readonly flags?: readonly string[];
}

/** Manifests that extend one another; a circle ends here, and is told by whoever reads them. */
const LONGEST_CHAIN = 100;

const GPU = "--allow-env=XDG_RUNTIME_DIR";

/** What each verb needs. A verb that is not here can do nothing but say so. */
const VERBS: Readonly<Record<string, (words: Words) => Needs>> = {
  replicate: ({ words, options, data, has }) => ({
    read: [
      ...[SOURCE, EXPERIMENTS, CORPORA, packages(), ...words.flatMap(manifestPaths)],
      ...[options.get("weights")!, options.get("gate") ?? "", ...data.values()],
      ...[options.get("out")!, options.get("cache")!],
    ],
    write: has("--dry-run") ? [] : [options.get("out")!, options.get("cache")!],
    flags: [GPU, "--allow-run=git", "--allow-sys=cpus,hostname,networkInterfaces,osRelease", drawing()],
  }),
  export: ({ words, options, data }) => ({
    read: [
      ...[SOURCE, EXPERIMENTS, CORPORA, packages(), ...words.flatMap(manifestPaths)],
      ...[options.get("weights")!, ...data.values()],
    ],
    write: [options.get("out")!, options.get("cache")!],
  }),
  confirm: ({ words, options }) => ({
    read: [EXPERIMENTS, ...words],
    write: [options.get("out")!],
  }),
  report: ({ options }) => ({
    read: [SOURCE, EXPERIMENTS, packages(), options.get("gate") ?? ""],
    write: [options.get("out")!],
    flags: ["--allow-sys=cpus,hostname,networkInterfaces", drawing()],
  }),
  serve: ({ options }) => ({
    read: [SOURCE, EXPERIMENTS, packages(), options.get("out")!],
    flags: ["--allow-net=127.0.0.1"],
  }),
  claims: ({ options, has }) => ({
    read: [EXPERIMENTS, options.get("out")!],
    write: has("--update") ? [options.get("out")!] : [],
  }),
  data: ({ words, options, data }) => ({
    read: [CORPORA, options.get("weights")!, ...data.values()],
    ...(words.includes("fetch") && {
      write: [
        options.get("weights")!,
        ...words.filter(isName).map((name) => data.get(name) ?? join(CORPORA, name)),
      ],
      flags: ["--allow-net=zenodo.org,download.pytorch.org"],
    }),
  }),
  doctor: ({ options, data }) => ({
    read: [SOURCE, CORPORA, packages(), options.get("weights")!, ...data.values()],
    flags: [GPU, "--allow-sys=cpus,osRelease"],
  }),
  // Into the folder of the file, so that it is there whole or not at all.
  clean: ({ positional: [input = "", output = ""] }) => ({ read: [input], write: [dirname(output)] }),
  bench: (words) => words.positional[0] === "times" ? timesNeeds(words) : benchNeeds(words),
};

function benchNeeds({ positional: [part, folder = ""] }: Words): Needs {
  return {
    read: [SOURCE, join(ROOT, "bench"), CORPORA, packages(), "/proc/driver/nvidia/version", folder],
    write: part === "gpu" ? [folder] : [],
    flags: [GPU, "--allow-sys=cpus,osRelease"],
  };
}

function timesNeeds({ words, options, data }: Words): Needs {
  return {
    read: [
      ...[SOURCE, EXPERIMENTS, CORPORA, packages(), ...words.flatMap(manifestPaths)],
      ...[options.get("weights")!, ...data.values()],
    ],
    write: [options.get("out")!, options.get("cache")!],
    flags: [GPU, "--allow-run=git", "--allow-sys=cpus,hostname,loadavg,networkInterfaces,osRelease"],
  };
}

/**
 * The permissions with which a verb is started: for what its arguments name and nothing else.
 * @returns Flags of `deno run`.
 */
export function permissionsOf([verb = "", ...args]: readonly string[]): string[] {
  const { read, write = [], flags = [] } = VERBS[verb]?.(wordsOf(args)) ?? { read: [] };
  const [readable, writable] = [listOf([...read, ...write]), listOf(write)];
  return [
    "--no-prompt",
    "--ignore-env",
    ...(readable === "" ? [] : [`--allow-read=${readable}`]),
    ...(writable === "" ? [] : [`--allow-write=${writable}`]),
    ...flags,
  ];
}

/**
 * Where a word leads that may name a manifest, a folder of them or a pattern: the folder, and the files that its
 * manifests extend. A value of some option may come here too.
 */
function manifestPaths(word: string): string[] {
  if (isFolder(word)) return [word, ...manifestsIn(word).flatMap(chainOf)];
  const glob = word.search(/[*?[{]/);
  if (glob < 0) return chainOf(word);
  const folder = dirname(`${word.slice(0, glob)}x`);
  return [folder, ...manifestsIn(folder).flatMap(chainOf)];
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function manifestsIn(folder: string): string[] {
  try {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    return names.filter((name) => name.endsWith(".manifest.json")).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The folder of a manifest, and the files that it extends. */
function chainOf(path: string): string[] {
  const paths: string[] = [];
  for (let next: string | undefined = path; next !== undefined && paths.length < LONGEST_CHAIN;) {
    const base = baseOf(next);
    if (base === null) break;
    paths.push(next === path ? dirname(next) : next);
    next = base === undefined ? undefined : join(dirname(next), base);
  }
  return paths;
}

/** What a manifest extends, if anything; `null` for what is no manifest. */
function baseOf(path: string): string | undefined | null {
  try {
    const { extends: base } = JSON.parse(Deno.readTextFileSync(path).replace(/^\ufeff/, ""));
    return typeof base === "string" ? base : undefined;
  } catch {
    return path.endsWith(".json") ? undefined : null;
  }
}

/** Where the packages lie that the program is made of: some of them read their own files. */
function packages(): string {
  const [before] = import.meta.resolve("vega").split("/vega/");
  return fileURLToPath(before!);
}

/** Whether a word may name a corpus or a network. */
function isName(word: string): boolean {
  return word !== "fetch" && /^[a-z0-9]+$/.test(word);
}

/** Charts are drawn by a native library that lies among the packages. */
function drawing(): string {
  return `--allow-ffi=${listOf([packages()])}`;
}

/** Paths as a list for a flag: each as it is named and as it is found, where links lead elsewhere. */
function listOf(paths: readonly string[]): string {
  const all = paths.filter((path) => path !== "").flatMap((path) => [resolve(path), realPath(resolve(path))]);
  return [...new Set(all.map(withoutComma))].join(",");
}

/** Commas part the paths of a flag: of a path with one, its folder. */
function withoutComma(path: string): string {
  return path.includes(",") ? withoutComma(dirname(path)) : path;
}

/** Where a path leads, or will once it is made. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), path.slice(above.length));
  }
}
