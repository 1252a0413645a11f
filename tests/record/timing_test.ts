import {
  deepStrictEqual as assertEquals,
  ok as assert,
  rejects as assertRejects,
  throws as assertThrows,
} from "node:assert/strict";
import { join } from "node:path";
import {
  isQuiet,
  medianOf,
  parseTiming,
  type Timing,
  trainingSecondsByTurn,
} from "../../src/record/timing.ts";
import { openTimingStore } from "../../src/record/timing_store.ts";
import { inFolder } from "../folder.ts";
import { madeUpTimed, madeUpTiming } from "./made_up_timing.ts";

const timing = madeUpTiming([
  madeUpTimed("a", [2, 3, 4]),
  madeUpTimed("b", [1, 1, 2], { frozen: { clips: 1440, secondsPerClip: [0.1, 0.2, 0.1] } }),
]);

Deno.test("a whole training is its epochs, and one pass of all clips through frozen layers", () => {
  assertEquals(timing.variants.map(trainingSecondsByTurn), [[100, 150, 200], [194, 338, 244]]);
  assertEquals([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3])], [2, 2.5]);
});

Deno.test("a machine is quiet where nothing but this program computes", () => {
  assert(isQuiet({ before: 0.5, after: [1.5, 1.2] }));
  assert(!isQuiet({ before: 0.51, after: [1] }));
  assert(!isQuiet({ before: 0.2, after: [1, 1.51] }));
  assert(!isQuiet({ before: null, after: [1] }));
  assert(!isQuiet({ before: 0, after: [null] }));
});

Deno.test("timings are read as they were written, the newer one of the same runs in place of the older", async () => {
  await inFolder(async (out) => {
    const store = openTimingStore(out, "suite");
    assertEquals(await store.readAll(), []);
    const path = await store.write(timing);
    const loud = madeUpTiming([...timing.variants].reverse(), 9);
    assertEquals(await store.write(loud), path);
    assertEquals(await store.readAll(), [loud]);
    const other = await store.write(madeUpTiming([madeUpTimed("c", [1])]));
    assertEquals((await store.readAll()).length, 2);
    await Deno.writeTextFile(other, "{}");
    await assertRejects(store.readAll(), (error) => String(error).includes(join("timings", "")));
  });
});

Deno.test("what is no timing, lacks turns or calls a loaded machine quiet is refused", () => {
  const wrong: readonly (readonly [Partial<Timing>, string])[] = [
    [{ format: 2 as 1 }, "format"],
    [{ variants: [madeUpTimed("a", [1, 2])] }, "e, a: must have 3 turns"],
    [
      { variants: [madeUpTimed("a", [1, 2, 3], { frozen: { clips: 1, secondsPerClip: [1] } })] },
      "must have 3 turns",
    ],
    [{ load: { before: 3, after: [1, 1, 1] } }, "the load averages say that it was not"],
    [{ variants: [madeUpTimed("a", [1, -2, 3])] }, "secondsPerEpoch"],
  ];
  for (const [changes, says] of wrong) {
    const text = JSON.stringify({ ...timing, ...changes });
    assertThrows(() => parseTiming(text, "x.json"), (error) => {
      const message = String(error);
      return message.includes("Cannot read x.json: ") && message.includes(says);
    }, says);
  }
});
