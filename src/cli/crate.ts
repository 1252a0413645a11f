import { basename, dirname, join } from "node:path";
import { corpusSources } from "../corpus/sources.ts";
import { croissant } from "../corpus/croissant.ts";
import { writeFileIfChanged } from "../base/files.ts";
import { parseJson } from "../base/json.ts";
import type { Paper } from "../report/paper.ts";
import type { RunRecord } from "../record/record.ts";
import type { CrateFile } from "../report/crate/files.ts";
import { packCrate } from "../report/crate/zip.ts";
import { folderFiles } from "./crate_files.ts";
import type { Suite } from "./experiments.ts";

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
  const given = folder === null
    ? await Promise.all(suite.manifests.map(async (path) => ({ path, bytes: await Deno.readFile(path) })))
    : (await folderFiles(folder)).files.filter(({ path }) => !path.includes("/"));
  const inputs = given.filter(({ path }) => path.endsWith(".json"))
    .map(({ path, bytes }) => ({ path: `experiments/${basename(path)}`, bytes }));
  const results = await folderFiles(join(out, suite.name));
  for (const line of results.leftOut) console.error(`not packed: ${line}`);
  const used = new Set([...records.values()].flatMap(({ data }) => [data.corpus, data.testCorpus]));
  const corpora = corpusSources.filter(({ name }) => used.has(name));
  const files = [...inputs, ...results.files, ...corpora.flatMap(described)];
  const byId = new Map(
    inputs.filter(({ path }) => path.endsWith(".manifest.json")).flatMap(({ path, bytes }) => {
      const { id } = parseJson(new TextDecoder().decode(bytes), path) as { id?: string };
      return id === undefined ? [] : [[id, path] as const];
    }),
  );
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
