import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { crc32 } from "node:zlib";
import { UserError } from "../../../src/base/errors.ts";
import {
  archive,
  bytes,
  call,
  checkpoint,
  dict,
  FOUR,
  global,
  int,
  legacy,
  little,
  type Part,
  pickle,
  PROTO,
  readAll,
  readOrRefused,
  refusal,
  STOP,
  storage,
  tensor,
  type TensorParts,
  text,
  tuple,
} from "./files.ts";

const SOUND = pickle(dict({ a: tensor() }));

Deno.test("the checkpoint that all hostile ones differ from is read", async () => {
  for (const content of [await checkpoint(SOUND), legacy(SOUND)]) {
    assertEquals(await readAll(content), new Map([["a", Float32Array.of(1, 2, 3, 4)]]));
  }
});

const system = global("os", "system");
const command = text("exit 1");
/** Pickles, and what their refusal has to say. */
const PICKLES: Record<string, [Part, RegExp]> = {
  "REDUCE of os.system": [call(system, command), /asks for os\.system, which is not a tensor/],
  "a global that is only named": [dict({ a: [tensor(), system, "0"] }), /asks for os\.system/],
  "builtins.eval": [call(global("builtins", "eval"), command), /asks for builtins\.eval/],
  "builtins.__import__": [call(global("builtins", "__import__"), command), /asks for builtins\.__import__/],
  "torch.load": [call(global("torch", "load"), command), /asks for torch\.load/],
  "torch.storage._load_from_bytes": [
    call(global("torch.storage", "_load_from_bytes"), command),
    /_load_from_bytes/,
  ],
  "torch.hub.load": [call(global("torch.hub", "load"), command), /asks for torch\.hub\.load/],
  "a dotted name": [call(global("torch", "_utils._rebuild_tensor_v2.__globals__"), command), /__globals__/],
  "a prototype's name": [call(global("torch", "constructor"), command), /asks for torch\.constructor/],
  "STACK_GLOBAL": [[text("os"), text("system"), 0x93, tuple(command), "R"], /asks for os\.system/],
  "STACK_GLOBAL of a list": [["]", text("system"), 0x93], /malformed name/],
  "INST": [["(", command, "ios\nsystem\n"], /asks for os\.system/],
  "OBJ": [["(", global("torch", "FloatStorage"), command, "o"], /instruction OBJ \(0x6f\)/],
  "NEWOBJ": [[global("torch", "FloatStorage"), tuple(command), 0x81], /instruction NEWOBJ \(0x81\)/],
  "NEWOBJ_EX": [[global("torch", "FloatStorage"), ")}", 0x92], /instruction NEWOBJ_EX \(0x92\)/],
  "EXT1": [[0x82, 1], /instruction EXT1 \(0x82\)/],
  "PERSID": ["P0\n", /instruction PERSID \(0x50\)/],
  "BYTEARRAY8": [[0x96, little(2 ** 40, 8)], /instruction BYTEARRAY8/],
  "LONG4": [[0x8b, little(2 ** 31 - 1, 4)], /instruction LONG4/],
  "an instruction that nobody knows": [0xff, /instruction 0xff/],
  "BUILD of a storage": [[global("torch", "FloatStorage"), "}b"], /gives a state to a global/],
  "BUILD of a list": ["]}b", /gives a state to a list/],
  "a call of a storage class": [call(global("torch", "FloatStorage")), /calls torch\.FloatStorage/],
  "a call of a text": [[command, tuple(), "R"], /calls what cannot be called/],
  "a call of a call's result": [
    [call(global("collections", "OrderedDict")), tuple(), "R"],
    /cannot be called/,
  ],
  "a call without a tuple": [[global("collections", "OrderedDict"), "]R"], /cannot be called/],
  "names with line feeds and escapes": [
    [text("os\n\x1b[31m"), text("system"), 0x93],
    /asks for os\\u\{a\}\\u\{1b\}\[31m\.system/,
  ],
  "a long name": [[text("x".repeat(5000)), text("y"), 0x93], /asks for x{77}\.\.\., which/],
  "a line without an end": [`c${"x".repeat(5000)}`, /line that is too long/],
  "protocol 1": [[0x80, 1, "}"], /protocol 1: 2 to 5/],
  "nothing": ["", /takes a value that it has not made/],
  "a value too many": ["}}", /leaves values unused/],
  "a mark too many": ["}(", /takes a value|leaves values unused/],
  "a mark that is not set": ["t", /mark that it has not set/],
  "a value below the mark": [["}(", 0x85], /takes a value that it has not made/],
  "a value that is not remembered": [["h", 9], /not remembered/],
  "an entry of a list": ["](NNu", /into what is no dictionary/],
  "an item of a dictionary": ["}Na", /into what is no list/],
  "a key without a value": ["}(Nu", /key without a value/],
  "a dictionary as a key": ["}(}Nu", /neither text nor number/],
  "a name twice": [["}(", text("a"), tensor(), text("a"), tensor(), "u"], /names a twice/],
  "text that is not UTF-8": [["X", little(1, 4), 0xff], /not UTF-8/],
  "text longer than the file": [["X", little(2 ** 32 - 1, 4), "abc"], /cut off or damaged/],
  "tuples without end": ["(".repeat(5000), /nested too deeply/],
  "a dictionary in itself": [["}q\0", text("a"), "h\0s"], /nothing but tensors: a is a dict/],
  "a million values": ["N".repeat(1_000_002), /more than 1000000 values/],
};

for (const [name, [description, says]] of Object.entries(PICKLES)) {
  Deno.test(`a hostile pickle is refused in one line: ${name}`, async () => {
    for (const content of [await checkpoint(pickle(description)), legacy(pickle(description))]) {
      const said = await refusal(content);
      assert(says.test(said), said);
    }
  });
}

Deno.test("one list of pairs that is named by many calls is refused before it fills the memory", async () => {
  const pairs = Array.from({ length: 10_000 }, (_, i) => [text(`${i}`), "N", 0x86]);
  const remembered = [global("collections", "OrderedDict"), "q\0", "](", ...pairs, "e", 0x85, "q\x01"];
  const description = pickle(remembered, "h\0h\x01R".repeat(100_000));
  const said = await refusal(await checkpoint(description));
  assert(/more than 1000000 entries/.test(said), said);
});

const huge = [0x8a, 8, little(2 ** 53, 8)];
const giant = [0x8a, 20, Array(19).fill(0xff), 0x7f];
const pair = (a: Part, b: Part) => tuple(a, b);
/** Tensors, and what their refusal has to say. */
const TENSORS: Record<string, [TensorParts, RegExp]> = {
  "an offset beyond the storage": [
    { offset: int(1) },
    /shape \[2,2\], strides \[2,1\] and offset 1 does not fit/,
  ],
  "a negative offset": [{ offset: int(-1) }, /malformed tensor/],
  "an offset of 2^53": [{ offset: huge }, /malformed tensor/],
  "an offset of 2^159": [{ offset: giant }, /malformed tensor/],
  "a negative size": [{ shape: pair(int(-2), int(2)) }, /malformed tensor/],
  "sizes whose product overflows": [{
    shape: pair([0x8a, 7, little(2 ** 52, 7)], [0x8a, 7, little(2 ** 52, 7)]),
  }, /not fit/],
  "sizes beyond the storage": [{ shape: pair(int(2), int(3)) }, /does not fit the 4 numbers of storage 0/],
  "strides beyond the storage": [{ strides: pair(int(3), int(1)) }, /strides \[3,1\]/],
  "negative strides": [{ strides: pair(int(2), int(-1)) }, /malformed tensor/],
  "strides of 0": [{ shape: pair(int(1000), int(4)), strides: pair(int(0), int(1)) }, /shape \[1000,4\]/],
  "too few strides": [{ strides: tuple(int(1)) }, /malformed tensor/],
  "a shape that is a list": [{ shape: "]" }, /malformed tensor/],
  "a shape of texts": [{ shape: pair(text("2"), int(2)) }, /malformed tensor/],
  "too many axes": [
    { shape: tuple(...Array(17).fill(int(1))), strides: tuple(...Array(17).fill(int(1))) },
    /malformed/,
  ],
  "an empty tensor behind the storage": [{ offset: int(5), shape: pair(int(0), int(2)) }, /does not fit/],
  "a tensor as storage": [{ storage: tensor() }, /malformed tensor/],
  "a text as storage": [{ storage: text("0") }, /malformed tensor/],
  "a storage of a negative length": [{ storage: storage(int(-1)) }, /malformed tensor/],
  "a storage of 2^62 numbers": [{ storage: storage([0x8a, 8, little(2n ** 62n, 8)]) }, /malformed tensor/],
  "a storage that is longer than the file": [
    { storage: storage(int(2 ** 31 - 1)) },
    /storage 0 (must have|has) 2147483647 numbers/,
  ],
  "a storage of another type": [
    { storage: storage(int(4), "DoubleStorage") },
    /storage 0 (must have|has) 4 numbers of F64/,
  ],
  "a storage that is missing": [
    { storage: storage(int(4), "FloatStorage", "1") },
    /storage [01] (is missing|belongs to no tensor)/,
  ],
  "a storage out of the archive": [
    { storage: storage(int(4), "FloatStorage", "../data.pkl") },
    /storage (\.\.\/data\.pkl is missing|0 belongs)/,
  ],
  "a storage without a class": [
    { storage: [tuple(text("storage"), text("FloatStorage"), text("0"), text("cpu"), int(4)), "Q"] },
    /malformed tensor/,
  ],
  "a module in place of a storage": [
    { storage: [tuple(text("module"), text("0")), "Q"] },
    /refers to module/,
  ],
  "a storage that is a view": [
    {
      storage: [
        tuple(text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), int(4), tuple()),
        "Q",
      ],
    },
    /view of another one/,
  ],
};

