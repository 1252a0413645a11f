import { Command, CommanderError, Option } from "commander";
import { EXIT, UserError } from "../base/errors.ts";
import { VERDICTS } from "../claims/judgement.ts";
import { VERSION } from "../record/environment.ts";
import { WEIGHTS_FOLDER } from "../model/weights/sources.ts";
import { addSecondImplementation } from "./second_implementation.ts";
import { openInterrupts, type Signal } from "./interrupts.ts";
import { nameAndFolder, portNumber, positiveNumber, seedList, shardOf, wholeNumber } from "./options.ts";

const BACKENDS = ["auto", "webgpu", "wasm", "cpu"];
const ENGINES = ["auto", "compiled", "direct", "tfjs"];

/** The command line; every verb is a `deno task` of its own and loads its modules when it is called. */
function program(signal: Signal): Command {
  const root = new Command("ser-replicate")
    .description("Replicates a published speech-emotion paper and says, claim by claim, whether it holds.")
    .version(VERSION)
    .exitOverride();
  addReplicate(root, signal);
  addData(root, signal);
  root.command("report")
    .description("rebuild tables, charts and documents from the records present")
    .argument("[suite...]", "suites (default: every one with results)")
    .option("--out <dir>", "where records and reports are", "results")
    .option("--gate <dir>", "earlier results, a folder as --out: exit code 3 if one of them moved")
    .option("--rocrate", "pack records, manifests and report as OUT/SUITE.crate.zip (RO-Crate 1.1)", false)
    .action(async (suites, options) => (await import("./report.ts")).report(suites, options, signal()));
  root.command("serve")
    .description("the results pages on the loopback address, live while runs go on; Ctrl-C ends it")
    .argument("[suite]", "the only suite to be served (default: every one with results)")
    .option("--out <dir>", "where records and reports are", "results")
    .option("--port <n>", "0 takes any that is free", portNumber, 8787)
    .action(async (suite, options) => (await import("./serve.ts")).serve(suite, options, signal()));
  addClaims(root, signal);
  root.command("audit")
    .description("what a paper's own numbers contradict, from its claims alone")
    .argument("[suite]", "suite (default: the first one that has claims)")
    .option("--rule <name...>", "only findings of these rules", [])
    .option("--why", "the explanation below each finding", false)
    .option("--json", "print everything as JSON", false)
    .action(async (suite, options) => (await import("./audit.ts")).audit(suite, options));
  root.command("doctor")
    .description("what this machine offers: backend, adapter, numerical self-check, corpora, weights")
    .option("--data <name=dir>", "folder of a corpus; repeatable", nameAndFolder)
    .option("--weights <dir>", "folder of pretrained weights", WEIGHTS_FOLDER)
    .option("--json", "print JSON lines", false)
    .action(async (options) => (await import("./doctor.ts")).doctor(options));
  addClean(root, signal);
  addSecondImplementation(root, signal);
  addBench(root, signal);
  root.command("schema")
    .description("write the JSON Schemas of manifests and claims anew")
    .action(async () => {
      signal();
      await (await import("./schema.ts")).schema();
    });
  return root;
}

function addClaims(root: Command, signal: Signal): void {
  root.command("claims")
    .description("the verdict on every claim of a paper, from the records present")
    .argument("[suite]", "suite (default: the first one that has claims)")
    .option("--out <dir>", "where the records are", "results")
    .addOption(
      new Option("--verdict <name...>", "only claims of these verdicts").choices(VERDICTS).default([]),
    )
    .option("--why", "the reason below each claim, and the command that provides what is missing", false)
    .addOption(
      new Option("--gate", "fail (exit code 3) when a verdict is not the accepted one").default(false)
        .conflicts(
          "update",
        ),
    )
    .option("--update", "accept the verdicts: OUT/SUITE/verdicts.json", false)
    .option("--json", "print everything as JSON", false)
    .action(async (suite, options) => {
      if (options.update) signal();
      await (await import("./claims.ts")).claims(suite, options);
    });
}

