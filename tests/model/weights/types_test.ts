import { deepStrictEqual as assertEquals, ok as assert, rejects, throws } from "node:assert/strict";
import { decodeSafetensors } from "../../../src/model/safetensors.ts";
import { bytesInMemory } from "../../../src/model/weights/file_bytes.ts";
import { toFloat32 } from "../../../src/model/weights/tensor_type.ts";
import { readWeights, type WeightFile } from "../../../src/model/weights/weight_file.ts";
import { bytes, little, type Part, refusal } from "./files.ts";

const raw = (values: { readonly buffer: ArrayBuffer }) => new Uint8Array(values.buffer);

Deno.test("every half is the number that IEEE 754 says", () => {
  const bits = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
  const oracle = new Float16Array(bits.buffer);
  toFloat32("F16", raw(bits)).forEach((value, i) => assert(Object.is(value, oracle[i]), `${i}: ${value}`));
});

Deno.test("every bfloat16 is the upper half of a float32", () => {
  const bits = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
  const values = toFloat32("BF16", raw(bits));
  const view = new DataView(values.buffer);
  for (let i = 0; i < 2 ** 16; i++) assertEquals(view.getUint32(4 * i, true), i * 2 ** 16);
  assertEquals([...toFloat32("BF16", Uint8Array.of(0x80, 0x3f, 0x49, 0x40))], [1, 3.140625]);
});

Deno.test("doubles are rounded, float32 are kept, whole numbers are refused", () => {
  const doubles = Float64Array.of(0.1, 1e300, -1e-300, 16777217);
  assertEquals([...toFloat32("F64", raw(doubles))], [Math.fround(0.1), Infinity, -0, 16777216]);
  const floats = Float32Array.of(0.1, NaN, -0);
  assertEquals(toFloat32("F32", raw(floats)), floats);
  for (const type of ["I64", "I8", "BOOL"] as const) {
    throws(() => toFloat32(type, new Uint8Array(8)), TypeError);
  }
});

/** A safetensors file with that header, a JSON text or what is to become one. */
function safetensors(header: unknown, ...data: Part[]): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const rest = bytes(...data);
  const file = new Uint8Array(8 + text.length + rest.length);
  file.set(little(text.length, 8));
  file.set(text, 8);
  file.set(rest, 8 + text.length);
  return file;
}

function open(content: Uint8Array): WeightFile {
  return readWeights(bytesInMemory(content, "some/file.pth"));
}

const entry = (dtype: string, shape: readonly number[], begin: number, end: number) => (
  { dtype, shape, data_offsets: [begin, end] }
);

Deno.test("a safetensors file of any floating-point type is read, whole numbers are listed", async () => {
  const header = {
    __metadata__: { format: "pt" },
    d: entry("F64", [1], 0, 8),
    f: entry("F32", [1, 2], 8, 16),
    h: entry("F16", [2], 16, 20),
    b: entry("BF16", [], 20, 22),
    i: entry("I8", [3], 22, 25),
    n: entry("F32", [0, 7], 25, 25),
  };
  const values = [
    raw(Float64Array.of(0.1)),
    raw(Float32Array.of(1, 2)),
    0,
    0x3c,
    0,
    0xc0,
    0x80,
    0x3f,
    1,
    2,
    3,
  ];
  using file = open(safetensors(header, values));
  assertEquals([file.format, file.names], ["safetensors", ["d", "f", "h", "b", "i", "n"]]);
  assertEquals(file.names.map((name) => file.typeOf(name)), ["F64", "F32", "F16", "BF16", "I8", "F32"]);
  assertEquals([file.shapeOf("f"), file.shapeOf("b")], [[1, 2], []]);
  const read = async (name: string) => [...await file.read(name)];
  assertEquals(await read("d"), [Math.fround(0.1)]);
  assertEquals(await read("f"), [1, 2]);
  assertEquals(await read("h"), [1, -2]);
  assertEquals(await read("b"), [1]);
  assertEquals(await read("n"), []);
  await rejects(file.read("i"), /i holds whole numbers \(I8\)/);
});

const two = entry("F32", [2], 0, 8);
/** Files whose first byte behind the length is a brace, and what their refusal has to say. */
const MALFORMED: Record<string, [Uint8Array, RegExp]> = {
  "a name twice": [
    safetensors(`{"a":${JSON.stringify(two)},"a":${JSON.stringify(two)}}`, Array(8).fill(0)),
    /names a twice/,
  ],
  "a name twice in other letters": [
    safetensors(`{"a":${JSON.stringify(two)}, "\\u0061" : ${JSON.stringify(two)}}`, Array(8).fill(0)),
    /names a twice/,
  ],
  "metadata twice": [safetensors('{"__metadata__":{},"__metadata__":{}}'), /names __metadata__ twice/],
  "a type that is not known": [
    safetensors({ a: entry("F8_E4M3", [8], 0, 8) }, Array(8).fill(0)),
    /of type F8_E4M3/,
  ],
  "a type of an object's": [
    safetensors({ a: entry("constructor", [8], 0, 8) }, Array(8).fill(0)),
    /constructor/,
  ],
  "bytes of another type": [
    safetensors({ a: entry("F16", [2], 0, 8) }, Array(8).fill(0)),
    /do not fit its shape \[2\]/,
  ],
  "tensors that overlap": [
    safetensors({ a: two, b: entry("F32", [1], 4, 8) }, Array(8).fill(0)),
    /overlap or leave bytes unused/,
  ],
  "a header of 2^64 - 1 bytes": [bytes(little(-1, 8), "{}"), /header says 18446744073709551615 bytes/],
  "sizes that overflow": [
    safetensors({ a: entry("F64", Array(16).fill(2 ** 50), 0, 8) }, Array(8).fill(0)),
    /do not fit its shape/,
  ],
  "too many axes": [
    safetensors({ a: entry("F32", Array(1_000_000).fill(1), 0, 4) }, Array(4).fill(0)),
    /of a is malformed/,
  ],
  "a name with line feeds": [
    safetensors({ "a\nb\u2028": entry("F32", [1], 0, 8) }, Array(8).fill(0)),
    /a\\u\{a\}b\\u\{2028\}/,
  ],
};

for (const [name, [content, says]] of Object.entries(MALFORMED)) {
  Deno.test(`a malformed safetensors file is refused in one line: ${name}`, async () => {
    const said = await refusal(content);
    assert(says.test(said), said);
    throws(() => decodeSafetensors(content, "file"), /^UserError: Cannot read file: [^\n]+$/);
  });
}

Deno.test("a name may stand in metadata and nested objects too", () => {
  const header = `{"__metadata__" :{"a":"\\"a\\":{","b":"}"}\n,"a"\t :${JSON.stringify(two)}}`;
  assertEquals(open(safetensors(header, Array(8).fill(0))).names, ["a"]);
});

Deno.test("a long header takes no long time, and a longer one is not read", async () => {
  const name = "x".repeat(12 << 20);
  assertEquals(open(safetensors({ [name]: entry("F32", [0], 0, 0) })).names, [name]);
  const nested = `${"[".repeat(1 << 20)}${"]".repeat(1 << 20)}`;
  assert(/entry of x is malformed/.test(await refusal(safetensors(`{"x":${nested}}`))));
  const content = new Uint8Array(8 + (16 << 20) + 1);
  content.set(bytes(little((16 << 20) + 1, 8), "{"));
  assert(/more than 16777216 are not read/.test(await refusal(content)));
});
