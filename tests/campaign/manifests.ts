import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Random } from "../../src/base/random.ts";
import { loadSuites, selectRuns } from "../../src/cli/experiments.ts";
import { estimateSeconds } from "../../src/run/estimate.ts";
import { loadManifest } from "../../src/manifest/load.ts";
import { listFolder } from "../../src/base/files.ts";
import { run } from "../cli/command.ts";
import type { Campaign } from "./campaign.ts";
import { mutated, mutatedText } from "./mutate.ts";
import { outcomeOf, processOutcome } from "./outcome.ts";

const FOLDER = fileURLToPath(new URL("../../experiments/deepika2025", import.meta.url));
const names = (await listFolder(FOLDER)).filter((name) => name.endsWith(".manifest.json"));
/** With every setting written out, so that each of them is changed. */
const whole = await Promise.all(names.map(async (name) => (await loadManifest(join(FOLDER, name))).manifest));

/** Manifests with changed settings: planned to the last run, or refused by a rule. */
export const manifests: Campaign = {
  name: "manifests with changed settings",
  trials: 1000,
  right: ["planned", "refused"],
  trial: (random, folder) => outcomeOf(() => trial(random, folder)),
};

async function trial(random: Random, folder: string): Promise<string> {
  const manifest = whole[random.integer(whole.length)]!;
  const path = join(folder, "x.manifest.json");
  const text = random.integer(4) === 0
    ? mutatedText(JSON.stringify(manifest, null, 1), random)
    : JSON.stringify(mutated(manifest, random));
  await Deno.writeTextFile(path, text);
  // A process takes its time: of every fiftieth.
  if (random.integer(50) === 0) {
    return processOutcome(
      await run("replicate", [path, "--dry-run", "--out", join(folder, "out")]),
      "planned",
    );
  }
  for (const suite of await loadSuites([path], {})) {
    for (const run of selectRuns(suite.wanted, [], undefined).slice(0, 50)) {
      if (!(estimateSeconds(run.settings, []) >= 0)) return "an estimate that is no number";
    }
  }
  return "planned";
}
