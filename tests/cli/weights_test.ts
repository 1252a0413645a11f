import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { golden, goldenBytes } from "../model/weights/files.ts";
import { inFolder } from "../folder.ts";
import { assertOneError, run, succeed } from "./command.ts";

const jsonLines = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("data lists weights and says what is wrong with those that are there", async () => {
  await inFolder(async (folder) => {
    const [weights, none] = [join(folder, "weights"), join(folder, "none")];
    await Deno.mkdir(weights);
    await Deno.writeFile(join(weights, "resnet50-0676ba61.pth"), goldenBytes(golden.checkpoints[0]!.file));
    await Deno.writeTextFile(join(weights, "vgg16-397923af.pth"), "<html>not found</html>");
    const given = ["--weights", weights];
    const [list, lines, hostile, text, missing, unknown, fetch] = await Promise.all([
      succeed("data", ["list", ...given]),
      succeed("data", ["list", "--json", ...given]),
      run("data", ["verify", "resnet50", ...given]),
      run("data", ["verify", "vgg16", ...given]),
      run("data", ["verify", "alexnet", "--json", "--weights", none]),
      run("data", ["verify", "vgg", ...given]),
      run("data", ["fetch", "vgg", ...given]),
    ]);
    const files = jsonLines(lines.stdout).filter((line) => line.file !== undefined);
    assertEquals(files.map(({ name, file, present }) => [name, file, present]), [
      ["alexnet", "alexnet-owt-7be5be79.pth", false],
      ["alexnet", "alexnet-features.safetensors", false],
      ["vgg16", "vgg16-397923af.pth", true],
      ["resnet50", "resnet50-0676ba61.pth", true],
      ["resnet50", "resnet50-v1-pruned-folded.safetensors", false],
    ]);
    for (const part of ["233 MiB", "BSD-3-Clause", "deno task data fetch vgg16", "81 % of them 0", weights]) {
      assert(list.stdout.includes(part), part);
    }
    assert(list.stdout.includes("here: 0.0 MiB in"), list.stdout);
    assert(list.stdout.includes("vgg16-397923af.pth, but 528 MiB are published\n"), list.stdout);
    assertEquals([hostile.code, text.code], [1, 1]);
    assertOneError(
      hostile.stderr,
      "resnet50-0676ba61.pth as weights of resnet50: conv1.weight must have shape [64,3,7,7]",
    );
    assertOneError(text.stderr, "neither a safetensors file nor a PyTorch checkpoint");
    assertEquals(missing.code, 4);
    assertEquals(jsonLines(missing.stdout)[0].complete, false);
    assertOneError(missing.stderr, "not as published: alexnet");
    for (const { code, stderr } of [unknown, fetch]) {
      assertEquals(code, 2);
      assertOneError(stderr, 'no corpus "vgg"', "weights of alexnet, vgg16, resnet50");
    }
  });
});
