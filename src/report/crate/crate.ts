import { engineText } from "../../record/engine_text.ts";
import type { RunRecord } from "../../record/record.ts";
import type { Paper } from "../paper.ts";
import { type CrateFile, fileEntity, fileId } from "./files.ts";

/** What a crate is made from. */
export interface CrateContents {
  /** Name of the suite. */
  readonly suite: string;
  /** The paper that is replicated, or `null`. */
  readonly paper: Paper | null;
  /** Every record whose file is packed. */
  readonly records: readonly RunRecord[];
  /** Path in the crate of the manifest with that id, or `null` where it is not packed. */
  manifestPath(experiment: string): string | null;
  /** Path in the crate of a run's record. */
  recordPath(id: string): string;
  /** The corpora by name: title, licence and page, for those that are not made up. */
  readonly corpora: readonly CrateCorpus[];
  /** Every file but the metadata file itself. */
  readonly files: readonly CrateFile[];
}

/** A corpus that runs were made on; its clips are not in the crate. */
export interface CrateCorpus {
  /** As in the records. */
  readonly name: string;
  /** Full name. */
  readonly title: string;
  /** Its own page, or `null` for made-up voices. */
  readonly page: string | null;
  /** Terms of use. */
  readonly licence: string;
}

type Entity = Record<string, unknown>;

const METADATA = "ro-crate-metadata.json";
const LICENCE = "https://spdx.org/licenses/MIT";
const ref = (id: string) => ({ "@id": id });

/**
 * The metadata file of a Research Object Crate: RO-Crate 1.1 (Ó Carragáin et al. 2020, doi:10.5281/zenodo.4541002),
 * a flat JSON-LD graph with the root data set, every file with size and hash, and one `CreateAction` per run
 * whose instrument is this program, whose objects are its manifest and corpora, and whose result is its record.
 */
export function crateMetadata(contents: CrateContents): Record<string, unknown> {
  const software = [...new Map(contents.records.map((r) => [softwareId(r), softwareEntity(r)])).values()];
  const actions = contents.records.map((record) => runAction(contents, record));
  return {
    "@context": ["https://w3id.org/ro/crate/1.1/context", { sha256: "https://schema.org/sha256" }],
    "@graph": [
      {
        "@id": METADATA,
        "@type": "CreativeWork",
        conformsTo: ref("https://w3id.org/ro/crate/1.1"),
        about: ref("./"),
      },
      rootEntity(contents, actions),
      { "@id": LICENCE, "@type": "CreativeWork", name: "MIT License", identifier: LICENCE },
      ...(contents.paper === null ? [] : [paperEntity(contents.paper)]),
      ...contents.corpora.map(corpusEntity),
      ...software,
      ...contents.files.map(fileEntity),
      ...actions,
    ],
  };
}

function rootEntity({ suite, paper, records, files }: CrateContents, actions: readonly Entity[]): Entity {
  const synthetic = records.some((record) => record.data.synthetic);
  const what = paper === null ? `of the suite ${suite}` : `of the paper "${paper.title}"`;
  return {
    "@id": "./",
    "@type": "Dataset",
    name: `Replication results: ${suite}`,
    description: `Records, manifests and report of ${records.length} replication runs ${what}.${
      synthetic ? " Some or all runs use made-up voices and are no evidence about any paper." : ""
    }`,
    datePublished: latest(records),
    license: ref(LICENCE),
    ...(paper !== null && { about: ref(doi(paper)) }),
    hasPart: files.map(({ path }) => ref(fileId(path))),
    mentions: actions.map((action) => ref(action["@id"] as string)),
  };
}

/** When the last run ended; 1970 where there is none, since the date is required and nothing else is known. */
function latest(records: readonly RunRecord[]): string {
  return records.map((record) => record.environment.finishedAt).sort().at(-1) ?? new Date(0).toISOString();
}

function doi(paper: Paper): string {
  return `https://doi.org/${paper.doi}`;
}

function paperEntity(paper: Paper): Entity {
  return {
    "@id": doi(paper),
    "@type": "ScholarlyArticle",
    name: paper.title,
    creditText: `${paper.authors.join(", ")}. ${paper.journal} (${paper.year}).`,
    datePublished: String(paper.year),
    identifier: doi(paper),
  };
}

function corpusId({ name, page }: CrateCorpus): string {
  return page ?? `#corpus-${name}`;
}

function corpusEntity(corpus: CrateCorpus): Entity {
  return {
    "@id": corpusId(corpus),
    "@type": "Dataset",
    name: corpus.title,
    description: `Not part of this crate. Terms of use: ${corpus.licence}.`,
    ...(corpus.page !== null && { url: corpus.page }),
  };
}

function softwareId({ environment: { project, deno } }: RunRecord): string {
  const { version, commit, dirty } = project;
  const state = commit === null ? "" : `-${commit}${dirty === true ? "-changed" : ""}`;
  return `#ser-replicate-${version}${state}-deno-${deno}`;
}

function softwareEntity(record: RunRecord): Entity {
  const { project: { version, commit, dirty }, deno, libraries } = record.environment;
  const packages = Object.entries(libraries).map(([name, of]) => `${name} ${of}`);
  return {
    "@id": softwareId(record),
    "@type": "SoftwareApplication",
    name: "ser-replicate",
    version: commit === null ? version : `${version} (${commit}${dirty === true ? ", with changes" : ""})`,
    softwareRequirements: [`Deno ${deno}`, ...packages].join(", "),
  };
}

function runAction(contents: CrateContents, record: RunRecord): Entity {
  const { id, experiment, settings, data, environment } = record;
  const manifest = contents.manifestPath(experiment);
  const used = [data.corpus, data.testCorpus].flatMap((name) =>
    contents.corpora.filter((corpus) => corpus.name === name)
  );
  const device = [environment.adapter ?? environment.cpu, environment.os].filter((part) => part !== null);
  return {
    "@id": `#run-${id}`,
    "@type": "CreateAction",
    name: `${experiment}, fold ${settings.fold}, seed ${settings.seed}`,
    description: `Backend ${environment.backend}, engine ${engineText(environment)}, ${device.join(", ")}.`,
    endTime: environment.finishedAt,
    actionStatus: "http://schema.org/CompletedActionStatus",
    instrument: ref(softwareId(record)),
    object: [...(manifest === null ? [] : [fileId(manifest)]), ...used.map(corpusId)].map(ref),
    result: ref(fileId(contents.recordPath(id))),
  };
}
