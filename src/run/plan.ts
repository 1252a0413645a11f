import { MissingDataError } from "../base/errors.ts";
import type { BackendName } from "../backend/choose.ts";
import type { PlannedRun } from "../manifest/experiment.ts";
import type { OpenedCorpora } from "./corpora.ts";
import { type FrozenPart, frozenPartMaker } from "./frozen_part.ts";
import { runNetworks } from "./networks.ts";
import type { Pretrained, PretrainedByRun } from "./pretrained.ts";
import { requireRoom } from "./room.ts";
import { type Split, splitRun } from "./split.ts";

/** A run with what is known before any work on it begins. */
export interface RunPlan {
  /** What is to be run. */
  readonly run: PlannedRun;
  /** Its corpora, every clip found. */
  readonly corpora: OpenedCorpora;
  /** How its clips are divided. */
  readonly split: Split;
  /** First weights that come from a file, or `null`. */
  readonly pretrained: Pretrained | null;
  /** The layers that stay as they are, or `null`. */
  readonly frozen: FrozenPart | null;
}

/**
 * Plans runs.
 *
 * @param corpora By run id.
 * @throws {MissingDataError} If the weights of a run are missing.
 * @throws {UserError} If the training images of a run are too many to be kept in memory.
 */
export function planRuns(
  runs: readonly PlannedRun[],
  corpora: ReadonlyMap<string, OpenedCorpora>,
  weights: PretrainedByRun,
  backend: BackendName,
): RunPlan[] {
  const frozenPart = frozenPartMaker(backend);
  return runs.map((run) => {
    const opened = corpora.get(run.id)!;
    const split = splitRun(run.settings, opened.corpus, opened.testCorpus);
    const networks = runNetworks(run.settings, split.classes.length);
    requireRoom(run.label, split.train.clips.length, networks.trained);
    const given = weights.get(run.id) ?? null;
    if (given instanceof MissingDataError) throw given;
    return {
      run,
      corpora: opened,
      split,
      pretrained: given,
      frozen: frozenPart(run.settings, networks, given),
    };
  });
}
