import type { Command } from "commander";
import { WEIGHTS_FOLDER } from "../model/weights/sources.ts";
import type { Signal } from "./interrupts.ts";
import { fileName, nameAndFolder, positiveNumber, seedList, wholeNumber } from "./options.ts";

const EXPORT_EXAMPLE = `
Example: two folds of strides on raw, then by PyTorch
  deno task export experiments/deepika2025/raw-clean-k-fold-ravdess.manifest.json \\
    --only '*/raw/fold-{0,1}/*' --out export
  /usr/bin/python3 bench/second_implementation.py export --out predictions`;

const CONFIRM_EXAMPLE = `
The first line says what made the predictions, then come the names of the columns:
  # {"program": "mine.py", "framework": "PyTorch", "version": "2.5", "options": {"dropout": 0}}
  fold,seed,clip,predicted
  0,0,Actor_01/03-01-01-01-01-01-01.wav,neutral

Example
  deno task confirm predictions/*.csv --suite deepika2025 --name pytorch`;

/** `export` and `confirm`: a run's way to another program and back. */
export function addSecondImplementation(root: Command, signal: Signal): void {
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
    .action(async (paths, options) => (await import("./export.ts")).exportVerb(paths, options, signal()));
  root.command("confirm")
    .description("compare predictions made elsewhere with the records of the same runs")
    .argument("<file...>", "CSV: run (or fold and seed), clip, predicted and/or a probability per class")
    .requiredOption("--suite <name>", "suite of the runs")
    .option("--out <dir>", "where the records are", "results")
    .option(
      "--name <name>",
      "name of the confirmation, of letters, digits and -",
      fileName,
      "second-implementation",
    )
    .option("--experiment <id>", "whose folds and seeds they are, in files without run ids")
    .option("--variant <label>", "the same, where the experiment has several variants")
    .option("--margin <points>", "largest difference of accuracy that counts as none", positiveNumber, 2)
    .option("--json", "print everything as JSON", false)
    .addHelpText("after", CONFIRM_EXAMPLE)
    .action(async (paths, options) => {
      signal();
      await (await import("./confirm.ts")).confirm(paths, options);
    });
}
