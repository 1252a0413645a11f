import { deepStrictEqual as assertEquals, rejects } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { manifestPaths } from "../../src/cli/manifest_paths.ts";
import { inTree } from "../corpus/tree.ts";

const files = {
  "suite/one.manifest.json": "",
  "suite/two.manifest.json": "",
  "suite/paper.json": "",
  "suite/folder.manifest.json/x": "",
  "empty/readme": "",
  "odd[1].manifest.json": "",
};

Deno.test("manifests are given by path, by folder and by pattern, with slashes or backslashes, each once", () =>
  inTree(files, async (root) => {
    const [one, two] = [`${root}/suite/one.manifest.json`, `${root}/suite/two.manifest.json`];
    const meant = async (...typed: string[]) => await manifestPaths(typed);
    assertEquals(await meant(two, one, two), [two, one]);
    assertEquals(await meant(`${root}/suite/{t,o}*.manifest.json`), [one, two]);
    assertEquals(await meant(`${root}/s*/one.*`), [one]);
    assertEquals(await meant(`${root}\\suite\\o*.json`), [one]);
    assertEquals(await meant(`${root}/odd[1].manifest.json`), [`${root}/odd[1].manifest.json`]);
    assertEquals(await meant(`${root}/gone.json`), [`${root}/gone.json`]);
    await Deno.remove(`${root}/suite/folder.manifest.json`, { recursive: true });
    for (const folder of ["suite", "suite/"]) assertEquals(await meant(`${root}/${folder}`), [one, two]);
    await rejects(meant(`${root}/empty`), (error) => error instanceof UserError);
    await rejects(meant(`${root}/z*`), /^UserError: no manifest fits /);
  }));
