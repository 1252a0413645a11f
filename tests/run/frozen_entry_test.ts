import { deepStrictEqual as assertEquals, ok as assert, throws } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { decodeFrozen, encodeFrozen } from "../../src/run/frozen_entry.ts";
import { requireRoom } from "../../src/run/room.ts";

Deno.test("outputs of frozen layers survive their cache entry, other bytes are none", () => {
  const outputs = { count: 2, values: Float32Array.of(1, -2, 3, 4, 5, 6.5), seconds: 0.0123 };
  const bytes = encodeFrozen(outputs);
  assertEquals(decodeFrozen(bytes, 3), outputs);
  for (const size of [1, 2, 4, 6]) assertEquals(decodeFrozen(bytes, size), null);
  for (const length of [0, 3, 15, 16, bytes.length - 1]) {
    assertEquals(decodeFrozen(bytes.subarray(0, length), 3), null);
  }
  assertEquals(decodeFrozen(encodeFrozen({ ...outputs, seconds: NaN }), 3), null);
  assertEquals(decodeFrozen(encodeFrozen({ count: 0, values: new Float32Array(0), seconds: 0 }), 3), null);
});

Deno.test("more images than memory holds are refused with the numbers", () => {
  const network = { name: "vgg16", input: [224, 224, 3] as const, layers: [] };
  requireRoom("a/b/fold-0/seed-0", 4152, network);
  throws(() => requireRoom("a/b/fold-0/seed-0", 4153, network), (error: Error) => {
    assertEquals(
      error.message,
      "Cannot train a/b/fold-0/seed-0: its 4153 training images of 224x224x3 numbers take 2.50 GB, more than " +
        "2.50 GB: freeze more layers or set a smaller model.inputSize",
    );
    assert(error instanceof UserError);
    return true;
  });
});
