import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { EXIT, MissingDataError, UserError } from "../../../src/base/errors.ts";
import type { ImagenetModel } from "../../../src/model/imagenet.ts";
import { encodeSafetensors } from "../../../src/model/safetensors.ts";
import { networkWeights } from "../../../src/model/shapes.ts";
import { fetchWeights } from "../../../src/model/weights/fetch.ts";
import { findWeights } from "../../../src/model/weights/find.ts";
import { WEIGHTS_FOLDER, weightSources } from "../../../src/model/weights/sources.ts";
import { publishedNetwork, verifyWeights } from "../../../src/model/weights/verify.ts";
import { inFolder } from "../../folder.ts";
import { golden, goldenBytes } from "./files.ts";

const common = {
  inputSize: [224, 224],
  channels: "grey",
  initialiser: "he-uniform",
  width: 1,
  freeze: "backbone",
  classifier: { kind: "dense", units: [] },
} as const;
const alexnet: ImagenetModel = { ...common, name: "alexnet", weights: "imagenet" };
const vgg16: ImagenetModel = { ...common, name: "vgg16", weights: "imagenet" };
const resnet50 = (
  version: "v1" | "v1.5",
  weights: "random" | "imagenet" | "imagenet-pruned",
): ImagenetModel => (
  { ...common, name: "resnet50", version, weights }
);

Deno.test("official files are named after their checksums and fit their networks", () => {
  for (const source of weightSources) {
    assert(/^[0-9a-f]{8}$/.test(source.sha256Prefix));
    assertEquals(networkWeights(publishedNetwork(source)).length > 0, true);
    if (source.url === null) continue;
    assert(source.fileName.endsWith(`-${source.sha256Prefix}.pth`));
    assertEquals(source.url, `https://download.pytorch.org/models/${source.fileName}`);
    const trainable = networkWeights(publishedNetwork(source)).filter((w) => w.trainable);
    const count = trainable.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const parameters = { alexnet: 61_100_840, vgg16: 138_357_544, resnet50: 25_557_032 };
    assertEquals(count, parameters[source.network]);
    // Four bytes a parameter, and less than half a mebibyte around them and the running statistics.
    assert(Math.abs(source.mebibytes! - 4 * count / 2 ** 20) < 1, source.fileName);
  }
  const pruned = weightSources.find(({ weights }) => weights === "imagenet-pruned")!;
  for (const word of ["81 %", "8-bit", "folded", "69.7 %", "89.3 %", "300", "neither torchvision's"]) {
    assert(pruned.disclosure!.includes(word), word);
  }
});

Deno.test("weights are found in their folder, the whole file before a part of it", async () => {
  await inFolder(async (folder) => {
    const put = (name: string) => Deno.writeFile(join(folder, name), new Uint8Array());
    await put("alexnet-features.safetensors");
    await put("resnet50-v1-pruned-folded.safetensors");
    const part = await findWeights(alexnet, folder);
    assertEquals([part.path, part.source.holds], [join(folder, "alexnet-features.safetensors"), "backbone"]);
    await put("alexnet-owt-7be5be79.pth");
    const whole = await findWeights(alexnet, folder);
    assertEquals([whole.path, whole.source.holds], [join(folder, "alexnet-owt-7be5be79.pth"), "all"]);
    assertEquals(whole.disclosure, null);
    const pruned = await findWeights(resnet50("v1", "imagenet-pruned"), folder);
    assertEquals(pruned.disclosure, pruned.source.disclosure);
    assert(pruned.disclosure!.includes("81 %"));
    await rejects(findWeights(resnet50("v1.5", "imagenet"), folder), MissingDataError);
  });
});

Deno.test("missing weights are said with the folder and the command that fetches them", async () => {
  await inFolder(async (folder) => {
    const cases: [ImagenetModel, string, number, string][] = [
      [
        vgg16,
        folder,
        EXIT.missingData,
        `The imagenet weights of vgg16 are missing: no vgg16-397923af.pth in ${folder}; ` +
        `deno task data fetch vgg16 --weights ${folder}`,
      ],
      [
        vgg16,
        join(folder, "none"),
        EXIT.missingData,
        `The imagenet weights of vgg16 are missing: no vgg16-397923af.pth in ${folder}/none; ` +
        `deno task data fetch vgg16 --weights ${folder}/none`,
      ],
      [
        resnet50("v1", "imagenet"),
        folder,
        EXIT.user,
        "There are no imagenet weights of resnet50 v1: there are imagenet (v1.5), imagenet-pruned (v1)",
      ],
      [
        { ...alexnet, weights: "random" },
        folder,
        EXIT.user,
        "There are no random weights of alexnet: there are imagenet",
      ],
    ];
    for (const [model, where, code, says] of cases) {
      await rejects(findWeights(model, where), (error) => {
        assert(error instanceof UserError && error.exitCode === code, String(error));
        assertEquals(error.message, says);
        return true;
      });
    }
    await rejects(findWeights(resnet50("v1", "imagenet-pruned"), folder), /no public address is known/);
  });
  await rejects(findWeights(vgg16, WEIGHTS_FOLDER), /in data\/weights; deno task data fetch vgg16$/);
});