function addReplicate(root: Command, signal: Signal): void {
  root.command("replicate")
    .description("run experiments, then write the report")
    .argument(
      "[manifest...]",
      "manifest files, folders of them or patterns (default: the quickstart, which needs no download)",
    )
    .option("--data <name=dir>", "folder of a corpus; repeatable", nameAndFolder)
    .addOption(new Option("--backend <name>", "where to compute").choices(BACKENDS).default("auto"))
    .addOption(
      new Option("--engine <name>", "what trains").choices(ENGINES).default("auto"),
    )
    .option("--jobs <n>", "runs side by side (default: one per core, one on a GPU)", wholeNumber)
    .option("--weights <dir>", "folder of pretrained weights", WEIGHTS_FOLDER)
    .option("--out <dir>", "where records and reports go", "results")
    .option("--cache <dir>", "where features, made-up voices and the like are kept", ".cache")
    .option("--only <glob...>", "only runs whose label (as --dry-run prints it) or id fits", [])
    .option(
      "--epochs <n>",
      "a trial of so many epochs: kept apart in OUT/trials, decides nothing",
      wholeNumber,
    )
    .option(
      "--seeds <list>",
      "only these seeds, joined by commas; others than the manifest's are a trial",
      seedList,
    )
    .option("--shard <i/n>", "only the i-th of n parts of the runs", shardOf)
    .option("--limit <n>", "make at most n of the runs that have no record, the first ones", wholeNumber)
    .option("--checkpoint-every <epochs>", "epochs between two checkpoints", wholeNumber, 5)
    .option("--save-weights", "keep trained networks: models/RUN.safetensors, models/RUN/model.json", false)
    .option("--fresh", "run again what has a record already", false)
    .option("--dry-run", "print the runs, their ids and an estimate of time", false)
    .option("--gate <dir>", "earlier results, a folder as --out: exit code 3 if one of them moved")
    .option("--no-report", "only write records")
    .option("--json", "print one JSON line per suite, no progress", false)
    .action(async (paths, options) => (await import("./replicate.ts")).replicate(paths, options, signal()));
}

function addData(root: Command, signal: Signal): void {
  const data = root.command("data").description(
    "corpora and weights: what is known, what is here, download, check file by file",
  );
  const part = (name: string, description: string) =>
    data.command(name)
      .description(description)
      .option("--data <name=dir>", "folder of a corpus; repeatable", nameAndFolder)
      .option("--weights <dir>", "folder of pretrained weights", WEIGHTS_FOLDER)
      .option("--cache <dir>", "where hashes are kept", ".cache")
      .option("--json", "print JSON lines", false);
  part("list", "what is known of each corpus and each file of weights, and whether it is here")
    .action(async (options) => (await import("./data.ts")).dataList(options));
  part("fetch", "download and unpack a corpus into data/NAME, or download weights")
    .argument("<name>", "corpus, or network whose weights are meant")
    .action(async (name, options) => {
      signal();
      await (await import("./data.ts")).dataFetch(name, options);
    });
  data.command("describe")
    .description("metadata of a corpus as Croissant JSON-LD")
    .argument("<name>", "corpus")
    .action(async (name) => (await import("./data.ts")).dataDescribe(name));
  part("verify", "compare every file with the published corpus or weights")
    .argument("[name...]", "corpora and networks (default: ravdess)")
    .action(async (names, options) => (await import("./data.ts")).dataVerify(names, options));
}

