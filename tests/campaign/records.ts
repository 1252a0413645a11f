import { join } from "node:path";
import type { Random } from "../../src/base/random.ts";
import { suiteOf } from "../../src/cli/suites.ts";
import { formatRecord, openRecordStore } from "../../src/record/store.ts";
import { writeReport } from "../../src/report/write.ts";
import { summarise } from "../../src/report/summary.ts";
import { tablesOf } from "../../src/report/table_set.ts";
import { run } from "../cli/command.ts";
import { madeUpExperiment, madeUpResults, ravdess } from "../report/made_up.ts";
import { wholeRecord } from "../record/whole.ts";
import type { Campaign } from "./campaign.ts";
import { mutated, mutatedText } from "./mutate.ts";
import { outcomeOf, processOutcome } from "./outcome.ts";

const PLAN = {
  id: "made-up",
  title: "Made up",
  suite: "suite",
  corpus: ravdess,
  protocol: { name: "utterance-k-fold", folds: 5 } as const,
  variants: ["raw"],
  runs: 5,
};
const experiment = madeUpExperiment(PLAN);
const whole = experiment.variants[0]!.runs.map((run) => wholeRecord(run, "suite", 0.6));
const ids = whole.map(({ id }) => id);
/** Experiments whose runs have the ids of their records. */
const experiments = [{
  ...experiment,
  variants: experiment.variants.map((v) => ({
    ...v,
    runs: v.runs.map((run, i) => ({ ...run, id: ids[i]! })),
  })),
}];

/** Records with a changed field: read with all that it says, or left out by name; tables and report are made. */
export const records: Campaign = {
  name: "records with changed fields",
  trials: 1000,
  right: ["read", "left out by name"],
  trial: (random, folder) => outcomeOf(() => trial(random, folder)),
};

/** Runs of the suite that the program knows without a paper, for whole processes. */
const quickstart = (await suiteOf("quickstart")).experiments.flatMap(({ variants }) =>
  variants.flatMap(({ runs }) => runs)
).slice(0, 2).map((run) => wholeRecord(run, "quickstart", 0.6));

/** The same by the command line: the report is made whatever a record says. */
async function processTrial(random: Random, folder: string): Promise<string> {
  const store = openRecordStore(folder, "quickstart");
  for (const record of quickstart) await store.write(record);
  const [first] = quickstart;
  const path = join(folder, "quickstart/runs", `${first!.id}.json`);
  await Deno.writeTextFile(path, JSON.stringify(mutated(first, random)));
  const ended = await run("report", ["quickstart", "--out", folder]);
  const outcome = processOutcome(ended, ended.stderr === "" ? "read" : "left out by name");
  if (outcome !== "left out by name") return outcome;
  const named = ended.stderr.startsWith(`left out: runs/${first!.id}.json: `);
  return named && ended.stderr.endsWith("1 record left out\n") ? outcome : `it says ${ended.stderr}`;
}

async function trial(random: Random, folder: string): Promise<string> {
  if (random.integer(50) === 0) return await processTrial(random, folder);
  const store = openRecordStore(folder, "suite");
  for (const record of whole) await store.write(record);
  const path = join(folder, "suite/runs", `${ids[0]}.json`);
  const text = random.integer(4) === 0
    ? mutatedText(formatRecord(whole[0]!), random)
    : JSON.stringify(mutated(whole[0], random));
  await Deno.writeTextFile(path, text);
  const { records, leftOut } = await store.readAll();
  if (ids.slice(1).some((id) => !records.has(id))) return "another record is lost";
  const results = { ...madeUpResults([PLAN], null, () => null), experiments, records, leftOut };
  tablesOf(results, summarise(results));
  // Charts take their time: of every fortieth.
  if (random.integer(40) === 0) await writeReport(results, "out", () => Promise.resolve());
  if (records.has(ids[0]!)) return leftOut.length === 0 ? "read" : "read and left out";
  const named = leftOut.length === 1 && leftOut[0]!.startsWith(`runs/${ids[0]}.json: `);
  return named && !leftOut[0]!.includes("\n") ? "left out by name" : `left out without its name: ${leftOut}`;
}
