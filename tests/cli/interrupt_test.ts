import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { decodeSafetensors } from "../../src/model/safetensors.ts";
import type { EpochRecord, RunRecord } from "../../src/record/record.ts";
import { inFolder } from "../folder.ts";
import { ended, filesBelow, recordsIn, start, succeed, timeless, tiny, writeManifest } from "./command.ts";

/** Long enough to be killed in the middle, if a checkpoint is written after every epoch. */
const EPOCHS = 25;
const long = tiny({
  training: { epochs: EPOCHS, batch: 4, report: "best-on-test" },
  protocol: { name: "utterance-holdout", testShare: 0.5 },
});
/** The same with windows that are dealt one by one. */
const dealt = {
  ...long,
  spectrogram: { size: [16, 16], time: { method: "windows", seconds: 0.5, overlap: 0.5 } },
  protocol: { name: "image-holdout", testShare: 0.5 },
};
const EVERY = ["--checkpoint-every", "1", "--no-report", "--json"];

/** Waits until something is there. */
async function until<T>(find: () => T | null | Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
    const found = await find();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("nothing came within two minutes");
}

/** The only checkpoint of a suite, once there is one. */
function checkpointIn(out: string): Promise<string> {
  const folder = join(out, "tiny/checkpoints");
  return until(async () => {
    const name = (await filesBelow(folder)).find((f) => f.endsWith(".safetensors"));
    return name === undefined ? null : join(folder, name);
  });
}

async function epochsOf(checkpoint: string): Promise<EpochRecord[]> {
  const { metadata } = decodeSafetensors(await Deno.readFile(checkpoint), checkpoint);
  return JSON.parse(metadata.epochs!);
}

/** How many of the first epochs of a record have the times of a checkpoint: those were not run again. */
function taken(record: RunRecord, kept: readonly EpochRecord[]): number {
  const differs = kept.findIndex((epoch, i) => epoch.seconds !== record.epochs[i]!.seconds);
  return differs < 0 ? kept.length : differs;
}

for (const [run, settings] of [["a run", long], ["a run whose images are dealt", dealt]] as const) {
  Deno.test(`${run} goes on from its checkpoint once killed, and starts over if that is damaged, with equal results`, () =>
    killed(settings));
}

async function killed(settings: Record<string, unknown>): Promise<void> {
  await inFolder(async (folder) => {
    const manifest = await writeManifest(folder, settings);
    const cache = ["--cache", join(folder, "cache")];
    const args = (name: string) => [manifest, "--out", join(folder, name), ...cache, ...EVERY];
    await succeed("replicate", args("whole"));
    const [whole] = await recordsIn(join(folder, "whole"));
    assertEquals(whole!.epochs.length, EPOCHS);
    for (const [name, damage] of [["killed", false], ["damaged", true]] as const) {
      const out = join(folder, name);
      const child = start("replicate", args(name));
      const checkpoint = await checkpointIn(out);
      child.kill("SIGKILL");
      assertEquals((await ended(child)).code, 137);
      assertEquals(await recordsIn(out), [], "it was killed in the middle");
      const kept = await epochsOf(checkpoint);
      assert(kept.length >= 1 && kept.length < EPOCHS, `${kept.length} epochs`);
      if (damage) {
        const bytes = await Deno.readFile(checkpoint);
        bytes[bytes.length >> 1]! ^= 0x10;
        await Deno.writeFile(checkpoint, bytes);
      }
      const { stdout } = await succeed("replicate", args(name));
      assertEquals(JSON.parse(stdout).made, 1);
      const [record] = await recordsIn(out);
      assertEquals(taken(record!, kept), damage ? 0 : kept.length);
      assertEquals(JSON.stringify(timeless(record!)), JSON.stringify(timeless(whole!)));
      assertEquals(
        await filesBelow(join(out, "tiny")),
        [`runs/${record!.id}.json`],
        "and nothing is left over",
      );
    }
  });
}

Deno.test("Ctrl-C stops with one line and leaves whole records and no temporary files", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const manifest = await writeManifest(folder, { ...long, seeds: [0, 1, 2] });
    const args = [manifest, "--out", out, "--cache", join(folder, "cache"), ...EVERY];
    const child = start("replicate", args);
    const first = await until(async () => (await recordsIn(out).catch(() => []))[0] ?? null);
    await checkpointIn(out);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended(child);
    assertEquals([code, stdout, stderr], [130, "", "error: stopped: the same command goes on from here\n"]);
    const records = await recordsIn(out);
    assert(records.length >= 1 && records.length < 3);
    assertEquals(records.find((r) => r.id === first.id), first);
    assertEquals((await filesBelow(folder)).filter((f) => f.endsWith(".tmp")), []);
    const { stdout: end } = await succeed("replicate", args);
    assertEquals(JSON.parse(end).reused, records.length);
    assertEquals((await recordsIn(out)).length, 3);
    assertEquals((await filesBelow(join(out, "tiny"))).length, 3);
  });
});