function addClean(root: Command, signal: Signal): void {
  root.command("clean")
    .description("remove silence and noise from any WAV file, as the preprocessing does")
    .argument("<in>", "WAV file to read")
    .argument("<out>", "WAV file to write, 16 bit, mono")
    .addOption(
      new Option("--method <name>", "threshold").choices(["peak", "noise-floor", "running-mean"]).default(
        "peak",
      ),
    )
    .addOption(
      new Option("--keep <what>", "what stays").choices(["loud-frames", "trim-ends"]).default("loud-frames"),
    )
    .option("--frame-ms <ms>", "length of a frame", positiveNumber, 20)
    .option("--rate <hz>", "sampling rate of the result", wholeNumber, 20_000)
    .option("--range-db <db>", "peak: kept range below the loudest frame (default 40)", positiveNumber)
    .option("--percentile <p>", "noise-floor: percentile of the frame peaks (default 10)", positiveNumber)
    .option("--margin-db <db>", "noise-floor: margin above it (default 10)", positiveNumber)
    .option("--window-ms <ms>", "running-mean: length of the window (default 500)", positiveNumber)
    .option("--ratio <r>", "running-mean: share of the window's mean peak (default 0.5)", positiveNumber)
    .action(async (input, output, options) => {
      signal();
      await (await import("./clean.ts")).clean(input, output, options);
    });
}

function addBench(root: Command, signal: Signal): void {
  const bench = root.command("bench").description("the benchmarks, as JSON lines");
  bench.command("features")
    .description("WAV files to images, raw and clean, on one thread")
    .argument("[dir]", "folder of WAV files (default: data/ravdess)")
    .option("--limit <n>", "only the first n files", wholeNumber)
    .action(async (dir, { limit }) => (await import("./bench.ts")).benchFeaturesVerb(dir, limit));
  const poolings = ["stride", "max-pool", "average-pool"];
  bench.command("train")
    .description("the training step of DSCNN, by the compiled step and by TensorFlow.js")
    .addOption(new Option("--target <name>", "what executes the compiled step").choices(["wasm", "webgpu"]))
    .addOption(new Option("--downsampling <name>", "strides or pooling").choices(poolings))
    .option("--batch <n>", "samples per step", wholeNumber)
    .option("--steps <n>", "timed steps", wholeNumber)
    .option("--workers <n>", "independent runs side by side (wasm)", wholeNumber)
    .option("--stock-steps <n>", "steps of TensorFlow.js, which take seconds each", wholeNumber)
    .action(async (options) => (await import("./bench.ts")).benchTrainVerb(options));
  addTimes(bench, signal);
  bench.command("gpu")
    .description("everything that is worth measuring on a GPU, into one JSON file")
    .argument("<dir>", "folder to write to")
    .action(async (dir) => (await import("./bench.ts")).benchGpuVerb(dir));
}

function addTimes(bench: Command, signal: Signal): void {
  bench.command("times")
    .description("an epoch of every variant, one after another in turns: what training times are compared by")
    .argument("<manifest...>", "manifest files")
    .option("--turns <n>", "turns of each variant", wholeNumber, 5)
    .option("--clips <n>", "clips that pass frozen layers in a turn", wholeNumber, 8)
    .option("--wait <seconds>", "wait at most so long for a quiet machine", positiveNumber, 180)
    .option("--only <glob...>", "only variants whose first run's label or id fits", [])
    .option("--data <name=dir>", "folder of a corpus; repeatable", nameAndFolder)
    .addOption(new Option("--backend <name>", "where to compute").choices(BACKENDS).default("auto"))
    .addOption(new Option("--engine <name>", "what trains").choices(ENGINES).default("auto"))
    .option("--weights <dir>", "folder of pretrained weights", WEIGHTS_FOLDER)
    .option("--out <dir>", "where results are", "results")
    .option("--cache <dir>", "where features, made-up voices and the like are kept", ".cache")
    .action(async (paths, options) => (await import("./times.ts")).times(paths, options, signal()));
}

/**
 * Runs the command line; gives the exit code.
 * @param options `watchParent`: stop as well when the process is gone that started this one.
 */
export async function main(args: readonly string[], options?: { watchParent: boolean }): Promise<number> {
  const interrupts = openInterrupts(options);
  try {
    await interrupts.endOf(program(interrupts.signal).parseAsync([...args], { from: "user" }));
    return interrupts.stopped() ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    return explain(error);
  } finally {
    interrupts.close();
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
