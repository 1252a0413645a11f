import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { join } from "node:path";
import golden from "../../fixtures/golden/sound.json" with { type: "json" };
import { UserError } from "../../src/base/errors.ts";
import { decodeWav, readWav } from "../../src/signal/wav.ts";
import { inFolder } from "../folder.ts";
import { ascii, chunk, floats, formatChunk, little, wav } from "./riff_builder.ts";

/** Two's complement samples, one after another. */
const integers = (values: readonly number[], bytes: number) =>
  values.flatMap((v) => little(v < 0 ? v + 256 ** bytes : v, bytes));
const samplesOf = (file: Uint8Array) => [...decodeWav(file, "a.wav").samples];
const plain = (...values: number[]) => chunk("data", integers(values, 2));
/** A file whose `data` chunk claims a size of its own. */
const streamed = (size: number, content: readonly number[]) =>
  wav(formatChunk(), [...ascii("data"), ...little(size, 4), ...content]);
const zeros = (count: number) => new Array<number>(count).fill(0);
const PLAIN = [0.5, -0.25];
const plainData = plain(16384, -8192);

for (const file of golden.wav) {
  Deno.test(`decodes what SciPy wrote: ${file.name}`, () => {
    const signal = decodeWav(Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0)), file.name);
    assertEquals(signal.rateHz, file.rateHz);
    assertEquals(signal.samples.length, file.expected.length);
    signal.samples.forEach((x, i) => assert(Math.abs(x - file.expected[i]!) < 1e-7, `sample ${i}: ${x}`));
  });
}

for (const bytes of [2, 3, 4]) {
  const full = 2 ** (8 * bytes - 1);
  const values = [
    -full,
    -full + 256 ** (bytes - 2),
    -full / 2,
    -1,
    0,
    1,
    full / 2,
    full - 256 ** (bytes - 2),
  ];
  const want = values.map((v) => Math.fround(v / full));
  for (const subformat of [undefined, 1]) {
    const form = subformat === undefined ? "plain" : "extensible";
    Deno.test(`scales ${8 * bytes}-bit integers to [-1, 1), the lowest included (${form})`, () => {
      const format = formatChunk({ bits: 8 * bytes, ...(subformat && { subformat }) });
      assertEquals(samplesOf(wav(format, chunk("data", integers(values, bytes)))), want);
    });
  }
}

Deno.test("32-bit integers are divided by 2^31 on either side of zero", () => {
  // Half way between two singles: the even one, unless the divisor was a little smaller.
  const value = (2 ** 24 + 1) * 2 ** 6;
  assertEquals(samplesOf(wav(formatChunk({ bits: 32 }), chunk("data", integers([value], 4)))), [0.5]);
});

Deno.test("8-bit samples are unsigned with silence at 128", () => {
  assertEquals(samplesOf(wav(formatChunk({ bits: 8 }), chunk("data", [0, 64, 128, 129, 255]))), [
    -1,
    -0.5,
    0,
    1 / 128,
    127 / 128,
  ]);
});

for (const bytes of [4, 8] as const) {
  for (const subformat of [undefined, 3]) {
    Deno.test(`${8 * bytes}-bit floats keep their values, ${subformat ? "extensible" : "plain"}`, () => {
      const values = [0, 0.5, -0.125, 1.5, -1];
      const format = formatChunk({ code: 3, bits: 8 * bytes, ...(subformat && { subformat }) });
      assertEquals(samplesOf(wav(format, chunk("data", floats(values, bytes)))), values);
    });
  }
}

Deno.test("averages 1 to 8 channels of every width", () => {
  for (let channels = 1; channels <= 8; channels++) {
    for (const bytes of [1, 2, 3, 4]) {
      const full = 2 ** (8 * bytes - 1);
      // Two frames: a ramp over the channels, then silence.
      const ramp = Array.from({ length: channels }, (_, c) => (c + 1) * (full / 16));
      const frames = [...ramp, ...new Array<number>(channels).fill(0)];
      const data = bytes === 1 ? frames.map((v) => v + 128) : integers(frames, bytes);
      const got = samplesOf(wav(formatChunk({ channels, bits: 8 * bytes }), chunk("data", data)));
      assertEquals(got.length, 2);
      assert(Math.abs(got[0]! - (channels + 1) / 32) < 1e-7, `${channels} x ${bytes}: ${got[0]}`);
      assertEquals(got[1], 0);
    }
  }
});

Deno.test("fewer bits than the bytes hold are the upper ones", () => {
  assertEquals(samplesOf(wav(formatChunk({ bits: 12 }), plainData)), PLAIN);
  assertEquals(samplesOf(wav(formatChunk({ subformat: 1, validBits: 12 }), plainData)), PLAIN);
});

for (const rateHz of [1000, 8000, 11025, 192000, 1_000_000]) {
  Deno.test(`keeps a rate of ${rateHz} Hz`, () => {
    assertEquals(decodeWav(wav(formatChunk({ rateHz }), plainData), "a.wav").rateHz, rateHz);
  });
}

