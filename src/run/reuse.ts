import type { BackendName } from "../backend/choose.ts";
import { engineText } from "../record/engine_text.ts";
import type { RunRecord } from "../record/record.ts";
import type { OpenedCorpora } from "./corpora.ts";
import { type EngineChoice, engineFor, recordedEngine } from "./engine.ts";
import { runNetworks } from "./networks.ts";
import type { PretrainedOrMissing } from "./pretrained.ts";

/**
 * Whether a record stands for a run here and now.
 * @param pretrained What the run would start from; where that is missing, the record is taken at its word.
 * @returns `null` if it does, else why it does not.
 */
export function reusable(
  record: RunRecord,
  corpora: OpenedCorpora,
  pretrained: PretrainedOrMissing,
  wanted: { readonly backend: BackendName; readonly engine: EngineChoice },
): string | null {
  const { environment, data, settings } = record;
  if (environment.backend !== wanted.backend) {
    return `its record was made on ${environment.backend}, not on ${wanted.backend}`;
  }
  const classes = data.classes.length;
  const name = engineFor(runNetworks(settings, classes).trained, classes, wanted.backend, wanted.engine);
  const engine = engineText(recordedEngine(name, wanted.backend));
  if (engineText(environment) !== engine) {
    return `its record was made with ${engineText(environment)}, not with ${engine}`;
  }
  if (data.corpusHash !== corpora.corpus.hash) {
    return `its record was made from other ${corpora.corpus.name} files`;
  }
  if (data.testCorpusHash !== (corpora.testCorpus?.hash ?? null)) {
    return "its record was tested on other files";
  }
  if (pretrained !== null && "record" in pretrained && pretrained.record.sha256 !== data.weights?.sha256) {
    return `its record was made from other weights than those of ${pretrained.record.file}`;
  }
  return null;
}
