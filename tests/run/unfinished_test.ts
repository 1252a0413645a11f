import { deepStrictEqual as assertEquals, rejects } from "node:assert/strict";
import { dirname, join } from "node:path";
import { removeUnfinished } from "../../src/run/unfinished.ts";
import { filesBelow } from "../cli/command.ts";
import { inFolder } from "../folder.ts";

Deno.test("temporary files of the runs are removed, finished files and those of other runs stay", async () => {
  await inFolder(async (folder) => {
    const stay = [
      "runs/a1.json",
      "runs/b2.json.7-0.tmp",
      "checkpoints/a1.safetensors",
      "summary.json.7-3.tmp",
    ];
    const go = [
      "runs/a1.json.7-1.tmp",
      "checkpoints/a1.safetensors.7-0.tmp",
      "models/a1.safetensors.9-4.tmp",
    ];
    for (const name of [...stay, ...go]) {
      await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
      await Deno.writeTextFile(join(folder, name), "");
    }
    await removeUnfinished(folder, new Set(["a1", "c3"]), false);
    assertEquals(await filesBelow(folder), stay.toSorted());
    await Deno.remove(join(folder, "checkpoints/a1.safetensors"));
    await removeUnfinished(folder, new Set(["a1"]), true);
    await rejects(Deno.stat(join(folder, "checkpoints")), Deno.errors.NotFound);
  });
});

Deno.test("a suite that has no folder has nothing to be removed", async () => {
  await inFolder((folder) => removeUnfinished(join(folder, "none"), new Set(["a1"]), false));
});
