import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { decodeWav } from "../../src/signal/wav.ts";
import { chunk, formatChunk, wav } from "./riff_builder.ts";

Deno.test("writes the bytes of a plain 16-bit file", () => {
  const file = encodeWav({ samples: Float32Array.of(0.5, -1, 0, 2 ** -15), rateHz: 20000 });
  assertEquals(file, wav(formatChunk(), chunk("data", [0, 0x40, 0, 0x80, 0, 0, 1, 0])));
});

Deno.test("every 16-bit value comes back unchanged", () => {
  const samples = Float32Array.from({ length: 65536 }, (_, i) => (i - 32768) / 32768);
  assertEquals(decodeWav(encodeWav({ samples, rateHz: 48000 }), "a.wav"), { samples, rateHz: 48000 });
});

Deno.test("rounds to the nearest value and holds what is too loud within the range", () => {
  const samples = Float32Array.of(1, -2, 1.4 / 32768, 1.6 / 32768, -1.6 / 32768);
  const want = [32767, -32768, 1, 2, -2].map((v) => v / 32768);
  assertEquals([...decodeWav(encodeWav({ samples, rateHz: 8000 }), "a.wav").samples], want);
});

Deno.test("refuses what no file can hold", () => {
  const write = (rateHz: number, ...samples: number[]) =>
    encodeWav({ samples: Float32Array.from(samples), rateHz });
  for (const rate of [0, -1, 0.5, 2 ** 31, NaN]) assertThrows(() => write(rate, 0), RangeError);
  for (const sample of [NaN, Infinity]) {
    assertThrows(() => write(8000, sample), {
      name: "RangeError",
      message: `Cannot encode WAV as samples must be finite: current value is ${sample}`,
    });
  }
  assertEquals(write(8000).length, 44);
});