for (const [name, [parts, says]] of Object.entries(TENSORS)) {
  Deno.test(`a tensor that does not fit is refused in one line: ${name}`, async () => {
    const description = pickle(dict({ a: tensor(parts) }));
    for (const content of [await checkpoint(description), legacy(description)]) {
      const said = await refusal(content);
      assert(says.test(said), said);
    }
  });
}

Deno.test("a storage has one type and length", async () => {
  const half = tensor({ storage: storage(int(8), "HalfStorage") });
  const description = pickle(dict({ a: tensor(), b: half }));
  assert(/described in two ways|must have/.test(await refusal(await checkpoint(description))));
});

Deno.test("hostile archives are refused in one line", async () => {
  const encoder = new TextEncoder();
  const zeros = new Uint8Array(5_000_000);
  const many = pickle(dict({ a: tensor({ storage: storage(int(1_250_000)) }) }));
  const sound = await checkpoint(SOUND);
  // The size in the list of entries, of an entry that is stored.
  const at = sound.findLastIndex((_, i) => bytes("a/data/0").every((byte, k) => sound[i + k] === byte)) - 46;
  const lying = sound.slice();
  lying.set(little(2 ** 31, 4), at + 20);
  lying.set(little(2 ** 31, 4), at + 24);
  const cases: Record<string, [Uint8Array, RegExp]> = {
    "zip bomb": [await archive({ "a/data.pkl": many, "a/data/0": zeros }, 9), /a\/data\S+ is compressed/],
    "compressed storage": [
      await archive({ "a/data.pkl": SOUND, "a/data/0": FOUR.map(() => 0) }, 9),
      /is compressed, which PyTorch never does/,
    ],
    encrypted: [await archive({ "a/data.pkl": SOUND, "a/data/0": FOUR }, 0, "secret"), /is encrypted/],
    "size that lies": [lying, /a\/data\/0 says 2147483648 bytes, which the archive does not have/],
    "big-endian": [
      await checkpoint(SOUND, { "a/data/0": FOUR, "a/byteorder": encoder.encode("big") }),
      /byte order .* big/,
    ],
    "newer version": [
      await checkpoint(SOUND, { "a/data/0": FOUR, "a/version": encoder.encode("11\n") }),
      /version 11/,
    ],
    "no version": [
      await checkpoint(SOUND, { "a/data/0": FOUR, "a/version": encoder.encode("x\x07") }),
      /version x\\u\{7\}/,
    ],
    "no description": [await archive({ "a/data/0": FOUR }), /one entry FOLDER\/data\.pkl/],
    "description elsewhere": [
      await archive({ "data.pkl": SOUND, "data/0": FOUR }),
      /one entry FOLDER\/data\.pkl/,
    ],
    "two descriptions": [await checkpoint(SOUND, { "b/data.pkl": SOUND }), /one entry FOLDER\/data\.pkl/],
    "missing storage": [await checkpoint(SOUND, {}), /storage 0 is missing/],
    "short storage": [await checkpoint(SOUND, { "a/data/0": FOUR.subarray(0, 15) }), /it has 15 bytes/],
    "long description": [await checkpoint(new Uint8Array(17 << 20)), /description of tensors is longer/],
    "empty archive": [await archive({}), /cut off or damaged|neither a safetensors|one entry/],
  };
  for (const [name, [content, says]] of Object.entries(cases)) {
    const said = await refusal(content);
    assert(says.test(said), `${name}: ${said}`);
  }
  for (const order of ["little", "little\n"]) {
    await readAll(await checkpoint(SOUND, { "a/data/0": FOUR, "a/byteorder": encoder.encode(order) }));
  }
});