Deno.test("passes over unknown chunks, odd ones and a few stray bytes", () => {
  const odd = chunk("LIST", ascii("INFOx"));
  for (
    const file of [
      wav(chunk("JUNK", [1, 2]), formatChunk(), odd, plainData, odd),
      wav(chunk("bext", [7]), chunk("_PMX", [1, 2, 3]), formatChunk(), chunk("FLLR", []), plainData),
      wav(formatChunk(), plainData, [0, 0, 0, 0, 0, 0, 0, 0, 0]),
      wav(formatChunk(), plainData, ascii("LI")),
      wav(formatChunk(), plainData, [...ascii("LIST"), ...little(1000, 4), 1]),
      wav(plainData, formatChunk()),
    ]
  ) assertEquals(samplesOf(file), PLAIN);
});

Deno.test("what was written to a pipe reaches to its end, whatever size the header claims", () => {
  for (const size of [2 ** 32 - 1, 2 ** 31, 2 ** 31 - 4096]) {
    assertEquals(samplesOf(streamed(size, plainData.slice(8))), PLAIN, `${size}`);
    assertEquals(
      samplesOf(streamed(size, [...plainData.slice(8), 7])),
      PLAIN,
      `${size} and part of a sample`,
    );
  }
});

Deno.test("a file is decoded in pieces to the samples of its bytes, at every width", () =>
  inFolder((folder) => {
    const frames = 3 * 2 ** 16 + 5;
    for (
      const [code, bits, channels] of [[1, 8, 2], [1, 16, 1], [1, 24, 1], [1, 32, 2], [3, 32, 1], [
        3,
        64,
        2,
      ]] as const
    ) {
      const data = Uint8Array.from({ length: frames * channels * bits / 8 }, (_, i) => (i * 7919) % 63);
      const head = wav(formatChunk({ code, bits, channels }), [...ascii("data"), ...little(data.length, 4)]);
      const file = new Uint8Array(head.length + data.length);
      file.set(head);
      file.set(data, head.length);
      const path = join(folder, `${code}-${bits}.wav`);
      Deno.writeFileSync(path, file);
      const signal = readWav(path);
      assertEquals(signal, decodeWav(file, path));
      assertEquals(signal.samples.length, frames);
      // One frame of the third piece, decoded alone.
      const at = 2 * 2 ** 16 + 3;
      const one = data.slice(at * channels * bits / 8, (at + 1) * channels * bits / 8);
      assertEquals(
        signal.samples[at],
        samplesOf(wav(formatChunk({ code, bits, channels }), chunk("data", [...one])))[0],
      );
    }
    return Promise.resolve();
  }));

Deno.test("an odd data chunk with a pad byte, and chunks after it", () => {
  const format = formatChunk({ bits: 8 });
  for (const pad of [[0], [100], []]) {
    const file = wav(
      chunk("LIST", [65, 65, 65], pad),
      format,
      chunk("data", [192, 64, 128], pad),
      chunk("cue ", []),
    );
    assertEquals(samplesOf(file), [0.5, -0.5, 0], `pad ${pad}`);
  }
});

Deno.test("a forgotten pad byte is noticed whatever the size after the name", () => {
  // One byte on, the name would be "ata" and the low byte of the size, which is a letter here.
  const data = plain(...new Array<number>(33).fill(16384));
  assertEquals(String.fromCharCode(data[4]!), "B");
  assertEquals(samplesOf(wav(formatChunk(), chunk("LIST", [1], []), data)).length, 33);
});

Deno.test("reads a view that starts at an odd byte of a larger buffer, and leaves it alone", () => {
  const file = wav(formatChunk(), plainData);
  const buffer = new Uint8Array(file.length + 9).fill(255);
  buffer.set(file, 3);
  const before = buffer.slice();
  assertEquals(samplesOf(buffer.subarray(3, 3 + file.length)), PLAIN);
  assertEquals(buffer, before);
});

