/** Starts the program as its tasks do, with the permissions that `deno.json` gives each of them. */
import { ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { permissionsOf } from "../../src/cli/permissions.ts";
import type { RunRecord } from "../../src/record/record.ts";
import config from "../../deno.json" with { type: "json" };

/** Folder of the project. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

export type Verb =
  | "replicate"
  | "report"
  | "claims"
  | "data"
  | "doctor"
  | "clean"
  | "bench"
  | "export"
  | "confirm"
  | "schema"
  | "serve";

/** What a process left behind. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Verbs whose permissions follow from their arguments: the task starts the launcher. */
const LAUNCHED = "deno run --no-prompt --allow-read --allow-run --ignore-env src/cli/launch.ts";

/**
 * The command line in words, `deno` first, that a task and its launcher come to with some arguments, which are
 * not among the words. The lock file is not what is tested.
 *
 * @param lists Each the arguments of a command; of several, what any of them may do.
 */
export function taskWords(verb: Verb, ...lists: readonly (readonly string[])[]): string[] {
  const { command } = config.tasks[verb];
  const words = command === `${LAUNCHED} ${verb}`
    ? ["deno", "run", ...union(lists.length === 0 ? [[]] : lists, verb), "src/cli/main.ts", verb]
    : command.split(" ");
  assert(words[0] === "deno" && words[1] === "run" && words.includes("src/cli/main.ts"), command);
  return [...words.slice(0, 2), "--no-lock", ...words.slice(2)];
}

function union(lists: readonly (readonly string[])[], verb: Verb): string[] {
  const flags = new Map<string, Set<string>>();
  for (const flag of lists.flatMap((args) => permissionsOf([verb, ...args]))) {
    const [, name, values] = /^([^=]+)(.*)$/.exec(flag)!;
    const known = flags.get(name!) ?? new Set();
    flags.set(name!, known);
    for (const value of values!.slice(1).split(",")) known.add(value);
  }
  return [...flags].map(([name, values]) => {
    const list = [...values].filter((value) => value !== "");
    return list.length === 0 ? name : `${name}=${list.join(",")}`;
  });
}

/** Variables of the process; everything else is inherited. */
export type Variables = Readonly<Record<string, string>>;

/** A process that is not waited for. Runs are made on `wasm` and one by one unless it says otherwise. */
export function start(verb: Verb, args: readonly string[], env: Variables = {}): Deno.ChildProcess {
  const [, ...words] = taskWords(verb, args);
  const usual = verb === "replicate" ? [["--backend", "wasm"], ["--jobs", "1"]] : [];
  const more = usual.flatMap(([name, value]) => (args.includes(name!) ? [] : [name!, value!]));
  return new Deno.Command(Deno.execPath(), {
    args: [...words, ...args, ...more],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** A whole process from start to end. */
export function run(verb: Verb, args: readonly string[], env?: Variables): Promise<Ended> {
  return ended(start(verb, args, env));
}

/**
 * Commands of one verb, one after another in one process with the permissions of all: for those that end early,
 * of which the start of a process is the most part.
 */
export async function runInTurn(verb: Verb, lists: readonly (readonly string[])[]): Promise<Ended[]> {
  const [, ...words] = taskWords(verb, ...lists);
  const main = words.indexOf("src/cli/main.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...words.slice(0, main), "tests/cli/commands_child.ts"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines = lists.map((args) => JSON.stringify([...words.slice(main + 1), ...args]));
  await new Blob([lines.join("\n")]).stream().pipeTo(child.stdin);
  const { stdout, stderr } = await ended(child);
  const [printed, said] = [stdout.split("\n== end\n"), stderr.split(/\n== end (\d+)\n/)];
  assert(said.length === 2 * lists.length + 1, `not every command has ended:\n${stdout}${stderr}`);
  return lists.map((_, i) => ({ code: Number(said[2 * i + 1]), stdout: printed[i]!, stderr: said[2 * i]! }));
}

/** Like `run`, and it has to end well. */
export async function succeed(verb: Verb, args: readonly string[], env?: Variables): Promise<Ended> {
  const result = await run(verb, args, env);
  assert(result.code === 0, `exit code ${result.code}\n${result.stdout}${result.stderr}`);
  return result;
}

/** A manifest of the smallest runs there are: 16 made-up clips, 16 x 16 pixels. */
export function tiny(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: "tiny",
    title: "The smallest runs",
    corpus: { name: "synthetic", speakers: 2, takes: 1 },
    spectrogram: { size: [16, 16] },
    model: { name: "dscnn", strides: [2, 2, 2, 1, 1, 1, 1] },
    training: { epochs: 3, batch: 8 },
    protocol: { name: "utterance-k-fold", folds: 2 },
    ...changes,
  };
}

/** Writes a manifest into a folder; gives its path. */
export async function writeManifest(folder: string, manifest: Record<string, unknown>): Promise<string> {
  const path = join(folder, `${manifest.id}.manifest.json`);
  await Deno.writeTextFile(path, JSON.stringify(manifest));
  return path;
}

/** The records of a suite, sorted by run id. */
export async function recordsIn(out: string, suite = "tiny"): Promise<RunRecord[]> {
  const folder = join(out, suite, "runs");
  const names = (await filesBelow(folder)).filter((name) => name.endsWith(".json"));
  return await Promise.all(
    names.map(async (name) => JSON.parse(await Deno.readTextFile(join(folder, name))) as RunRecord),
  );
}

/** Every file below a folder, as paths from it, sorted; empty if there is no such folder. */
export async function filesBelow(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, prefix))) {
      if (isDirectory) found.push(...await filesBelow(folder, join(prefix, name)));
      else found.push(join(prefix, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

/**
 * A record without all that two runs of the same settings may differ in, and that is exactly: seconds of
 * each epoch, training seconds, seconds per epoch and of the pass through frozen layers, peak memory and when
 * the run was finished.
 */
export function timeless(record: RunRecord): unknown {
  const epochs = record.epochs.map(({ seconds, ...rest }) => {
    assert(seconds >= 0);
    return rest;
  });
  const { trainingSeconds, secondsPerEpoch, featureSeconds, peakMemoryBytes, ...cost } = record.cost;
  assert(trainingSeconds > 0 && secondsPerEpoch > 0 && (peakMemoryBytes ?? 1) > 0);
  assert((featureSeconds ?? 1) > 0);
  // The checkout may change while tests run.
  const { finishedAt, project, ...environment } = record.environment;
  assert(!Number.isNaN(Date.parse(finishedAt)) && project.version !== "");
  return { ...record, epochs, cost, environment };
}

/** Asserts that a message is one line, or one line and indented problems, that starts with `error: `. */
export function assertOneError(stderr: string, ...parts: readonly (string | RegExp)[]): void {
  const lines = stderr.trimEnd().split("\n").filter((line) => !isProgress(line) && !isHint(line));
  assert(lines[0]?.startsWith("error: "), `no single error:\n${stderr}`);
  assert(lines.slice(1).every((line) => line.startsWith("  ")), `more than one error:\n${stderr}`);
  assert(!/^\s+at /m.test(stderr), `a stack:\n${stderr}`);
  for (const part of parts) {
    const found = typeof part === "string" ? stderr.includes(part) : part.test(stderr);
    assert(found, `no ${part} in:\n${stderr}`);
  }
}

/** The command line's guess of what was meant, on a line of its own. */
function isHint(line: string): boolean {
  return /^\(Did you mean .*\?\)$/.test(line);
}

/** Lines that tell how far the work is: they come before an error that is met on the way. */
function isProgress(line: string): boolean {
  return /^(backend|voices|features|frozen layers|synthetic|ravdess|iemocap|emodb|tiny)\b[^:]*: /.test(line);
}
