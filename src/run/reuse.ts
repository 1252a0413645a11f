import type { BackendName } from "../backend/choose.ts";
import { buildNetwork } from "../model/registry.ts";
import type { RunRecord } from "../record/record.ts";
import type { OpenedCorpora } from "./corpora.ts";
import { type EngineChoice, engineFor } from "./engine.ts";

/**
 * Whether a record stands for a run here and now.
 * @returns `null` if it does, else why it does not.
 */
export function reusable(
  record: RunRecord,
  corpora: OpenedCorpora,
  wanted: { readonly backend: BackendName; readonly engine: EngineChoice },
): string | null {
  const { environment, data, settings } = record;
  if (environment.backend !== wanted.backend) {
    return `its record was made on ${environment.backend}, not on ${wanted.backend}`;
  }
  const classes = data.classes.length;
  const network = buildNetwork(settings.model, settings.spectrogram.size, classes, settings.training.dropout);
  const engine = engineFor(network, classes, wanted.backend, wanted.engine);
  if (environment.engine !== engine) {
    return `its record was made with ${environment.engine}, not with ${engine}`;
  }
  if (data.corpusHash !== corpora.corpus.hash) {
    return `its record was made from other ${corpora.corpus.name} files`;
  }
  if (data.testCorpusHash !== (corpora.testCorpus?.hash ?? null)) {
    return "its record was tested on other files";
  }
  return null;
}
