import { Buffer } from "node:buffer";
import type { Random } from "../../src/base/random.ts";
import type { Network } from "../../src/model/layers.ts";
import { encodeSafetensors } from "../../src/model/safetensors.ts";
import { loadWeights } from "../../src/model/weights/load.ts";
import { checkpoint, dict, FOUR, legacy, open, pickle, tensor } from "../model/weights/files.ts";
import type { Campaign } from "./campaign.ts";
import { ending, mutated, oneOf } from "./bytes.ts";

/** One dense layer, whose kernel a sound file holds. */
const network: Network = {
  name: "one",
  input: [1, 1, 2],
  layers: [{ kind: "flatten", name: "f" }, { kind: "dense", name: "a", units: 2, bias: false }],
};
const SOUND = pickle(dict({ "a.weight": tensor() }));

/** A safetensors file with a changed header, its length right. */
function otherHeader(random: Random): Uint8Array {
  const sound = encodeSafetensors([{ name: "a.weight", shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }]);
  const header = new TextDecoder().decode(sound.subarray(8, sound.length - 16));
  const numbers = ["-1", "0", "1e99", "4294967296", "9007199254740993", "[[[[", "null", '"x"', "1.5"];
  const other = random.integer(2) === 0
    ? header.replace(
      new RegExp(`(?<=^(?:\\D*\\d+){${random.integer(4)}}\\D*)\\d+`),
      () => oneOf(numbers, random),
    )
    : Buffer.from(mutated(Buffer.from(header), random)).toString("latin1");
  const head = Buffer.from(other, "latin1");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  return new Uint8Array(Buffer.concat([length, head, FOUR]));
}

/** A changed description or storage in a file whose lengths and checksums are right, or any changed byte. */
async function crafted(random: Random): Promise<Uint8Array> {
  switch (random.integer(5)) {
    case 0:
      return await checkpoint(mutated(SOUND, random));
    case 1:
      return await checkpoint(SOUND, { "a/data/0": mutated(FOUR, random) });
    case 2:
      return legacy(mutated(SOUND, random));
    case 3:
      return mutated(oneOf([await checkpoint(SOUND), legacy(SOUND)], random), random);
    default:
      return otherHeader(random);
  }
}

/** A weight file whose content was changed: it is used, or refused in one line. */
export const weightFiles: Campaign = {
  name: "weight files with a right checksum",
  trials: 1000,
  right: ["used", "one line"],
  async trial(random) {
    const content = await crafted(random);
    return await ending(async () => {
      using file = open(content);
      const weights = await loadWeights(network, file, { extra: "none" });
      return weights.get("a/kernel")!.every(Number.isFinite) ? "used" : "a value that is not finite is used";
    });
  },
};
