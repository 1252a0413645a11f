import { imageName } from "../base/image_name.ts";
import { problemLines } from "../base/problems.ts";
import { runId } from "../manifest/run_id.ts";
import { leaks } from "../manifest/leaks.ts";
import type { Metrics } from "../evaluation/metrics.ts";
import type { Settings } from "../manifest/settings.ts";
import type { Prediction, RunRecord } from "./record.ts";
import { hasItsClipMetrics, sameMetrics } from "./same_metrics.ts";
import { recordSchema } from "./schema.ts";

/** Problems that one message names; the others are counted. */
const NAMED = 3;

/**
 * A record whose parts agree with each other, or what is wrong with it in one line. What a record says is believed
 * nowhere without this: its id is the hash of its settings, its metrics are those of its predictions, each
 * prediction is the largest of its probabilities, and its folds are those of its clips.
 *
 * @param value The parsed JSON of a record of format 1.
 */
export function checkRecord(value: unknown): { record: RunRecord } | { problem: string } {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const problems = problemLines(parsed.error, { whole: "the record", key: "key" });
    const more = problems.length > NAMED ? `; and ${problems.length - NAMED} more` : "";
    return { problem: `${problems.slice(0, NAMED).join("; ")}${more}` };
  }
  const record = value as RunRecord;
  const problem = settingsProblem(record) ?? predictionsProblem(record) ?? foldsProblem(record) ??
    epochsProblem(record) ?? costProblem(record);
  if (problem !== null) return { problem };
  const metrics = sameMetrics(record.predictions, record.data.classes, record.metrics);
  if (metrics === null) return { problem: "its metrics are not those of its predictions" };
  if (!hasItsClipMetrics(record)) return { problem: "its metrics by clip are not those of its predictions" };
  return { record: completed(record, parsed.data.settings, metrics) };
}

/**
 * Earlier records lack some fields: nothing was frozen or pretrained in them, no images were dealt, and settings that
 * came later had their defaults.
 */
function completed(record: RunRecord, settings: Settings, metrics: Metrics): RunRecord {
  const { data, cost } = record;
  return {
    ...record,
    settings,
    data: { ...data, weights: data.weights ?? null, siblingShare: data.siblingShare ?? null },
    metrics,
    clipMetrics: record.clipMetrics ?? null,
    cost: {
      ...cost,
      trainedParameters: cost.trainedParameters ?? cost.trainableParameters,
      featureSeconds: cost.featureSeconds ?? null,
    },
  };
}

function settingsProblem({ id, settings, data }: RunRecord): string | null {
  if (runId(settings) !== id) return `its id is not that of its settings, ${runId(settings)}`;
  const { corpus, protocol } = settings;
  const tested = protocol.name === "cross-corpus" ? protocol.test.name : null;
  if (data.corpus !== corpus.name) return `data.corpus is not that of its settings, ${corpus.name}`;
  if (data.testCorpus !== tested) return `data.testCorpus is not that of its settings, ${tested}`;
  if ((data.testCorpusHash === null) !== (tested === null)) return "data.testCorpusHash is of no corpus";
  const madeUp = corpus.name === "synthetic" || tested === "synthetic";
  return madeUp && !data.synthetic ? "data.synthetic must be true of made-up voices" : null;
}

/** What rounding to six digits may hide. */
const ROUNDING = 1e-4;

function predictionsProblem({ predictions, data }: RunRecord): string | null {
  const { classes, testClips, testSpeakers } = data;
  if (new Set(classes).size < classes.length) return "data.classes holds a class twice";
  if (predictions.length !== testClips) {
    return `there are ${predictions.length} predictions of ${testClips} clips`;
  }
  const [clips, speakers, known] = [new Set<string>(), new Set(testSpeakers), new Set(classes)];
  for (const [i, prediction] of predictions.entries()) {
    const wrong = (what: string) => `predictions[${i}]: ${what}`;
    if (!isPrediction(prediction)) return wrong("is no prediction");
    const { clip, speaker, label, predicted, probabilities } = prediction;
    if (clips.has(clip)) return wrong("is of a clip that has one already");
    clips.add(clip);
    if (!speakers.has(speaker)) return wrong("its speaker is none of data.testSpeakers");
    if (!known.has(label) || !known.has(predicted)) return wrong("its class is none of data.classes");
    if (probabilities.length !== classes.length) return wrong("must have one probability per class");
    let [sum, largest] = [0, 0];
    for (const share of probabilities) {
      if (typeof share !== "number" || !(share >= 0 && share <= 1)) {
        return wrong("its probabilities must be from 0 to 1");
      }
      sum += share;
      if (share > largest) largest = share;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) return wrong(`its probabilities sum to ${sum}`);
    if (probabilities[classes.indexOf(predicted)]! < largest) {
      return wrong("the class predicted is not that of the largest probability");
    }
  }
  return null;
}

