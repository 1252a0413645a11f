import { join } from "node:path";
import { encodeSafetensors } from "../../src/model/safetensors.ts";

const SHAPES = {
  0: [64, 3, 11, 11],
  3: [192, 64, 5, 5],
  6: [384, 192, 3, 3],
  8: [256, 384, 3, 3],
  10: [256, 256, 3, 3],
};

/** Writes made-up weights under the name of AlexNet's convolutions, in PyTorch's names and layout. */
export async function writeAlexnet(folder: string, phase = 0): Promise<string> {
  const tensors = Object.entries(SHAPES).flatMap(([n, shape]) => {
    const inputs = shape[1]! * shape[2]! * shape[3]!;
    const weight = Float32Array.from(
      { length: shape[0]! * inputs },
      (_, i) => Math.sin(1.7 * i + phase) * Math.sqrt(4 / inputs),
    );
    return [
      { name: `features.${n}.weight`, shape, values: weight },
      { name: `features.${n}.bias`, shape: [shape[0]!], values: new Float32Array(shape[0]!).fill(0.01) },
    ];
  });
  const path = join(folder, "alexnet-features.safetensors");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(path, encodeSafetensors(tensors));
  return path;
}
