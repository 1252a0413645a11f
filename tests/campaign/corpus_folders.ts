import { dirname, join } from "node:path";
import { MissingDataError } from "../../src/base/errors.ts";
import type { Random } from "../../src/base/random.ts";
import { recordingFileHash } from "../../src/audio/recording_hash.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import type { CorpusSettings } from "../../src/manifest/settings.ts";
import { tinyWav } from "../corpus/tree.ts";
import type { Campaign } from "./campaign.ts";
import { ending, mutated, oneOf } from "./bytes.ts";

const SETTINGS: readonly CorpusSettings[] = [
  { name: "ravdess", classes: "all", channel: "both" },
  { name: "emodb", classes: "all" },
  { name: "iemocap", classes: "all", excited: "as-happiness" },
];
const NAMES = [
  ...[
    "03-01-05-01-01-01-01.wav",
    "03-01-03-01-01-01-02.WAV",
    "03-02-05-01-01-01-01.wav",
    "03-01-99-01-01-01-01.wav",
  ],
  ...["03a01Fa.wav", "16b10Aa.wav", "99a01Fa.wav", "Ses01F_impro01_F000.wav", "Ses01F_impro01_M001.wav"],
  ...["._03-01-05-01-01-01-01.wav", "x.wav", ".wav", "notes.txt", "synthetic.json", "Ses01F_impro01.txt"],
  ...["a\u0001\u001b[2J.wav", "`<img src=x>`.wav", "new\nline.wav", "\ufffd.wav", "\u202e.wav", "' $(x).wav"],
];
const FOLDERS = [
  ...[
    "",
    "Actor_01",
    "wav",
    "laryngo",
    "sentences/wav/a",
    "dialog/EmoEvaluation",
    "x.wav",
    "a\nb",
    "Session1/dialog",
  ],
  ...["MOCAP_x", "d/".repeat(30), "`a`", "03-01-05-01-01-01-02.wav"],
];
const LABELS = [
  "[6.2 - 8.2]\tSes01F_impro01_F000\tneu\t[2, 2, 2]\n",
  "[6.2 - 8.2]\tSes01F_impro01_F000\tang\t[2, 2, 2]\n",
  "[6.2 - 8.2]\tnonsense\tneu\t[2, 2, 2]\n",
  "[6.2 - 8.2]\tSes01F_impro01_M001\tconstructor\t[2, 2, 2]\n",
];

/** Puts one thing into a folder; where something is in its way, nothing. */
async function put(root: string, random: Random): Promise<void> {
  const path = join(root, oneOf(FOLDERS, random), oneOf(NAMES, random));
  await Deno.mkdir(dirname(path), { recursive: true });
  switch (random.integer(10)) {
    case 0:
      return await Deno.symlink(
        oneOf(["gone", ".", "..", "/", basenameOf(path), "/dev/zero", root], random),
        path,
      );
    case 1:
      return await Deno.mkdir(path);
    case 2:
      return await Deno.writeFile(path, mutated(tinyWav(path), random));
    case 3:
      return await Deno.writeTextFile(path, oneOf(LABELS, random) + oneOf(LABELS, random));
    case 4:
      return await Deno.writeTextFile(path, "");
    default:
      return await Deno.writeFile(path, tinyWav(oneOf(["a", "b", path], random)));
  }
}

function basenameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What Deno itself cannot make: pipes, names that are no UTF-8. */
async function putOdd(root: string, random: Random): Promise<void> {
  const script = `mkfifo pipe.wav "03-01-05-01-01-01-0${random.integer(9)}.wav"
    n=$(printf '\\377'); : > "$n.wav"; mkdir "d$n"; : > "d$n/03-01-05-01-01-01-01.wav"; ln -s "$n" y.wav`;
  await new Deno.Command("sh", { args: ["-c", script], cwd: root, stderr: "null" }).output();
}

/** A folder of anything, opened as a corpus: each file that is named like a recording is a clip, or left out once. */
export const corpusFolders: Campaign = {
  name: "corpus folders",
  trials: 1000,
  right: ["opened", "missing data", "one line"],
  async trial(random, folder) {
    const root = join(folder, "root");
    await Deno.mkdir(root);
    for (let things = 1 + random.integer(25); things > 0; things--) await put(root, random).catch(() => {});
    if (random.integer(8) === 0) await putOdd(root, random);
    const outcome = await ending(async () => {
      const hashFile = (path: string) => Promise.resolve(recordingFileHash(path));
      const options = { hashFile, namesAlone: random.integer(2) === 0 };
      try {
        const { clips, leftOut } = await openCorpus(oneOf(SETTINGS, random), root, options);
        const told = [...clips, ...leftOut.filter(({ path }) => !path.endsWith("/"))].map(({ path }) => path);
        return new Set(told).size === told.length ? "opened" : "a file is told of twice";
      } catch (error) {
        if (error instanceof MissingDataError && !error.message.includes("\n")) return "missing data";
        throw error;
      }
    });
    // Names that are no UTF-8 are removed by name, which Deno cannot.
    await new Deno.Command("rm", { args: ["-rf", root] }).output();
    return outcome;
  },
};
