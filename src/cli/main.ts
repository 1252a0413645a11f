import { Command, CommanderError, Option } from "commander";
import { EXIT, UserError } from "../base/errors.ts";
import { VERSION } from "../record/environment.ts";
import { nameAndFolder, seedList, shardOf, wholeNumber } from "./options.ts";
import { replicate } from "./replicate.ts";

/** The command line as one object; every verb is a `deno task` of its own. */
function program(signal: AbortSignal): Command {
  const root = new Command("ser-replicate")
    .description("Replicates a published speech-emotion paper and says, claim by claim, whether it holds.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  root.command("replicate")
    .description("run experiments, then write the report")
    .argument("[manifest...]", "manifest files (default: the quickstart, which needs no download and no GPU)")
    .option("--data <name=dir>", "folder of a corpus; repeatable", nameAndFolder)
    .addOption(new Option("--backend <name>", "where to compute").choices(["auto", "webgpu", "wasm", "cpu"]).default("auto"))
    .option("--jobs <n>", "runs side by side (default: one per core, one on a GPU)", wholeNumber)
    .option("--out <dir>", "where records and reports go", "results")
    .option("--cache <dir>", "where features and made-up voices are kept", ".cache")
    .option("--only <glob...>", "only runs whose label (as --dry-run prints it) or id fits", [])
    .option("--epochs <n>", "train for so many epochs; makes other runs", wholeNumber)
    .option("--seeds <list>", "seeds joined by commas; makes other runs", seedList)
    .option("--shard <i/n>", "only the i-th of n parts of the runs", shardOf)
    .option("--checkpoint-every <epochs>", "epochs between two checkpoints", wholeNumber, 5)
    .option("--save-weights", "keep the trained weights as models/RUN.safetensors", false)
    .option("--fresh", "run again what has a record already", false)
    .option("--dry-run", "print the runs, their ids and an estimate of time", false)
    .option("--no-report", "only write records")
    .option("--json", "print one JSON line, no progress", false)
    .action((paths, options) => replicate(paths, options, signal));
  return root;
}

/** Runs the command line; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new UserError("stopped: run the same command again to go on", EXIT.interrupted));
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  try {
    await program(controller.signal).parseAsync([...args], { from: "user" });
    return EXIT.done;
  } catch (error) {
    return explain(error);
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
    Deno.removeSignalListener("SIGTERM", interrupt);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UserError) {
    console.error(`error: ${error.message}`);
    return error.exitCode;
  }
  console.error(error);
  return EXIT.fault;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
