import type { BackendName } from "../backend/choose.ts";
import type { RunRecord } from "../record/record.ts";
import type { OpenedCorpora } from "./corpora.ts";

/**
 * Whether a record stands for a run here and now.
 * @returns `null` if it does, else why it does not.
 */
export function reusable(record: RunRecord, corpora: OpenedCorpora, backend: BackendName): string | null {
  const made = record.environment.backend;
  if (made !== backend) return `its record was made on ${made}, not on ${backend}`;
  if (record.data.corpusHash !== corpora.corpus.hash) return `its record was made from other ${corpora.corpus.name} files`;
  if (record.data.testCorpusHash !== (corpora.testCorpus?.hash ?? null)) return `its record was tested on other files`;
  return null;
}
