import { leaks } from "../manifest/leaks.ts";
import type { Settings } from "../manifest/settings.ts";
import { engineText } from "../record/engine_text.ts";
import type { RunRecord } from "../record/record.ts";
import { allRecords } from "./experiment_tables.ts";
import { distinct, runCount } from "./numbers.ts";
import { recordsOf, type SuiteResults } from "./results.ts";
import type { Table } from "./table.ts";
import { corpusText, protocolText, readingsOf } from "./wording.ts";

/** What was run on what: corpus, split, clips, epochs, machine and commit, one row per experiment. */
export function runTable(results: SuiteResults): Table {
  return {
    id: "runs",
    caption: "Data and machine of each experiment",
    labels: 3,
    columns: [
      "Experiment",
      "Corpus",
      "Split",
      "Runs",
      "Clips train / test",
      "Speakers on both sides",
      "Epochs",
      "Backend, engine",
      "Adapter or processor",
      "Commit",
    ],
    rows: results.experiments.map(({ id, variants }) => {
      const settings = variants[0]!.runs[0]!.settings;
      const records = variants.flatMap((variant) => recordsOf(results, variant));
      const planned = variants.reduce((sum, { runs }) => sum + runs.length, 0);
      const list = (show: (record: RunRecord) => string) =>
        distinct(records.map(show)).sort().join("; ") || "–";
      return {
        cells: [
          id,
          corpusText(settings.corpus.name),
          distinct(variants.map(({ runs }) => protocolText(runs[0]!.settings.protocol))).join("; "),
          runCount(records.length, planned),
          clipCounts(records),
          list(({ data }) => sharedSpeakers(data)),
          distinct(variants.flatMap(({ runs }) => runs.map((run) => run.settings.training.epochs))).join(
            "; ",
          ),
          list(({ environment: e }) => `${e.backend}, ${engineText(e)}`),
          list(({ environment: e }) => e.adapter ?? e.cpu ?? "unknown"),
          list(commitText),
        ],
      };
    }),
    notes: [],
  };
}

/** The settings that the suite runs with, by point; a point that an experiment varies has several. */
export function readingsTable(results: SuiteResults): Table {
  const choices = new Map<string, string[]>();
  const all = results.experiments.flatMap(({ variants }) => variants.map((v) => v.runs[0]!.settings));
  for (const [point, choice] of all.flatMap((settings: Settings) => readingsOf(settings))) {
    choices.set(point, distinct([...(choices.get(point) ?? []), choice]));
  }
  return {
    id: "choices",
    caption: results.paper === null
      ? "Settings of the runs"
      : "Choices made where the paper is silent or contradicts itself, and the settings that follow it",
    labels: 2,
    columns: ["Point", "Choice"],
    rows: [...choices].map(([point, list]) => ({ cells: [point, list.join("; ")] })),
    notes: [],
  };
}

/** Clips left out, duplicates and odd counts, as the records name them; each line once. */
export function dataNotes(results: SuiteResults): string[] {
  const records = allRecords(results);
  const notes = records.flatMap(({ data }) =>
    data.notes.map((note) => `${corpusText(data.corpus)}: ${note}`)
  );
  const leftOut = records.flatMap(({ data }) =>
    data.leftOut.map(({ path, reason }) => `${corpusText(data.corpus)}: left out ${codeOf(path)}: ${reason}`)
  );
  return distinct([...results.leftOut.map((line) => `record left out: ${line}`), ...notes, ...leftOut]);
}

/** A path between backticks; one that holds a backtick or a new line itself stands without. */
function codeOf(path: string): string {
  return /[`\n\r]/.test(path) ? path : `\`${path}\``;
}

/** `1152 / 288`, or the range over the runs: `1150 to 1152 / 288 to 290`; of images where they are dealt. */
function clipCounts(records: readonly RunRecord[]): string {
  if (records.length === 0) return "–";
  const range = (values: number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? String(low) : `${low} to ${high}`;
  };
  const images = records.some(({ settings }) => leaks(settings.protocol)) ? " images" : "";
  return `${range(records.map(({ data }) => data.trainClips))} / ${
    range(records.map(({ data }) => data.testClips))
  }${images}`;
}

/** How many of the test speakers were trained on, too. */
function sharedSpeakers({ testCorpus, trainSpeakers, testSpeakers }: RunRecord["data"]): string {
  if (testCorpus !== null) return "none";
  const trained = new Set(trainSpeakers);
  const shared = testSpeakers.filter((speaker) => trained.has(speaker)).length;
  return shared === 0 ? "none" : `${shared} of ${testSpeakers.length}`;
}

/** First digits of the commit a run was made with, and whether it was changed. */
export function commitText({ environment: { project } }: RunRecord): string {
  if (project.commit === null) return "unknown";
  return project.commit.slice(0, 10) + (project.dirty ? " with changes" : "");
}
