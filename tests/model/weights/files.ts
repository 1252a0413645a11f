/** Builds checkpoints byte by byte, hostile ones among them, and reads them. */
import { ok as assert } from "node:assert/strict";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { UserError } from "../../../src/base/errors.ts";
import { bytesInMemory } from "../../../src/model/weights/file_bytes.ts";
import { readWeights, type WeightFile } from "../../../src/model/weights/weight_file.ts";
import golden from "../../../fixtures/golden/checkpoints.json" with { type: "json" };

/** Bytes, texts (one byte a letter) and lists of them, one behind the other. */
export type Part = number | string | Uint8Array | readonly Part[];

export function bytes(...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const flat = (part: Part): number[] => {
    if (typeof part === "number") return [part];
    if (typeof part === "string") return Array.from(part, (letter) => letter.charCodeAt(0));
    return part instanceof Uint8Array ? [...part] : part.flatMap(flat);
  };
  return Uint8Array.from(parts.flatMap(flat));
}

/** A whole number in so many little-endian bytes. */
export function little(value: number | bigint, length: number): number[] {
  return Array.from({ length }, (_, i) => Number(BigInt.asUintN(64, BigInt(value)) >> BigInt(8 * i) & 255n));
}

// Instructions of the pickle machine.
export const PROTO = [0x80, 2];
export const STOP = ".";
export const text = (value: string): Part => ["X", little(value.length, 4), value];
export const int = (value: number): Part => ["J", little(value, 4)];
export const global = (module: string, name: string): Part => `c${module}\n${name}\n`;
export const tuple = (...items: readonly Part[]): Part => ["(", ...items, "t"];
export const call = (callee: Part, ...args: readonly Part[]): Part => [callee, tuple(...args), "R"];
export const dict = (entries: Readonly<Record<string, Part>>): Part => [
  "}(",
  Object.entries(entries).map(([key, value]) => [text(key), value]),
  "u",
];
export const pickle = (...parts: readonly Part[]): Uint8Array<ArrayBuffer> => bytes(PROTO, parts, STOP);
export const storage = (count: Part = int(4), type = "FloatStorage", key = "0"): Part => [
  tuple(text("storage"), global("torch", type), text(key), text("cpu"), count),
  "Q",
];

/** What a tensor is made of; numbers of the pickle, or any other instructions. */
export interface TensorParts {
  readonly storage?: Part;
  readonly offset?: Part;
  readonly shape?: Part;
  readonly strides?: Part;
}

/** A tensor of shape `[2, 2]` in storage `0`, unless told otherwise. */
export function tensor(parts: TensorParts = {}): Part {
  return call(
    global("torch._utils", "_rebuild_tensor_v2"),
    parts.storage ?? storage(),
    parts.offset ?? int(0),
    parts.shape ?? tuple(int(2), int(2)),
    parts.strides ?? tuple(int(2), int(1)),
    0x89,
    call(global("collections", "OrderedDict")),
  );
}

/** Four float32: 1, 2, 3, 4. */
export const FOUR: Uint8Array = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

/** A ZIP archive of those entries, stored unless `level` is more than 0. */
export async function archive(
  entries: Readonly<Record<string, Uint8Array>>,
  level = 0,
  password?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    useWebWorkers: false,
    ...(password === undefined ? {} : { password }),
  });
  for (const [name, content] of Object.entries(entries)) {
    await writer.add(name, new Uint8ArrayReader(content), { level });
  }
  return await writer.close() as Uint8Array<ArrayBuffer>;
}

/** The archive of a checkpoint whose description is given. */
export function checkpoint(
  description: Uint8Array,
  more: Readonly<Record<string, Uint8Array>> = { "a/data/0": FOUR },
): Promise<Uint8Array<ArrayBuffer>> {
  return archive({ "a/data.pkl": description, ...more });
}

/** The older form: its five pickles, then what lies behind them. */
export function legacy(description: Uint8Array, keys: Part = ["](", text("0"), "e"], data: Part = [
  little(4, 8),
  FOUR,
]): Uint8Array<ArrayBuffer> {
  const magic = bytes(
    PROTO,
    0x8a,
    10,
    little(0x1950a86a20f9469cfc6cn & (2n ** 64n - 1n), 8),
    0x50,
    0x19,
    STOP,
  );
  const system = pickle(dict({ little_endian: 0x88 }));
  return bytes(magic, pickle("M", little(1001, 2)), system, description, pickle(keys), data);
}

/** Opens bytes as a file called `some/file.pth`. */
export function open(content: Uint8Array): WeightFile {
  return readWeights(bytesInMemory(content, "some/file.pth"));
}

/** Reads every tensor of floating-point numbers. */
export async function readAll(content: Uint8Array): Promise<Map<string, Float32Array>> {
  using file = open(content);
  const floats = file.names.filter((name) => file.typeOf(name).includes("F"));
  return new Map(await Promise.all(floats.map(async (name) => [name, await file.read(name)] as const)));
}

/** Why bytes are refused, in one line that names the file, or `null` if they are read; fails on any other end. */
async function outcome(content: Uint8Array): Promise<string | null> {
  try {
    await readAll(content);
    return null;
  } catch (error) {
    assert(error instanceof UserError, String((error as Error)?.stack ?? error));
    // deno-lint-ignore no-control-regex
    assert(/^Cannot read some\/file\.pth: [^\0-\x1f\x7f]{1,300}$/.test(error.message), error.message);
    return error.message.slice("Cannot read some/file.pth: ".length);
  }
}

/** Why bytes are refused; fails if they are read. */
export async function refusal(content: Uint8Array): Promise<string> {
  const said = await outcome(content);
  assert(said !== null, "it was read");
  return said;
}

/** Whether bytes are read, or refused in one line; any other end is a failure. */
export async function readOrRefused(content: Uint8Array): Promise<boolean> {
  return await outcome(content) === null;
}

/** The bytes of a golden file. */
export function goldenBytes(file: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(file);
}

export { golden };
