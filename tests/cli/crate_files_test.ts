import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { folderFiles } from "../../src/cli/crate_files.ts";
import { inTree } from "../corpus/tree.ts";

Deno.test({
  name: "a crate packs the files of its folder and nothing else, whatever links and pipes lie there",
  ignore: Deno.build.os === "windows",
  async fn() {
    const files = {
      "suite/runs/a.json": "a",
      "suite/x.tmp": "",
      "suite/progress.json": "",
      "secret.txt": "secret",
    };
    await inTree(files, async (root) => {
      const folder = `${root}/suite`;
      await Deno.symlink("itself", `${folder}/itself`);
      await Deno.symlink(".", `${folder}/loop`);
      await Deno.symlink("../secret.txt", `${folder}/out.txt`);
      await Deno.symlink("..", `${folder}/up`);
      await Deno.symlink("runs/a.json", `${folder}/link.json`);
      await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
      const packed = await folderFiles(folder);
      assertEquals(packed.files.map(({ path }) => path), ["link.json", "runs/a.json"]);
      assertEquals(packed.leftOut, [
        "itself: leads nowhere",
        "loop: leads to a folder that is packed",
        "out.txt: leads out of the folder of the results",
        "pipe: is no file",
        "up: leads out of the folder of the results",
      ]);
      assertEquals(await folderFiles(`${root}/none`), { files: [], leftOut: [] });
      const large = await Deno.create(`${folder}/large`);
      await large.truncate(2 ** 40);
      large.close();
      await rejects(folderFiles(folder), (error) => {
        assert(/^UserError: Cannot pack .*suite: its files take more than 536870912 bytes/.test(`${error}`));
        return true;
      });
    });
  },
});
