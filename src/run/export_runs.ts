import { join } from "node:path";
import { sha256 } from "../base/hash.ts";
import { writeFileAtomic } from "../base/files.ts";
import { openStore } from "../base/store.ts";
import { encodeSafetensors } from "../model/safetensors.ts";
import { networkWeights } from "../model/shapes.ts";
import { readPretrained } from "./pretrained.ts";
import { EXPORT_README } from "./export_readme.ts";
import { exportedImages } from "./exported_images.ts";
import { type ExportedRun, exportedRun } from "./exported_run.ts";
import { firstWeights } from "./first_weights.ts";
import { loadRunImages } from "./images.ts";
import { makeFrozen } from "./make_frozen.ts";
import { runNetworks } from "./networks.ts";
import type { PreparationOptions } from "./options.ts";
import { checkSplits, makeFeatures, openCorpora, withWeights } from "./pipeline.ts";
import { planRuns, type RunPlan } from "./plan.ts";

/** What an export is given. */
export interface ExportOptions extends PreparationOptions {
  /** Folder of the export. */
  readonly out: string;
}

/** What an export left behind. */
export interface ExportResult {
  /** Runs that were written. */
  readonly runs: number;
  /** What other runs lack, one line each. */
  readonly missing: readonly string[];
}

/**
 * Writes all that another program needs to repeat runs: for each run `runs/ID.json`, and the images and first
 * weights that it names, of which equal ones are written once. A `README.md` describes the files. The stages are
 * those of `runPipeline` up to the training.
 *
 * @throws {UserError} If a corpus, a clip or a setting does not allow a run, or a file cannot be written.
 */
export async function exportRuns(given: ExportOptions): Promise<ExportResult> {
  const { corpora, options, absent } = await openCorpora(given);
  checkSplits(options.runs, corpora);
  const weights = await readPretrained(options.runs, options.weights);
  const { ready, missing } = withWeights(options.runs, weights, options);
  const plans = planRuns(ready, corpora, weights, options.backend);
  if (await makeFeatures(options, plans, corpora) > 0) return await exportRuns(given); // without unusable clips
  await makeFrozen(options, plans);
  await writeFileAtomic(join(options.out, "README.md"), EXPORT_README);
  const shown = options.progress.task("export", plans.length);
  for (const [i, plan] of plans.entries()) {
    options.signal?.throwIfAborted();
    await exportOne(plan, options);
    shown.update(i + 1);
  }
  shown.finish(`${plans.length} runs`);
  return { runs: plans.length, missing: [...absent, ...missing] };
}

async function exportOne(plan: RunPlan, { out, cache }: ExportOptions): Promise<void> {
  const { run, frozen, pretrained } = plan;
  const { settings } = run;
  const networks = runNetworks(settings, plan.split.classes.length);
  const { input } = networks.trained;
  const loaded = await loadRunImages(settings, plan.split, frozen, {
    features: openStore(join(cache, "features")),
    frozen: openStore(join(cache, "frozen")),
  });
  const { split } = loaded;
  const images = exportedImages(loaded, split, input.reduce((a, b) => a * b, 1));
  const imageTensor = { name: "images", shape: [images.count, ...input], values: images.values };
  const imageFile = await writeOnce(out, "images", encodeSafetensors([imageTensor]));
  const first = firstWeights(networks.trained, settings.seed, pretrained?.tensors ?? null);
  const weightTensors = networkWeights(networks.trained).map(({ name, shape }) => (
    { name, shape, values: first.get(name)! }
  ));
  const weightFile = await writeOnce(out, "weights", encodeSafetensors(weightTensors));
  const exported = exportedRun({ run, split, networks, images, imageFile, weightFile });
  // Last, so that a run that is there has its files.
  await writeFileAtomic(join(out, "runs", `${run.id}.json`), formatExport(exported));
}

/** Writes a file that is named by its content, unless it is there; gives its path from the export's folder. */
async function writeOnce(out: string, folder: string, bytes: Uint8Array): Promise<string> {
  const file = `${folder}/${sha256(bytes).slice(0, 16)}.safetensors`;
  const present = await Deno.stat(join(out, file)).catch(() => null);
  if (present?.size !== bytes.length) await writeFileAtomic(join(out, file), bytes);
  return file;
}

/** JSON with one line for each part of a run and of its training, since the lists are long. */
function formatExport(run: ExportedRun): string {
  const lines = (value: object, indent: string) =>
    Object.entries(value).map(([key, part]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(part)}`)
      .join(",\n");
  const { training, ...rest } = run;
  return `{\n${lines(rest, "  ")},\n  "training": {\n${lines(training, "    ")}\n  }\n}\n`;
}
