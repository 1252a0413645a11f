/**
 * Replicates a published speech-emotion paper: from a manifest to records, tables and charts. Exports stand
 * in the order of the data flow.
 *
 * @example A manifest and the runs that it asks for
 * ```ts
 * import { expandManifest, parseManifest } from "./mod.ts";
 *
 * const manifest = parseManifest({
 *   id: "raw-clean",
 *   title: "Raw against clean",
 *   corpus: { name: "ravdess" },
 *   protocol: { name: "speaker-k-fold", folds: 6 },
 *   matrix: { "signal.silence": [null, { method: "peak" }] },
 * });
 * const { variants } = expandManifest(manifest, "example");
 * if (variants.flatMap((v) => v.runs).length !== 12) throw new Error("two variants of six folds are twelve runs");
 * ```
 *
 * @example What a paper's own numbers contradict
 * ```ts
 * import { audit, parseClaims } from "./mod.ts";
 *
 * const path = "experiments/deepika2025/claims.json";
 * const findings = audit(parseClaims(await Deno.readTextFile(path), path));
 * if (!findings.some(({ severity }) => severity === "impossible")) throw new Error("a recall above 1 is printed");
 * ```
 *
 * @module
 */

// Manifest: what is to be run.
export * from "./src/manifest/settings.ts";
export { type Manifest, parseManifest, type SampleSettings } from "./src/manifest/manifest.ts";
export { type LoadedManifest, loadManifest } from "./src/manifest/load.ts";
export type { Experiment, Factor, Multiverse, PlannedRun, Variant } from "./src/manifest/experiment.ts";
export { type FrameworkName, withFramework } from "./src/manifest/frameworks.ts";
export { expandManifest } from "./src/manifest/expand.ts";
export { runId } from "./src/manifest/run_id.ts";
export { type LeakingProtocol, leaks } from "./src/manifest/leaks.ts";

// Corpus: which clips there are and how they are split.
export type { Clip, Corpus, Fold, LeftOut } from "./src/corpus/clip.ts";
export { openCorpus, type OpenOptions } from "./src/corpus/open.ts";
export { type Archive, type CorpusSource, corpusSources } from "./src/corpus/sources.ts";
export { croissant } from "./src/corpus/croissant.ts";
export { imageCorpus } from "./src/corpus/image_corpus.ts";
export { foldNumbers, foldsOf } from "./src/corpus/protocols.ts";

// Signal and spectrogram: from a WAV file to images.
export type { Signal } from "./src/signal/signal.ts";
export { decodeWav } from "./src/signal/wav.ts";
export { encodeWav } from "./src/signal/encode_wav.ts";
export { resample } from "./src/signal/resample.ts";
export { removeSilence, type SilenceDecision, silenceDecision } from "./src/signal/silence.ts";
export { images } from "./src/spectrogram/image.ts";

// Model: networks as plain data, what they cost, what of them stays frozen, weight files.
export type { Layer, Network, Padding, Shape } from "./src/model/layers.ts";
export { buildNetwork } from "./src/model/registry.ts";
export { describedNetwork } from "./src/model/described.ts";
export { type LayerRow, layerTable, type NetworkCost, networkCost } from "./src/model/cost.ts";
export type { ImagenetModel } from "./src/model/imagenet.ts";
export { publishedCost } from "./src/model/published_cost.ts";
export { networkInput, type PictureSettings } from "./src/model/network_input.ts";
export { type SplitNetwork, splitNetwork } from "./src/model/frozen.ts";
export { type PretrainedName, type WeightSource, weightSources } from "./src/model/weights/sources.ts";
export { findWeights, type FoundWeights } from "./src/model/weights/find.ts";
export type { TensorType } from "./src/model/weights/tensor_type.ts";
export { openWeights, type WeightFile } from "./src/model/weights/weight_file.ts";
export { type LoadOptions, loadWeights } from "./src/model/weights/load.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  type SafetensorsFile,
} from "./src/model/safetensors.ts";

