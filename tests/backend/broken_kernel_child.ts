/** Breaks one kernel of the `wasm` backend, then checks it: started by `self_check_test.ts`. */
import * as tf from "@tensorflow/tfjs";
import { openBackend } from "../../src/backend/backend.ts";
import { selfCheck } from "../../src/backend/self_check.ts";

const [kernelName, how] = Deno.args as [string, string];
const backend = await openBackend("wasm");
const right = tf.getKernel(kernelName, "wasm");
tf.unregisterKernel(kernelName, "wasm");
tf.registerKernel({
  ...right,
  kernelFunc: (call) => {
    const result = right.kernelFunc(call) as tf.TensorInfo;
    const wasm = call.backend as { typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array };
    const numbers = wasm.typedArrayFromHeap(result);
    numbers[numbers.length - 1] = how === "nan" ? NaN : numbers.at(-1)! * 1.01 + 0.01;
    return result;
  },
});
try {
  await selfCheck(backend);
  console.log("trusted");
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`);
}