const bad: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["empty file", new Uint8Array(), /the file is empty/],
  ["text", Uint8Array.from(ascii("hello, world")), /not a WAV file, it starts with "hell"/],
  ["three bytes", Uint8Array.from(ascii("RIF")), /not a WAV file, it starts with "RIF"/],
  ["header cut", Uint8Array.from(ascii("RIFF    WA")), /truncated WAV file, 10 bytes/],
  ["other RIFF", Uint8Array.from(ascii("RIFF    AVI LIST    ")), /its RIFF type is "AVI "/],
  ["RF64", Uint8Array.from(ascii("RF64    WAVEds64    ")), /RF64 .* is not supported/],
  ["RIFX", Uint8Array.from(ascii("RIFX    WAVEfmt     ")), /big-endian/],
  ["no chunks", wav(), /no "fmt " chunk/],
  ["no data", wav(formatChunk()), /no "data" chunk/],
  ["no format", wav(plainData), /no "fmt " chunk/],
  ["zero-length data", wav(formatChunk(), chunk("data", [])), /holds no samples/],
  ["data cut", wav(formatChunk(), plainData).slice(0, -1), /"data" chunk has 3 of 4 bytes/],
  ["a stream without a sample", streamed(2 ** 32 - 1, [0]), /1 bytes of samples are no multiple of 2/],
  ["a long file that is cut", streamed(2 ** 30, [0, 0]), /has 2 of 1073741824/],
  [
    "an endless row of chunks",
    wav(formatChunk(), ...new Array(10_000).fill(chunk("JUNK", [])), plainData),
    /more than 10000 chunks/,
  ],
  [
    "ten minutes and a sample",
    wav(formatChunk({ rateHz: 1000, bits: 8 }), [...ascii("data"), ...little(600_001, 4)], zeros(600_001)),
    /too long: a recording takes at most 600 s and 57600000 samples, this one 600001 samples at 1000 Hz/,
  ],
  ["format cut", wav(formatChunk()).slice(0, 24), /"fmt " chunk has 4 of 16 bytes/],
  ["short format", wav(chunk("fmt ", [1, 0]), plainData), /"fmt " chunk of 2 bytes is too short/],
  [
    "part of a sample",
    wav(formatChunk(), chunk("data", [1, 2, 3])),
    /3 bytes of samples are no multiple of 2/,
  ],
  ["ADPCM", wav(formatChunk({ code: 0x11, bits: 4 }), plainData), /0x0011 \(IMA ADPCM\)/],
  ["MP3 inside", wav(formatChunk({ subformat: 0x55 }), plainData), /0x0055 \(MP3\)/],
  ["unknown code", wav(formatChunk({ code: 0x1234 }), plainData), /0x1234 is not supported/],
  ["no channels", wav(formatChunk({ channels: 0 }), plainData), /0 channels/],
  ["nine channels", wav(formatChunk({ channels: 9 }), plainData), /9 channels/],
  ["rate 0", wav(formatChunk({ rateHz: 0 }), plainData), /rate of 0 Hz/],
  [
    "rate too low",
    wav(formatChunk({ rateHz: 999 }), plainData),
    /rate of 999 Hz is not between 1000 and 1000000/,
  ],
  ["rate too high", wav(formatChunk({ rateHz: 1_000_001 }), plainData), /rate of 1000001 Hz/],
  ["no bits", wav(formatChunk({ bits: 0, blockBytes: 2 }), plainData), /integer samples of 0 bits/],
  ["40 bits", wav(formatChunk({ bits: 40 }), plainData), /integer samples of 40 bits/],
  ["float of 16 bits", wav(formatChunk({ code: 3, bits: 16 }), plainData), /float samples of 16 bits/],
  ["block size", wav(formatChunk({ blockBytes: 3 }), plainData), /do not take 3 bytes/],
  [
    "NaN",
    wav(formatChunk({ code: 3, bits: 32 }), chunk("data", floats([0, NaN], 4))),
    /sample 1 is not finite/,
  ],
  [
    "infinity",
    wav(formatChunk({ code: 3, bits: 64 }), chunk("data", floats([-Infinity], 8))),
    /sample 0 is not/,
  ],
  [
    "too large",
    wav(formatChunk({ code: 3, bits: 64 }), chunk("data", floats([1e300], 8))),
    /sample 0 is not/,
  ],
];
for (const [what, file, message] of bad) {
  Deno.test(`refuses in one line that names the file: ${what}`, () => {
    assertThrows(() => decodeWav(file, "some/clip.wav"), (error) => {
      assert(error instanceof UserError, String(error));
      assert(error.message.startsWith("some/clip.wav: "), error.message);
      assert(!error.message.includes("\n"));
      assert(message.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("an extensible header that is cut or has a foreign sub-format is refused", () => {
  const format = formatChunk({ subformat: 1 });
  const short = chunk("fmt ", format.slice(8, 8 + 18));
  assertThrows(() => decodeWav(wav(short, plainData), "a.wav"), /a.wav: extensible "fmt " chunk of 18 bytes/);
  const foreign = format.with(8 + 39, 0);
  assertThrows(() => decodeWav(wav(foreign, plainData), "a.wav"), /a.wav: unknown sub-format/);
});

Deno.test("every cut of a file is refused with the file's name or decodes whole", () => {
  const file = wav(chunk("LIST", [1, 2, 3]), formatChunk({ subformat: 1 }), plainData, chunk("cue ", [1, 2]));
  for (let length = 0; length <= file.length; length++) {
    try {
      assertEquals(samplesOf(file.slice(0, length)), PLAIN);
      assert(length >= file.length - 10, `cut to ${length}`);
    } catch (error) {
      assert(error instanceof UserError && error.message.startsWith("a.wav: "), String(error));
    }
  }
});