// Evaluation and record: what a run leaves behind.
export { evaluate } from "./src/evaluation/evaluate.ts";
export type { ClassScores, Metrics, Scores } from "./src/evaluation/metrics.ts";
export { type Estimate, estimate, type EstimateOptions } from "./src/evaluation/interval.ts";
export { pairedTTest, type TTest, tTest } from "./src/evaluation/student.ts";
export { holm } from "./src/evaluation/holm.ts";
export { type McNemar, mcnemar } from "./src/evaluation/mcnemar.ts";
export { bootstrapInterval, type BootstrapOptions, type CreditedClip } from "./src/evaluation/bootstrap.ts";
export { type PowerOptions, runsForHalfWidth, smallestDifference } from "./src/evaluation/power.ts";
export {
  type FactorEffect,
  type LevelMean,
  type MainEffects,
  mainEffects,
} from "./src/evaluation/main_effects.ts";
export type { MeasureName, Quantity } from "./src/record/measure.ts";
export * from "./src/record/record.ts";
export * from "./src/record/figures.ts";
export { openRecordStore, parseRecord, type RecordStore, type StoredRecords } from "./src/record/store.ts";
export { isQuiet, parseTiming, type TimedVariant, type Timing } from "./src/record/timing.ts";

// Confirmation: what another program says of the same runs.
export { type Equivalence, equivalence } from "./src/evaluation/equivalence.ts";
export {
  type Confirmation,
  type ConfirmedRun,
  type MadeBy,
  parseConfirmation,
} from "./src/confirmation/confirmation.ts";
export { type KnownRuns, type PredictionFile, readPredictions } from "./src/confirmation/predictions.ts";
export {
  type ComparedPrograms,
  type ComparedRun,
  comparePrograms,
  type ProgramComparison,
} from "./src/confirmation/compare.ts";

// Claims: what a paper states, and what was found of it.
export * from "./src/claims/claim.ts";
export * from "./src/claims/claims_file.ts";
export type { DecimalSign } from "./src/base/printed_number.ts";
export { parseClaims } from "./src/claims/parse.ts";
export * from "./src/claims/judgement.ts";
export type { Evidence } from "./src/claims/evidence.ts";
export { judge } from "./src/claims/judge.ts";
export {
  multiverseOf,
  type MultiverseResult,
  type Reading,
  readingsThatReach,
  type ReadingsVerdict,
  type SplitKind,
} from "./src/claims/multiverse.ts";
export type { OtherReadings, ReadingsCount } from "./src/claims/other_readings.ts";
export type { Carrier, Mover } from "./src/claims/carrier.ts";
export { type Outlook, outlooksOf } from "./src/claims/outlook.ts";
export type {
  AuditContext,
  Finding,
  NetworkSizes,
  Severity,
  SizeReading,
} from "./src/claims/audit/finding.ts";
export { audit } from "./src/claims/audit/audit.ts";
export { compareResults, type GateComparison } from "./src/claims/gate.ts";

// Report: tables, charts and documents from records.
export {
  type Address,
  type Paper,
  type PaperColumn,
  type PaperRow,
  type PaperSource,
  type PaperTable,
  parsePaper,
} from "./src/report/paper.ts";
export type { NetworkFigure, SuiteFigures, SuiteResults } from "./src/report/results.ts";
export { type WriteFile, writeReport } from "./src/report/write.ts";
export type { CrateContents, CrateCorpus } from "./src/report/crate/crate.ts";
export type { CrateFile } from "./src/report/crate/files.ts";
export { packCrate } from "./src/report/crate/zip.ts";

// Random numbers: every random choice takes a seeded stream.
export { type Random, randomFor } from "./src/base/random.ts";

// Errors: what the user can mend, and exit codes.
export { EXIT, GateError, MissingDataError, UserError } from "./src/base/errors.ts";