Deno.test("a file of weights is compared with its checksum and its network", async () => {
  await inFolder(async (folder) => {
    const source = weightSources.find(({ fileName }) => fileName === "alexnet-features.safetensors")!;
    const path = join(folder, source.fileName);
    const shapes: Record<string, number[]> = {
      "features.0": [64, 3, 11, 11],
      "features.3": [192, 64, 5, 5],
      "features.6": [384, 192, 3, 3],
      "features.8": [256, 384, 3, 3],
      "features.10": [256, 256, 3, 3],
    };
    const tensors = Object.entries(shapes).flatMap(([name, shape]) => [
      { name: `${name}.weight`, shape, values: new Float32Array(shape.reduce((a, b) => a * b)) },
      { name: `${name}.bias`, shape: [shape[0]!], values: new Float32Array(shape[0]!) },
    ]);
    const bytes = encodeSafetensors(tensors);
    await Deno.writeFile(path, bytes);
    assert(
      /^wrong sha256: expected d52dde54, got [0-9a-f]{64}$/.test(String(await verifyWeights(source, path))),
    );
    const sha256Prefix = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    assertEquals(await verifyWeights({ ...source, sha256Prefix }, path), { tensors: 10, values: 2_469_696 });
    await Deno.writeFile(path, encodeSafetensors(tensors.slice(1)));
    await rejects(
      verifyWeights(source, path),
      /features\.0\.weight must have shape \[64,3,11,11\]: the file has no/,
    );
    await Deno.writeFile(path, goldenBytes(golden.checkpoints[0]!.file));
    await rejects(verifyWeights(source, path), UserError);
    await Deno.remove(path);
    await rejects(verifyWeights(source, path), MissingDataError);
  });
});

const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) >> 5);
const sha256Prefix = createHash("sha256").update(content).digest("hex").slice(0, 8);

/** Serves the content on the loopback address; the first answer breaks off after `drop` bytes. */
async function serving(drop: number, test: (url: string, starts: number[]) => Promise<void>): Promise<void> {
  const starts: number[] = [];
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response() };
  const server = Deno.serve(options, (request) => {
    if (!request.url.endsWith(".pth")) return new Response("none", { status: 404 });
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "bytes=0-")![1]);
    const first = starts.push(start) === 1;
    const headers = new Headers({ "content-length": String(content.length - start) });
    if (start > 0) headers.set("content-range", `bytes ${start}-${content.length - 1}/${content.length}`);
    const status = start > 0 ? 206 : 200;
    if (!first) return new Response(content.slice(start), { status, headers });
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async start(controller) {
        controller.enqueue(content.slice(0, drop));
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (drop < content.length) controller.error(new Error("broken on purpose"));
        else controller.close();
      },
    });
    return new Response(body, { status, headers });
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}`, starts);
  } finally {
    await server.shutdown();
  }
}

const quick = { waitMs: 1, stallMs: 500 };
const namesIn = async (folder: string) => (await Array.fromAsync(Deno.readDir(folder), (e) => e.name)).sort();

Deno.test("weights are downloaded, resumed after a break, checked, and not asked for again", async () => {
  await inFolder(async (folder) => {
    await serving(30_000, async (url, starts) => {
      const file = { url: `${url}/w.pth`, fileName: "w.pth", sha256Prefix };
      const seen: [number, number | null][] = [];
      const progress = (done: number, total: number | null) => seen.push([done, total]);
      const path = await fetchWeights("vgg16", join(folder, "new"), { ...quick, file, progress });
      assertEquals(path, join(folder, "new/w.pth"));
      assertEquals(await Deno.readFile(path), content);
      assertEquals([starts.length, starts[0]], [2, 0]);
      assert(starts[1]! > 0, "the second answer begins where the first broke off");
      assertEquals(seen.at(-1), [content.length, content.length]);
      assert(seen.every(([done], i) => i === 0 || done > seen[i - 1]![0]));
      await fetchWeights("vgg16", join(folder, "new"), { ...quick, file });
      assertEquals(starts.length, 2);
      await Deno.writeFile(path, content.with(5, 0));
      await fetchWeights("vgg16", join(folder, "new"), { ...quick, file });
      assertEquals(await Deno.readFile(path), content);
    });
  });
});

Deno.test("a download with another checksum, or none at all, leaves nothing behind", async () => {
  await inFolder(async (folder) => {
    await serving(content.length, async (url) => {
      const wrong = { url: `${url}/w.pth`, fileName: "w.pth", sha256Prefix: "01234567" };
      await rejects(fetchWeights("alexnet", folder, { ...quick, file: wrong }), (error) => {
        assert(error instanceof UserError && error.exitCode === EXIT.user);
        assert(/w\.pth: wrong sha256: expected 01234567, got [0-9a-f]{64}; .* removed$/.test(error.message));
        return true;
      });
      assertEquals(await namesIn(folder), []);
      const none = { url: `${url}/w.zip`, fileName: "w.pth", sha256Prefix };
      await rejects(fetchWeights("alexnet", folder, { ...quick, file: none }), (error) => {
        assert(
          error instanceof MissingDataError && /the server answered 404/.test(error.message),
          String(error),
        );
        return true;
      });
    });
    // Nobody listens on a port that was just given back.
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    const gone = { url: `http://127.0.0.1:${port}/w.pth`, fileName: "w.pth", sha256Prefix };
    await rejects(fetchWeights("alexnet", folder, { ...quick, attempts: 2, file: gone }), (error) => {
      assert(
        error instanceof MissingDataError && /gave up after 2 attempts/.test(error.message),
        String(error),
      );
      return true;
    });
    assertEquals((await namesIn(folder)).filter((name) => !name.endsWith(".part")), []);
  });
  await rejects(
    fetchWeights("vgg", "x"),
    /no weights of vgg are known; there are those of alexnet, vgg16, resnet50$/,
  );
});
