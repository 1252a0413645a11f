import { join } from "node:path";
import { UnusableError } from "../../src/audio/unusable.ts";
import type { Random } from "../../src/base/random.ts";
import { recordingFileHash } from "../../src/audio/recording_hash.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { clipImages } from "../../src/features/clip_images.ts";
import { readWav } from "../../src/signal/wav.ts";
import { CLEAN, RAW } from "../features/recordings.ts";
import { chunk, floats, formatChunk, wav } from "../signal/riff_builder.ts";
import type { Campaign } from "./campaign.ts";
import { ending, mutated, oneOf } from "./bytes.ts";

const SOUND = "03-01-01-01-01-01-01.wav";
const HOSTILE = "03-01-02-01-01-01-02.wav";

/** A small recording of any width and number of channels, with chunks around its samples. */
function anyWav(random: Random): Uint8Array {
  const [code, bits] = oneOf([[1, 8], [1, 16], [1, 24], [1, 32], [3, 32], [3, 64]] as const, random);
  const channels = 1 + random.integer(2);
  const frames = 1 + random.integer(400);
  const bytes = frames * channels * bits / 8;
  const samples = code === 3
    ? floats(Array.from({ length: frames * channels }, () => random.uniform() - 0.5), bits === 32 ? 4 : 8)
    : Array.from({ length: bytes }, () => random.integer(256));
  const extra = random.integer(2) === 0
    ? []
    : [chunk("LIST", Array.from({ length: random.integer(9) }, () => 65))];
  const rateHz = oneOf([8000, 16_000, 44_100, 48_000], random);
  const format = formatChunk({
    code,
    bits,
    channels,
    rateHz,
    ...(random.integer(3) === 0 ? { subformat: code } : {}),
  });
  return wav(...extra, format, ...extra, chunk("data", samples), ...extra);
}

/** A damaged recording beside a sound one: it is used or left out, by the corpus and by the decoder alike. */
export const wavFiles: Campaign = {
  name: "WAV files",
  trials: 1000,
  right: ["used", "left out", "samples left out", "nothing left when cleaned"],
  trial: (random, folder) =>
    ending(async () => {
      await Deno.writeFile(join(folder, SOUND), wav(formatChunk(), chunk("data", [1, 2, 3, 4])));
      await Deno.writeFile(join(folder, HOSTILE), mutated(anyWav(random), random));
      const settings = { name: "ravdess", classes: "all", channel: "speech" } as const;
      const hashFile = (path: string) => Promise.resolve(recordingFileHash(path));
      const { clips, leftOut } = await openCorpus(settings, folder, { hashFile });
      const used = clips.some(({ path }) => path === HOSTILE);
      if (!used && leftOut.length === 1) return "left out";
      if (!used || leftOut.length > 0) return "neither used nor left out";
      try {
        const [raw, clean] = clipImages(readWav(join(folder, HOSTILE)), HOSTILE, [RAW, CLEAN]);
        if (!raw![0]!.every(Number.isFinite)) return "an image with a value that is not finite";
        return clean!.length > 0 ? "used" : "nothing left when cleaned";
      } catch (error) {
        if (error instanceof UnusableError) return "samples left out";
        throw new Error("the corpus takes what cannot be decoded", { cause: error });
      }
    }),
};