/** The bytes with the last occurrence of a text replaced by another of the same length. */
function patched(content: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const letters = bytes(from);
  const at = content.findLastIndex((_, i) => letters.every((byte, k) => content[i + k] === byte));
  assert(at >= 0 && from.length === to.length);
  const copy = new Uint8Array(content);
  copy.set(bytes(to), at);
  return copy;
}

Deno.test("an archive has each entry once and as many as it says", async () => {
  const three = await checkpoint(SOUND, { "a/data/0": FOUR, "a/data/1": FOUR });
  assertEquals((await readAll(three)).size, 1);
  assertEquals(
    await refusal(patched(three, "a/data/1", "a/data/0")),
    "its archive has the entry a/data/0 twice",
  );
  const count = three.length - 22 + 10;
  assertEquals(three[count], 3);
  assertEquals(await refusal(three.with(count, 2)), "its archive is cut off or damaged");
});

/** An archive whose sizes and places all stand in 64-bit fields; `lie` is added to the size of each entry. */
function archive64(entries: Readonly<Record<string, Uint8Array>>, lie = 0n): Uint8Array<ArrayBuffer> {
  const ones = Array(4).fill(0xff);
  const head = (content: Uint8Array): Part => [little(0, 8), little(crc32(content), 4), ones, ones];
  let [local, central] = [bytes(), bytes()];
  for (const [name, content] of Object.entries(entries)) {
    const size = little(BigInt(content.length) + lie, 8);
    const at = little(local.length, 8);
    const lengths = (extra: number): Part => [little(name.length, 2), little(extra, 2)];
    const padding: Part = [little(0x4246, 2), little(3, 2), "ZZZ"];
    central = bytes(
      ...[
        central,
        "PK\x01\x02",
        little(45, 2),
        little(45, 2),
        head(content),
        lengths(35),
        little(0, 10),
        ones,
        name,
      ],
      ...[padding, little(1, 2), little(24, 2), size, size, at],
    );
    local = bytes(
      local,
      "PK\x03\x04",
      little(45, 2),
      head(content),
      lengths(20),
      name,
      little(1, 2),
      little(16, 2),
    );
    local = bytes(local, size, size, content);
  }
  const count = little(Object.keys(entries).length, 8);
  const record = bytes(
    ...["PK\x06\x06", little(44, 8), little(45, 2), little(45, 2), little(0, 8), count, count],
    ...[little(central.length, 8), little(local.length, 8)],
  );
  const locator = bytes("PK\x06\x07", little(0, 4), little(local.length + central.length, 8), little(1, 4));
  const end = bytes("PK\x05\x06", little(0, 4), Array(12).fill(0xff), little(0, 2));
  return bytes(local, central, record, locator, end);
}

