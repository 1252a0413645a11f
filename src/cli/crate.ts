import { basename, dirname, join } from "node:path";
import { corpusSources } from "../corpus/sources.ts";
import { croissant } from "../corpus/croissant.ts";
import { listFolder, writeFileIfChanged } from "../base/files.ts";
import type { Paper } from "../report/paper.ts";
import type { RunRecord } from "../record/record.ts";
import type { CrateFile } from "../report/crate/files.ts";
import { packCrate } from "../report/crate/zip.ts";
import type { Suite } from "./experiments.ts";

/** Not packed: what a run that is going on leaves behind, and archives. */
const LEFT_OUT = ["checkpoints", "progress.json"];

/**
 * Packs a suite's results, its manifests and descriptions of its corpora as `OUT/SUITE.crate.zip`.
 * @returns Path of the archive.
 */
export async function writeCrate(
  suite: Suite,
  paper: Paper | null,
  records: ReadonlyMap<string, RunRecord>,
  out: string,
): Promise<string> {
  const folder = suite.paper === null ? null : dirname(suite.paper);
  const manifests = folder === null
    ? suite.manifests
    : (await listFolder(folder)).map((name) => join(folder, name));
  const inputs = await Promise.all(
    manifests.filter((path) => path.endsWith(".json")).map(async (path) => ({
      path: `experiments/${basename(path)}`,
      bytes: await Deno.readFile(path),
    })),
  );
  const used = new Set([...records.values()].flatMap(({ data }) => [data.corpus, data.testCorpus]));
  const corpora = corpusSources.filter(({ name }) => used.has(name));
  const files = [...inputs, ...await filesBelow(join(out, suite.name)), ...corpora.flatMap(described)];
  const byId = new Map(inputs.flatMap(({ path, bytes }) => {
    const { id } = JSON.parse(new TextDecoder().decode(bytes)) as { id?: string };
    return id === undefined ? [] : [[id, path] as const];
  }));
  const target = join(out, `${suite.name}.crate.zip`);
  const archive = await packCrate({
    suite: suite.name,
    paper,
    records: [...records.values()],
    manifestPath: (experiment) => byId.get(experiment) ?? null,
    recordPath: (id) => `runs/${id}.json`,
    corpora,
    files,
  });
  await writeFileIfChanged(target, archive);
  return target;
}

function described(source: (typeof corpusSources)[number]): CrateFile[] {
  const metadata = croissant(source);
  if (metadata === null) return [];
  const bytes = new TextEncoder().encode(`${JSON.stringify(metadata, null, 2)}\n`);
  return [{ path: `corpora/${source.name}.croissant.json`, bytes }];
}

/** Every file of a folder, in order of names. */
async function filesBelow(folder: string, below = ""): Promise<CrateFile[]> {
  const files: CrateFile[] = [];
  for (const name of await listFolder(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (LEFT_OUT.includes(path) || name.endsWith(".tmp")) continue;
    const { isDirectory } = await Deno.stat(join(folder, path));
    if (isDirectory) files.push(...await filesBelow(folder, path));
    else files.push({ path, bytes: await Deno.readFile(join(folder, path)) });
  }
  return files;
}
