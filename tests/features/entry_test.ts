import { deepStrictEqual as assertEquals, notDeepStrictEqual as assertNotEquals } from "node:assert/strict";
import { decodeImages, encodeImages, featureKey } from "../../src/features/entry.ts";
import { type FeatureSettings, featureSettings } from "../../src/features/settings.ts";
import { CLEAN, RAW } from "./recordings.ts";

const HASH = "a".repeat(64);

Deno.test("the key changes with the recording and with every setting", () => {
  const keys = new Set([featureKey(HASH, CLEAN), featureKey("b".repeat(64), CLEAN)]);
  let changes = 1;
  const walk = (value: unknown, put: (changed: unknown) => unknown) => {
    if (value === null || typeof value !== "object") {
      changes++;
      const changed = typeof value === "number" ? value + 1 : "changed";
      keys.add(featureKey(HASH, put(changed) as FeatureSettings));
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      walk(
        inner,
        (changed) =>
          put(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }),
      );
    }
  };
  walk(CLEAN, (changed) => changed);
  keys.add(featureKey(HASH, RAW));
  assertEquals(keys.size, changes + 2);
});

Deno.test("the key does not depend on the order of the settings, and is pinned", () => {
  const turned = { spectrogram: RAW.spectrogram, signal: { silence: null, rateHz: 16_000 } };
  assertEquals(featureKey(HASH, turned), featureKey(HASH, RAW));
  assertEquals(featureKey(HASH, RAW), "d0df0fd8c65c88216f4c6b8ce1e65126a6ee47c98c7379d7ab08e702b4592f9b");
});

Deno.test("normalisation over the training set is none of the clip", () => {
  const with_ = (normalise: "image" | "training-set" | "none") =>
    featureSettings({ signal: RAW.signal, spectrogram: { ...RAW.spectrogram, normalise } });
  assertEquals(with_("training-set"), with_("none"));
  assertNotEquals(with_("image"), with_("none"));
});

Deno.test("images come back as they were", () => {
  const images = [Float32Array.of(1, -0, 1e-40), Float32Array.of(4, 5, NaN)];
  const bytes = encodeImages(images);
  assertEquals(bytes.length, 4 + 24);
  assertEquals(decodeImages(bytes, 3), { count: 2, values: Float32Array.of(1, -0, 1e-40, 4, 5, NaN) });
  // Where the entry lies in memory does not matter.
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assertEquals(decodeImages(shifted.subarray(1), 3)?.count, 2);
});

Deno.test("bytes that are no images of that size are none", () => {
  const bytes = encodeImages([Float32Array.of(1, 2, 3)]);
  for (const size of [1, 2, 4, 6]) assertEquals(decodeImages(bytes, size), null);
  for (const cut of [0, 3, 4, 15]) assertEquals(decodeImages(bytes.subarray(0, cut), 3), null);
  assertEquals(decodeImages(new Uint8Array(4), 3), null);
});