Deno.test("the 64-bit fields of an archive are read, and their lies refused", async () => {
  const entries = { "a/data.pkl": SOUND, "a/data/0": FOUR };
  const content = archive64(entries);
  assertEquals(await readAll(content), new Map([["a", Float32Array.of(1, 2, 3, 4)]]));
  for (const lie of [1000n, 2n ** 53n, 2n ** 62n]) {
    assert(/says \S+ bytes, which|compressed/.test(await refusal(archive64(entries, lie))));
  }
  for (let length = 0; length < content.length; length++) await refusal(content.subarray(0, length));
  for (let at = 0; at < content.length; at++) await readOrRefused(content.with(at, content[at]! ^ 0xff));
});

Deno.test("hostile files of the older form are refused in one line", async () => {
  const key: Part = text("0");
  const cases: Record<string, [Uint8Array, RegExp]> = {
    "another magic number": [bytes(PROTO, "K", 7, STOP), /another magic number/],
    "another pickle": [pickle(dict({ a: key })), /another magic number/],
    "a call before the tensors": [pickle(call(system, command)), /asks for os\.system/],
    "a tensor before the tensors": [pickle(tensor()), /asks for torch\._utils/],
    "no names": [legacy(SOUND, "}"), /storages have no names/],
    "a storage too few": [legacy(SOUND, "]"), /storage 0 is missing|goes on behind/],
    "a storage too many": [legacy(SOUND, ["](", key, text("1"), "e"]), /storage 1 belongs to no tensor/],
    "a storage twice": [legacy(SOUND, ["](", key, key, "e"]), /storage 0 is there twice/],
    "a storage that is cut off": [
      legacy(SOUND, undefined, [little(4, 8), FOUR.subarray(1)]),
      /the file is cut off/,
    ],
    "a count that is another": [
      legacy(SOUND, undefined, [little(5, 8), FOUR]),
      /must have 4 numbers: it has 5/,
    ],
    "a count of 2^64 - 1": [legacy(SOUND, undefined, [little(-1, 8), FOUR]), /it has 18446744073709551615/],
    "bytes behind the end": [
      legacy(SOUND, undefined, [little(4, 8), FOUR, 0]),
      /goes on behind its last tensor/,
    ],
  };
  for (const [name, [content, says]] of Object.entries(cases)) {
    const said = await refusal(content);
    assert(says.test(said), `${name}: ${said}`);
  }
  const sound = legacy(SOUND);
  const order = sound.findIndex((_, i) => bytes("little_endian").every((byte, k) => sound[i + k] === byte)) +
    13;
  assertEquals(sound[order], 0x88);
  assert(/byte order must be little/.test(await refusal(sound.with(order, 0x89))));
  const protocol = sound.findIndex((_, i) =>
    bytes("M", little(1001, 2)).every((byte, k) => sound[i + k] === byte)
  );
  assert(/another protocol/.test(await refusal(sound.with(protocol + 1, 0))));
});

Deno.test("any two changed bytes leave either tensors or one line", async () => {
  const contents = [await checkpoint(SOUND), legacy(SOUND)];
  let state = 12345;
  const random = (below: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
  for (let i = 0; i < 2000; i++) {
    const content = contents[i % 2]!.slice();
    for (let k = 0; k < 2; k++) content[random(content.length)] = random(256);
    await readOrRefused(content);
  }
});

Deno.test("a file that is refused is closed", async () => {
  const opened: boolean[] = [];
  const { readWeights } = await import("../../../src/model/weights/weight_file.ts");
  const content = await checkpoint(pickle(call(system, command)));
  const fill = (at: number, target: Uint8Array) => target.set(content.subarray(at, at + target.length));
  const file = { path: "f", size: content.length, fill, close: () => opened.push(false) };
  try {
    readWeights(file);
  } catch (error) {
    assert(error instanceof UserError);
  }
  assertEquals(opened, [false]);
});
