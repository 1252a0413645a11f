import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../src", import.meta.url));

/** What each folder may import besides itself, `base`, types from `manifest`, and what tells that a split leaks. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  manifest: [],
  audio: [],
  corpus: ["audio"],
  signal: ["audio"],
  evaluation: [],
  spectrogram: ["signal"],
  features: ["audio", "corpus", "signal", "spectrogram"],
  backend: [],
  model: ["backend"],
  engine: ["model", "backend"],
  training: ["model", "backend", "engine", "evaluation"],
  record: ["manifest", "evaluation"],
  confirmation: ["record", "evaluation"],
  claims: ["manifest", "record", "evaluation", "model"],
  report: ["manifest", "record", "claims", "confirmation", "model"],
  run: [
    ...["manifest", "audio", "corpus", "signal", "spectrogram", "features", "backend", "model", "engine"],
    ...["training", "evaluation", "record"],
  ],
};

/** Only these may import TensorFlow.js. */
const TENSORFLOW = ["backend", "model", "engine", "training"];

/** Layer lists and cost are plain data: they reach no TensorFlow.js, not even by way of another file. */
const PLAIN = [
  ...["registry", "cost", "initialise", "safetensors", "frozen", "described", "network_input"],
  ...["weights/weight_file", "weights/load", "weights/find"],
].map((name) => `model/${name}.ts`);

interface Import {
  /** Path below `src`. */
  readonly from: string;
  /** Path below `src`, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

async function imports(): Promise<Import[]> {
  const found: Import[] = [];
  for (const path of await sources(ROOT)) {
    const text = await Deno.readTextFile(path);
    const pattern =
      /^(?:import|export)\s(type\s)?(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(["']([^"']+)["']\)/gm;
    for (const [, type, statement, call] of text.matchAll(pattern)) {
      const specifier = (statement ?? call)!;
      const to = specifier.startsWith(".") ? relative(ROOT, join(dirname(path), specifier)) : specifier;
      found.push({ from: relative(ROOT, path), to, typeOnly: type !== undefined });
    }
    for (const [, specifier] of text.matchAll(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g)) {
      found.push({
        from: relative(ROOT, path),
        to: relative(ROOT, join(dirname(path), specifier!)),
        typeOnly: false,
      });
    }
  }
  return found;
}

async function sources(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const nested = await Promise.all(entries.map(({ name, isDirectory }) => {
    if (isDirectory) return sources(join(folder, name));
    return name.endsWith(".ts") && !name.endsWith(".as.ts") ? [join(folder, name)] : [];
  }));
  return nested.flat().sort();
}

const folderOf = (path: string) => path.split("/")[0]!;

Deno.test("imports between folders are those of the design", async () => {
  const wrong = (await imports()).filter(({ from, to, typeOnly }) => {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (source === "cli" || source === target || !to.endsWith(".ts") || to.startsWith("..")) return false;
    if (target === "base" || (target === "manifest" && typeOnly)) return false;
    return !ALLOWED[source]?.includes(target);
  });
  assertEquals(wrong.map(({ from, to }) => `${from} -> ${to}`), []);
});

Deno.test("nothing outside src is imported, but for the benchmarks and the configuration by the command line", async () => {
  const outside = (await imports()).filter(({ from, to }) => to.startsWith("..") && folderOf(from) !== "cli");
  assertEquals(outside, []);
});

Deno.test("only backend, model, engine and training import TensorFlow.js", async () => {
  const wrong = (await imports()).filter(({ from, to }) => {
    return to.startsWith("@tensorflow/") && !TENSORFLOW.includes(folderOf(from));
  });
  assertEquals(wrong, []);
});

Deno.test("layer lists and cost reach no TensorFlow.js", async () => {
  const all = (await imports()).filter((i) => !i.typeOnly);
  for (const start of PLAIN) {
    const seen = new Set([start]);
    for (const file of seen) for (const { from, to } of all) if (from === file) seen.add(to);
    assertEquals([...seen].filter((to) => to.startsWith("@tensorflow/")), [], start);
  }
});

Deno.test("no file imports itself by way of others", async () => {
  const edges = Map.groupBy((await imports()).filter((i) => !i.typeOnly), (i) => i.from);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    assertEquals(path.includes(file), false, `cycle: ${[...path, file].join(" -> ")}`);
    if (done.has(file)) return;
    for (const { to } of edges.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
});

Deno.test("every folder of src has its rule", async () => {
  const folders = (await Array.fromAsync(Deno.readDir(ROOT))).filter((e) => e.isDirectory).map((e) => e.name);
  assertEquals(folders.filter((name) => name !== "cli" && !(name in ALLOWED)), []);
});
