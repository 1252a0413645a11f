import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { openBackend } from "../../src/backend/backend.ts";
import { forward } from "../../src/model/forward.ts";
import type { Network } from "../../src/model/layers.ts";
import {
  layersModelWeights,
  loadLayersModel,
  saveLayersModel,
  toLayersModel,
  writeLayersModel,
} from "../../src/model/layers_model.ts";
import { networkWeights } from "../../src/model/shapes.ts";
import { inFolder } from "../folder.ts";
import { ODD, paperNetwork } from "./networks.ts";
import { sines, sineWeights } from "./sines.ts";

const NETWORKS: Network[] = [
  ODD,
  paperNetwork({ downsampling: "stride", padding: "two-pixels" }, [12, 10], 3),
  paperNetwork({ downsampling: "max-pool" }, [12, 10], 3),
  paperNetwork({ downsampling: "average-pool" }, [12, 10], 3),
];

async function predictions(model: tf.LayersModel, x: tf.Tensor): Promise<Float32Array> {
  const result = tf.tidy(() => model.predict(x) as tf.Tensor);
  const values = await result.data() as Float32Array;
  result.dispose();
  return values;
}

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`a layers model predicts the logits of forward, also after saving: ${backend}`, async () => {
    await openBackend(backend);
    for (const network of NETWORKS) {
      const before = tf.memory().numTensors;
      const weights = sineWeights(network);
      const x = tf.tensor4d(sines(2 * network.input.reduce((a, b) => a * b, 1), 0.4, 1), [
        2,
        ...network.input,
      ]);
      const tensors = new Map(
        networkWeights(network).map((s) => [s.name, tf.tensor(weights.get(s.name)!, [...s.shape])]),
      );
      const logits = tf.tidy(() => forward(network, tensors, x));
      const want = await logits.data() as Float32Array;
      const model = toLayersModel(network, weights);
      const loaded = await loadLayersModel(await saveLayersModel(model));
      for (const one of [model, loaded]) {
        const got = await predictions(one, x);
        assert(
          got.every((v, i) => Math.abs(v - want[i]!) <= 1e-6),
          `${network.name}: ${got} instead of ${want}`,
        );
      }
      tf.dispose([x, logits, ...tensors.values()]);
      [model, loaded].forEach((one) => one.dispose());
      assertEquals(tf.memory().numTensors, before);
    }
  });

  Deno.test(`weights of a layers model come back bit by bit: ${backend}`, async () => {
    await openBackend(backend);
    const weights = sineWeights(ODD);
    const special = Uint32Array.of(0x80000000, 0x7fc12345, 0x00000001, 0xff800000, 0x7f7fffff);
    weights.get("n1/gamma")!.set(new Float32Array(special.buffer));
    const model = toLayersModel(ODD, weights);
    const loaded = await loadLayersModel(await saveLayersModel(model));
    for (const one of [model, loaded]) {
      const back = await layersModelWeights(ODD, one);
      assertEquals([...back.keys()], [...weights.keys()]);
      for (const [name, values] of weights) {
        assertEquals(new Uint8Array(back.get(name)!.buffer), new Uint8Array(values.buffer), name);
      }
    }
    [model, loaded].forEach((one) => one.dispose());
  });
}

Deno.test("the files are those that a browser loads from a folder", () =>
  inFolder(async (folder) => {
    await openBackend("cpu");
    const network = paperNetwork({}, [16, 16], 3);
    const model = toLayersModel(network, sineWeights(network));
    const files = await saveLayersModel(model);
    await writeLayersModel(join(folder, "model"), files);
    const json: tf.io.ModelJSON = JSON.parse(await Deno.readTextFile(join(folder, "model/model.json")));
    assertEquals(json.format, "layers-model");
    assertEquals(json.weightsManifest.map((group) => group.paths), [["weights.bin"]]);
    const bytes = await Deno.readFile(join(folder, "model/weights.bin"));
    assertEquals(bytes, files.weights);
    const specs = json.weightsManifest[0]!.weights;
    assertEquals(4 * specs.reduce((sum, s) => sum + s.shape.reduce((a, b) => a * b, 1), 0), bytes.length);
    assert(specs.every((s) => s.dtype === "float32"));
    // The same network and weights give the same files.
    const again = toLayersModel(network, sineWeights(network));
    assertEquals(await saveLayersModel(again), files);
    [model, again].forEach((one) => one.dispose());
  }));

Deno.test("a pooling layer that such a model cannot say is refused", () => {
  const pool = { kind: "max-pool", name: "p", size: [2, 2], stride: [2, 2], padding: [1, 1, 1, 1] } as const;
  const network: Network = { name: "n", input: [6, 6, 1], layers: [pool] };
  assertThrows(() => toLayersModel(network, new Map()), /Cannot save p as padding must be "same" or none/);
});
