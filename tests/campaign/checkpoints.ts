import { join } from "node:path";
import { openBackend } from "../../src/backend/backend.ts";
import { sha256 } from "../../src/base/hash.ts";
import { canonicalJson } from "../../src/base/json.ts";
import type { Random } from "../../src/base/random.ts";
import { initialWeights } from "../../src/model/initialise.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "../../src/model/safetensors.ts";
import { openCheckpoint } from "../../src/training/checkpoint.ts";
import { readResumable } from "../../src/training/resume.ts";
import { tfjsStepper } from "../../src/training/tfjs_stepper.ts";
import { train } from "../../src/training/trainer.ts";
import { toyNetwork, toySet, toyTest, trainingSettings } from "../training/settings.ts";
import type { Campaign } from "./campaign.ts";
import { ending, oneOf } from "./bytes.ts";

const SAMPLES = 21;
const TEST = toyTest(9);
const CLASSES = 3;
const network = toyNetwork();
const settings = trainingSettings({ epochs: 3, report: "best-on-test" });

/** Trains the toy network, its checkpoints at a path; gives how it ended. */
async function trained(path: string, resume: boolean): Promise<string> {
  await openBackend("wasm");
  const stepper = tfjsStepper(network, settings, initialWeights(network, 4), toySet(SAMPLES, "train"));
  const checkpoint = open(path);
  try {
    const resuming = { stepper, settings, samples: SAMPLES, probabilities: TEST.labels.length * CLASSES };
    const resumeFrom = resume ? await readResumable(checkpoint, resuming) : null;
    if (resume && resumeFrom === null) return "begins anew";
    const result = await train({
      ...{ stepper, settings, seed: 4, samples: SAMPLES, test: TEST, resumeFrom, name: "toy" },
      onEpoch: () => {},
      checkpointEvery: 1,
      checkpoint: (progress) => checkpoint.write(progress),
    });
    const sound = result.epochs.length === 3 && result.probabilities.length === TEST.labels.length * CLASSES;
    return sound ? "goes on" : "another result";
  } finally {
    stepper.dispose();
  }
}

const open = (path: string) => openCheckpoint(path, "campaign");

let sound: Promise<Uint8Array> | undefined;

/** The bytes of a checkpoint of the toy network after two epochs. */
function soundCheckpoint(): Promise<Uint8Array> {
  sound ??= (async () => {
    const folder = await Deno.makeTempDir();
    await trained(join(folder, "a"), false);
    const bytes = await Deno.readFile(join(folder, "a"));
    await Deno.remove(folder, { recursive: true });
    return bytes;
  })();
  return sound;
}

/** Any JSON value. */
function anyValue(random: Random): unknown {
  const values = [null, {}, [], "text", "", true, -1, 0, 0.5, 1e308, 2 ** 53, -0, [[]], { epoch: 1 }];
  return oneOf(values, random);
}

/** Metadata and tensors with one change, the checksum right for them. */
function crafted(bytes: Uint8Array, random: Random): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes, "sound");
  const { sum: _sum, ...rest } = metadata;
  const facts: Record<string, string> = rest;
  const list: NamedTensor[] = [...tensors];
  const at = random.integer(list.length);
  const { name, values } = list[at]!;
  const replace = (other: Partial<NamedTensor>) => list.splice(at, 1, { ...list[at]!, ...other });
  const sized = (length: number) => replace({ shape: [length], values: new Float32Array(length) });
  const epochs = JSON.parse(facts.epochs!) as Record<string, unknown>[];
  const keys = Object.keys(epochs[0]!);
  const changes: (() => void)[] = [
    () => void list.splice(at, 1),
    () => void replace({ name: `${name}x` }),
    () => void sized(random.integer(2 * values.length + 2)),
    () =>
      void replace({
        values: values.map((v, i) => i === 0 ? oneOf([NaN, Infinity, -1e38, 1e38], random) : v),
      }),
    () => void replace({ values: values.map(() => random.normal()) }),
    () => void list.push({ name: "more", shape: [2], values: new Float32Array(2) }),
    () => void (facts.epochs = JSON.stringify(anyValue(random))),
    () => void (facts.epochs = JSON.stringify(epochs.concat(oneOf([epochs, epochs.slice(0, 1)], random)))),
    () => void (facts.epochs = JSON.stringify(epochs.slice(0, random.integer(epochs.length)))),
    () =>
      void (facts.epochs = JSON.stringify(
        epochs.map((e) => ({ ...e, [oneOf(keys, random)]: anyValue(random) })),
      )),
    () => void (facts.epochs = JSON.stringify([anyValue(random), epochs[1]])),
    () => void (facts.epochs = facts.epochs!.slice(random.integer(40))),
    () => void (facts.bestEpoch = String(anyValue(random))),
    () => void delete facts[oneOf(["epochs", "bestEpoch", "purpose"], random)],
    () => void (facts.more = "x"),
  ];
  oneOf(changes, random)();
  const lines = list.map(({ name, values }) =>
    `${name} ${sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))}\n`
  );
  return encodeSafetensors(list, { ...facts, sum: sha256(canonicalJson(facts) + lines.join("")) });
}

/** A checkpoint whose content was changed and whose checksum is right: it is gone on from, or counts as none. */
export const checkpoints: Campaign = {
  name: "checkpoints with a right checksum",
  trials: 1000,
  right: ["goes on", "begins anew", "one line"],
  async trial(random, folder) {
    const path = join(folder, "a");
    await Deno.writeFile(path, crafted(await soundCheckpoint(), random));
    return await ending(() => trained(path, true));
  },
};
