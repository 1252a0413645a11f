import { deepStrictEqual as assertEquals, ok as assert, throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { decodeSafetensors, encodeSafetensors, safetensorsBytes } from "../../src/model/safetensors.ts";

/** Every kind of float32: ordinary, -0, the smallest, infinities, quiet and signalling NaN with payloads. */
const BITS = Uint32Array.of(
  0x3f800000,
  0x80000000,
  0x00000001,
  0x807fffff,
  0x7f7fffff,
  0x7f800000,
  0xff800000,
  0x7fc00001,
  0x7f812345,
  0xffabcdef,
);
const TENSORS = [
  { name: "a/kernel", shape: [2, 5], values: new Float32Array(BITS.buffer) },
  { name: "empty", shape: [0, 3], values: new Float32Array() },
  { name: 'näme "quoted"', shape: [], values: Float32Array.of(0.1) },
];
const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

Deno.test("tensors come back bit by bit, with names, shapes, order and metadata", () => {
  const file = encodeSafetensors(TENSORS, { note: "ä", n: "1" });
  const { tensors, metadata } = decodeSafetensors(file, "file");
  assertEquals(metadata, { note: "ä", n: "1" });
  assertEquals(tensors.map((t) => [t.name, t.shape]), TENSORS.map((t) => [t.name, t.shape]));
  tensors.forEach((t, i) => assertEquals(bytesOf(t.values), bytesOf(TENSORS[i]!.values)));
  assertEquals(encodeSafetensors(tensors, metadata), file);
});

Deno.test("a file may lie anywhere in memory, and is not referred to afterwards", () => {
  const file = encodeSafetensors(TENSORS);
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  const { tensors } = decodeSafetensors(shifted.subarray(3), "file");
  shifted.fill(0);
  assertEquals(bytesOf(tensors[0]!.values), new Uint8Array(BITS.buffer));
});

Deno.test("the layout is that of the format", () => {
  const file = encodeSafetensors([{ name: "w", shape: [1], values: Float32Array.of(1) }]);
  const text = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const length = Math.ceil(text.length / 8) * 8;
  assertEquals(new DataView(file.buffer).getBigUint64(0, true), BigInt(length));
  assertEquals(new TextDecoder().decode(file.subarray(8, 8 + length)), text.padEnd(length));
  assertEquals([...file.subarray(8 + length)], [0, 0, 0x80, 0x3f]);
  assertEquals(safetensorsBytes(TENSORS), encodeSafetensors(TENSORS).length);
});

/** A file with this header and so many bytes behind it. */
function fileOf(header: unknown, data = 8): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

function lyingLength(length: bigint): Uint8Array {
  const file = encodeSafetensors(TENSORS);
  new DataView(file.buffer).setBigUint64(0, length, true);
  return file;
}

const entry = (shape: unknown, offsets: unknown, dtype: unknown = "F32") => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const MALFORMED: Record<string, Uint8Array> = {
  "no bytes": new Uint8Array(),
  "seven bytes": new Uint8Array(7),
  "cut in the header": encodeSafetensors(TENSORS).subarray(0, 60),
  "cut in the data": encodeSafetensors(TENSORS).subarray(0, -1),
  "bytes behind the data": Uint8Array.from([...encodeSafetensors(TENSORS), 0]),
  "header longer than the file": lyingLength(10_000n),
  "header of 2^64 - 1 bytes": lyingLength(2n ** 64n - 1n),
  "header of 2^53 + 1 bytes": lyingLength(2n ** 53n + 1n),
  "header shorter than it is": lyingLength(20n),
  "no JSON": fileOf("{nothing}"),
  "no UTF-8": fileOf("\u0000").map((v, i) => (i === 8 ? 0xff : v)),
  "a list": fileOf([]),
  "null": fileOf("null"),
  "an entry that is null": fileOf({ a: null }),
  "an entry that is a number": fileOf({ a: 7 }),
  "another type": fileOf({ a: entry([2], [0, 8], "F16") }),
  "no type": fileOf({ a: { shape: [2], data_offsets: [0, 8] } }),
  "a shape of texts": fileOf({ a: entry(["2"], [0, 8]) }),
  "a negative size": fileOf({ a: entry([-2], [0, 8]) }),
  "a broken size": fileOf({ a: entry([0.5, 4], [0, 8]) }),
  "sizes whose product overflows": fileOf({ a: entry(Array(40).fill(2 ** 40), [0, 8]) }),
  "sizes whose product overflows times 0": fileOf({ a: entry([...Array(40).fill(2 ** 40), 0], [0, 0]) }, 0),
  "one offset": fileOf({ a: entry([2], [0]) }),
  "offsets beyond the file": fileOf({ a: entry([2], [4, 12]) }),
  "offsets beyond 2^53": fileOf({ a: entry([2], [2 ** 60, 2 ** 60 + 8]) }),
  "offsets the wrong way round": fileOf({ a: entry([2], [8, 0]) }),
  "offsets that do not fit the shape": fileOf({ a: entry([1], [0, 8]) }),
  "tensors that overlap": fileOf({ a: entry([2], [0, 8]), b: entry([1], [4, 8]) }),
  "a tensor twice": fileOf({ a: entry([2], [0, 8]), b: entry([2], [0, 8]) }),
  "a gap": fileOf({ a: entry([1], [4, 8]) }),
  "metadata of numbers": fileOf({ __metadata__: { a: 1 }, a: entry([2], [0, 8]) }),
  "metadata that is a text": fileOf({ __metadata__: "a", a: entry([2], [0, 8]) }),
};

for (const [name, file] of Object.entries(MALFORMED)) {
  Deno.test(`a malformed file is refused in one line: ${name}`, () => {
    assertThrows(() => decodeSafetensors(file, "some/file"), (error: unknown) => {
      assert(error instanceof UserError, String(error));
      assert(/^Cannot read some\/file: .+$/.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("the well-formed neighbours of those files are read", () => {
  assertEquals(decodeSafetensors(fileOf({ a: entry([2], [0, 8]) }), "f").tensors[0]!.shape, [2]);
  assertEquals(
    decodeSafetensors(fileOf({ b: entry([1], [4, 8]), a: entry([1], [0, 4]) }), "f").tensors.length,
    2,
  );
  assertEquals(decodeSafetensors(fileOf({}, 0), "f"), { tensors: [], metadata: {} });
});

Deno.test("no single flipped byte of the header is taken for another error than a wrong file", () => {
  const file = encodeSafetensors(TENSORS, { note: "text" });
  const end = file.length - 44;
  for (let at = 0; at < end; at++) {
    for (const flip of [1, 0x20, 0x80]) {
      try {
        decodeSafetensors(file.with(at, file[at]! ^ flip), "file");
      } catch (error) {
        assert(error instanceof UserError, `byte ${at}: ${error}`);
      }
    }
  }
});