function isPrediction(value: unknown): value is Prediction {
  if (value === null || typeof value !== "object") return false;
  const { clip, speaker, label, predicted, probabilities } = value as Record<string, unknown>;
  return isText(clip) && isText(speaker) && isText(label) && isText(predicted) &&
    Array.isArray(probabilities);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length <= 4096;
}

/** Every tested clip is in the run's fold, and no other is; of dealt images, each by its number. */
function foldsProblem({ predictions, data, settings }: RunRecord): string | null {
  const { testClips, trainClips } = data;
  const folds = foldOfItems(data.folds, leaks(settings.protocol));
  if (folds === null) return "data.folds holds what is no fold";
  const fold = settings.fold;
  const all = folds.size;
  let tested = 0;
  for (const number of folds.values()) if (number === fold) tested++;
  if (tested !== testClips) return `data.folds has ${tested} clips in fold ${fold}, not ${testClips}`;
  if (trainClips > all - tested) return `data.folds has ${all - tested} clips to train on, not ${trainClips}`;
  if (data.testCorpus !== null) return null; // paths stand behind the names of two corpora there
  const other = predictions.find(({ clip }) => folds.get(clip) !== fold);
  return other === undefined
    ? null
    : `the predicted clip ${JSON.stringify(other.clip)} is not in fold ${fold}`;
}

/** Fold of every clip or, where images are dealt, of every image; `null` if a number is no fold. */
function foldOfItems(folds: RunRecord["data"]["folds"], dealt: boolean): Map<string, number> | null {
  const items = new Map<string, number>();
  for (const path in folds) {
    const numbers: unknown = folds[path];
    if (Array.isArray(numbers) !== dealt) return null;
    const list: readonly unknown[] = dealt ? numbers as unknown[] : [numbers];
    for (const [i, number] of list.entries()) {
      if (!Number.isInteger(number) || Number(number) < -1 || Number(number) > 1e6) return null;
      items.set(dealt ? imageName(path, i + 1) : path, Number(number));
    }
  }
  return items;
}

function epochsProblem({ epochs, reportedEpoch, settings }: RunRecord): string | null {
  const wanted = settings.training.epochs;
  if (epochs.length !== wanted) return `there are ${epochs.length} epochs, its settings ask for ${wanted}`;
  const odd = epochs.findIndex(({ epoch }, i) => epoch !== i + 1);
  if (odd >= 0) return `epochs[${odd}].epoch must be ${odd + 1}`;
  if (reportedEpoch > wanted) return `reportedEpoch must be at most ${wanted}`;
  return settings.training.report === "last" && reportedEpoch !== wanted
    ? `reportedEpoch must be ${wanted}, the last`
    : null;
}

function costProblem({ cost, epochs }: RunRecord): string | null {
  const { parameters, trainableParameters, trainedParameters = 0, weightBytes } = cost;
  if (weightBytes !== 4 * parameters) return "cost.weightBytes must be four per parameter";
  if (trainableParameters > parameters || trainedParameters > trainableParameters) {
    return "cost: no more parameters can be trained than there are";
  }
  const whole = cost.secondsPerEpoch * epochs.length;
  return Math.abs(whole - cost.trainingSeconds) <= 1e-6 * (1 + whole)
    ? null
    : "cost.secondsPerEpoch must be the mean of cost.trainingSeconds over the epochs";
}
