import type { Command } from "commander";
import { WEIGHTS_FOLDER } from "../model/weights/sources.ts";
import { nameAndFolder, seedList, wholeNumber } from "./options.ts";

const EXPORT_EXAMPLE = `
Example: two folds of strides on raw, then by PyTorch
  deno task export experiments/deepika2025/raw-clean-k-fold-ravdess.manifest.json \\
    --only '*/raw/fold-{0,1}/*' --out export
  /usr/bin/python3 bench/second_implementation.py export --out predictions`;

/** `export` and `confirm`: a run's way to another program and back. */
export function addSecondImplementation(root: Command, signal: AbortSignal): void {
  root.command("export")
    .description("write all that another program needs to repeat runs: images, folds, first weights, batches")
    .argument("<manifest...>", "manifest files")
    .requiredOption("--out <dir>", "where the export goes")
    .option("--only <glob...>", "only runs whose label (as replicate --dry-run prints it) or id fits", [])
    .option("--data <name=dir>", "folder of a corpus; repeatable", nameAndFolder)
    .option("--weights <dir>", "folder of pretrained weights", WEIGHTS_FOLDER)
    .option("--cache <dir>", "where features, made-up voices and the like are kept", ".cache")
    .option("--jobs <n>", "workers side by side (default: one per core)", wholeNumber)
    .option("--epochs <n>", "train for so many epochs; makes other runs", wholeNumber)
    .option("--seeds <list>", "seeds joined by commas; makes other runs", seedList)
    .addHelpText("after", EXPORT_EXAMPLE)
    .action(async (paths, options) => (await import("./export.ts")).exportVerb(paths, options, signal));
}
