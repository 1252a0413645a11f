import { basename, dirname, join, relative } from "node:path";
import { listFolder, readIfPresent } from "../base/files.ts";
import { UserError } from "../base/errors.ts";
import type { ClaimsFile } from "../claims/claims_file.ts";
import type { Evidence } from "../claims/evidence.ts";
import { parseClaims } from "../claims/parse.ts";
import { withFoundFolds } from "../record/found_folds.ts";
import { openRecordStore } from "../record/store.ts";
import { openTimingStore } from "../record/timing_store.ts";
import { loadSuites, manifestsIn, type Suite } from "./experiments.ts";
import { EXPERIMENTS } from "./places.ts";

/** Names of the folders with a paper and of the manifests beside them. */
export async function knownSuites(): Promise<string[]> {
  const names: string[] = [];
  for (const name of await listFolder(EXPERIMENTS)) {
    if ((await listFolder(join(EXPERIMENTS, name))).includes("paper.json")) names.push(name);
    else if (name.endsWith(".manifest.json")) names.push(basename(name, ".manifest.json"));
  }
  return names;
}

/**
 * The suite of that name with all its manifests.
 * @throws {UserError} If there is none.
 */
export async function suiteOf(name: string): Promise<Suite> {
  const known = await knownSuites();
  if (!known.includes(name)) {
    throw new UserError(`There is no suite "${name}": there are ${known.join(", ")}`);
  }
  const inFolder = await manifestsIn(join(EXPERIMENTS, name));
  const paths = inFolder.length > 0 ? inFolder : [join(EXPERIMENTS, `${name}.manifest.json`)];
  const [suite] = await loadSuites(paths, {});
  return suite!;
}

/**
 * All manifests of the paper's folder, those that were given as they were given. Experiments are in the order of
 * their ids, whichever were given, so that the same records make the same report.
 */
export async function wholeSuite(given: Suite): Promise<Suite> {
  if (given.paper === null || given.trial !== null) return given;
  const all = await manifestsIn(dirname(given.paper));
  const rest = all.filter((path) =>
    !given.manifests.some((m) => Deno.realPathSync(m) === Deno.realPathSync(path))
  );
  const [others] = await loadSuites(rest, {});
  const experiments = [...given.experiments, ...others?.experiments ?? []].sort((a, b) =>
    a.id < b.id ? -1 : 1
  );
  return { ...given, experiments };
}

/** What the claims of a suite are judged by, and what is not. */
export interface SuiteEvidence extends Evidence {
  /** Files that are no records of this suite, one line each; see `RecordStore.readAll`. */
  readonly leftOut: readonly string[];
}

/** What the claims of a whole suite are judged by: its experiments, and the records and timings in `out`. */
export async function evidenceOf(suite: Suite, out: string): Promise<SuiteEvidence> {
  const { records, leftOut } = await openRecordStore(out, suite.name).readAll();
  const timings = await openTimingStore(out, suite.name).readAll();
  const manifests = suite.trial !== null
    ? `${suite.manifests.map(shortPath).join(" ")} ${suite.trial}`
    : suite.paper === null
    ? suite.manifests.map(shortPath).join(" ")
    : `${shortPath(dirname(suite.paper))}/*.manifest.json`;
  return { experiments: withFoundFolds(suite.experiments, records), records, timings, leftOut, manifests };
}

/**
 * What the suite's paper states, or `null` where nobody has written it down.
 * @throws {UserError} If the file is no claims file.
 */
export async function claimsOf(suite: Suite): Promise<ClaimsFile | null> {
  if (suite.paper === null) return null;
  const path = join(dirname(suite.paper), "claims.json");
  const bytes = await readIfPresent(path);
  return bytes === null ? null : parseClaims(new TextDecoder().decode(bytes), shortPath(path));
}

function shortPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.startsWith("..") ? path : short;
}
