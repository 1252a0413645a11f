import { type NetworkCost, networkCost } from "../model/cost.ts";
import { comparedCost, describedNetwork } from "../model/described.ts";
import { leaks } from "../manifest/leaks.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { ModelSettings, ProtocolSettings, Settings } from "../manifest/settings.ts";
import type { RunRecord } from "../record/record.ts";
import { distinct } from "./numbers.ts";
import type { SuiteResults } from "./results.ts";
import { networkText } from "./wording.ts";

/** What a row's numbers may be compared with: only rows of the same kind. */
export type TrainingKind =
  | "trained from the start"
  | "frozen backbone"
  | "first layers frozen"
  | "fine-tuned";

/** The runs of one network on one corpus. */
export interface CorpusRuns {
  /** Where they stand. */
  readonly experiment: string;
  /** Variant of that experiment. */
  readonly variant: string;
  /** Number of runs that the manifests ask for. */
  readonly planned: number;
  /** Those that are done. */
  readonly records: readonly RunRecord[];
  /** Ids of all of them. */
  readonly runIds: ReadonlySet<string>;
}

/** One network, trained in one way, with one input and one kind of split. */
export interface NetworkRow {
  /** Name in the settings. */
  readonly name: ModelSettings["name"];
  /** Network, first weights and what is trained, in words. */
  readonly network: string;
  /** See {@linkcode TrainingKind}. */
  readonly kind: TrainingKind;
  /** Silence removed or not. */
  readonly input: "raw" | "clean";
  /** Kind of split. */
  readonly split: "random folds" | "random hold-out" | "speaker-independent";
  /** Of any planned run. */
  readonly settings: Settings;
  /** By name of the corpus. */
  readonly corpora: ReadonlyMap<string, CorpusRuns>;
  /** The published network with its last layer replaced; of DSCNN the network itself. */
  readonly published: NetworkCost;
  /** The network as it was used here: of the first run that is done, else of `settings`. */
  readonly used: NetworkCost;
}

const ORDER: readonly ModelSettings["name"][] = ["alexnet", "vgg16", "resnet50", "dscnn"];

/**
 * Every network of a suite beside the others, one row per way of training, input and split, whatever experiment
 * its runs were planned by; empty where the suite has but one network. A hold-out is left out where the suite
 * has folds, a split that leaks always.
 */
export function networkRows({ experiments, records }: SuiteResults): NetworkRow[] {
  const planned = experiments.flatMap(({ id, variants }) =>
    variants.flatMap(({ label, runs }) => runs.map((run) => ({ ...run, experiment: id, variant: label })))
  ).filter(({ settings: { protocol } }) => protocol.name !== "cross-corpus" && !leaks(protocol));
  if (planned.every(({ settings }) => settings.model.name === "dscnn")) return [];
  const folds = planned.some(({ settings }) => splitOf(settings.protocol) !== "random hold-out");
  const kept = planned.filter(({ settings }) => !folds || splitOf(settings.protocol) !== "random hold-out");
  const groups = Map.groupBy(kept, ({ settings }) => {
    const { model, signal, protocol } = settings;
    return JSON.stringify([model, signal.silence === null, splitOf(protocol)]);
  });
  const rows = [...groups.values()].map((runs) => rowOf(runs, records));
  const key = ({ name, network, kind, split, input }: NetworkRow) =>
    [ORDER.indexOf(name), kind, network, split, input === "raw" ? 0 : 1].join("|");
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function rowOf(runs: readonly PlannedRun[], records: ReadonlyMap<string, RunRecord>): NetworkRow {
  const { settings } = runs[0]!;
  const { model, signal, protocol } = settings;
  const corpora = distinct(runs.map((run) => run.settings.corpus.name)).map((name) => {
    const own = [
      ...new Map(runs.filter((r) => r.settings.corpus.name === name).map((r) => [r.id, r])).values(),
    ];
    const done = own.flatMap(({ id }) => records.get(id) ?? []);
    const { experiment, variant } = own[0]!;
    const runIds = new Set(own.map(({ id }) => id));
    return [name, { experiment, variant, planned: own.length, records: done, runIds }] as const;
  });
  const [done] = corpora.flatMap(([, of]) => of.records);
  return {
    name: model.name,
    network: networkText(model),
    kind: kindOf(model),
    input: signal.silence === null ? "raw" : "clean",
    split: splitOf(protocol),
    settings,
    corpora: new Map(corpora),
    published: comparedCost(settings),
    used: networkCost(describedNetwork(done?.settings ?? settings)),
  };
}

function kindOf(model: ModelSettings): TrainingKind {
  if (model.name === "dscnn") return "trained from the start";
  if (model.freeze !== "none") return model.freeze === "backbone" ? "frozen backbone" : "first layers frozen";
  return model.weights === "random" ? "trained from the start" : "fine-tuned";
}

function splitOf(protocol: ProtocolSettings): NetworkRow["split"] {
  if (protocol.name === "utterance-k-fold") return "random folds";
  return protocol.name === "utterance-holdout" ? "random hold-out" : "speaker-independent";
}
