import { cursor } from "./cursor.ts";
import { bytesAt, type FileBytes, type ReadFailure, readFailure, shown } from "./file_bytes.ts";
import { readPickle } from "./pickle.ts";
import type { PickleRules, PickleValue } from "./pickle_value.ts";
import { stateDictRules, stateDictTensors, type Storage, type StoredTensor } from "./state_dict.ts";
import { type PlacedStorage, type PlacedTensor, weightFile } from "./stored_tensors.ts";
import { TYPE_BYTES } from "./tensor_type.ts";
import type { WeightFile } from "./weight_file.ts";
import { zipEntries, type ZipEntry } from "./zip.ts";

/** The most bytes of a description of tensors; that of a ResNet50 has 25 kB. */
const LONGEST_PICKLE = 16 * 2 ** 20;
/** Newest form of the archive that is known. */
const NEWEST_ARCHIVE = 10;
/** First pickle of the older form. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_PROTOCOL = 1001;

/**
 * Opens a PyTorch checkpoint: the archive of 1.6 and later, or the older plain form.
 *
 * @param start Its first bytes.
 * @returns `null` if it is neither.
 * @throws {UserError} If it is damaged, big-endian, or holds or asks for anything but tensors.
 */
export function openPytorch(file: FileBytes, start: Uint8Array): WeightFile | null {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => start[i] === byte);
  if (begins(0x50, 0x4b)) return openArchive(file, readFailure(file.path));
  if (begins(0x80)) return openLegacy(file, readFailure(file.path));
  return null;
}

function openArchive(file: FileBytes, fail: ReadFailure): WeightFile {
  const entries = zipEntries(file, fail);
  const descriptions = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [description] = descriptions;
  if (description === undefined || descriptions.length > 1) {
    throw fail("its archive must have one entry FOLDER/data.pkl, as PyTorch writes it");
  }
  const folder = description.slice(0, -"data.pkl".length);
  checkArchive(file, folder, entries, fail);
  const { at, size } = entries.get(description)!;
  if (size > LONGEST_PICKLE) throw fail(`its description of tensors is longer than ${LONGEST_PICKLE} bytes`);
  const source = cursor(file, at, at + size, fail);
  const tensors = stateDictTensors(readPickle(source, stateDictRules(fail), fail), fail);
  const place = ({ key, type, count }: Storage): PlacedStorage => {
    const entry = entries.get(`${folder}data/${key}`);
    if (entry === undefined) throw fail(`storage ${shown(key)} is missing`);
    if (entry.size !== count * TYPE_BYTES[type]) {
      throw fail(`storage ${shown(key)} must have ${count} numbers of ${type}: it has ${entry.size} bytes`);
    }
    return { type, count, at: entry.at, crc32: entry.crc32 };
  };
  return weightFile(file, "pytorch-zip", placed(tensors, place, fail));
}

/** Byte order and version, where the archive states them. */
function checkArchive(
  file: FileBytes,
  folder: string,
  entries: ReadonlyMap<string, ZipEntry>,
  fail: ReadFailure,
): void {
  const text = (name: string) => {
    const entry = entries.get(`${folder}${name}`);
    if (entry === undefined) return null;
    return new TextDecoder().decode(bytesAt(file, entry.at, Math.min(entry.size, 20))).trim();
  };
  const order = text("byteorder");
  if (order !== null && order !== "little") {
    throw fail(`its byte order must be little: it is ${shown(order)}`);
  }
  const version = text("version");
  if (version !== null && !(/^\d+$/.test(version) && Number(version) <= NEWEST_ARCHIVE)) {
    throw fail(`its archive is of version ${shown(version)}: up to ${NEWEST_ARCHIVE} is read`);
  }
}

/** Tensors whose storages have been found; a name stands for one storage only. */
function placed(
  tensors: ReadonlyMap<string, StoredTensor>,
  place: (storage: Storage) => PlacedStorage,
  fail: ReadFailure,
): Map<string, PlacedTensor> {
  const known = new Map<string, PlacedStorage>();
  const entries = [...tensors].map(([name, tensor]): [string, PlacedTensor] => {
    const { key, type, count } = tensor.storage;
    const storage = known.get(key) ?? place(tensor.storage);
    known.set(key, storage);
    if (storage.type !== type || storage.count !== count) {
      throw fail(`storage ${shown(key)} is described in two ways`);
    }
    return [name, { ...tensor, storage }];
  });
  return new Map(entries);
}

/** Nothing but plain data. */
function plainRules(fail: ReadFailure): PickleRules {
  const refuse = () => {
    throw fail("its preamble is malformed");
  };
  return { knows: () => false, call: refuse, build: refuse, persistent: refuse };
}

/** Five pickles (magic number, protocol, system, tensors, names of the storages), then the storages in turn. */
function openLegacy(file: FileBytes, fail: ReadFailure): WeightFile {
  const source = cursor(file, 0, Math.min(file.size, LONGEST_PICKLE), fail);
  const plain = () => readPickle(source, plainRules(fail), fail);
  if (plain() !== MAGIC) throw fail("it is no PyTorch checkpoint: another magic number");
  if (plain() !== LEGACY_PROTOCOL) throw fail(`it is of another protocol than PyTorch's ${LEGACY_PROTOCOL}`);
  checkSystem(plain(), fail);
  const tensors = stateDictTensors(readPickle(source, stateDictRules(fail), fail), fail);
  const storages = new Map([...tensors.values()].map(({ storage }) => [storage.key, storage]));
  const places = placeLegacy(file, plain(), source.at(), storages, fail);
  const place = ({ key }: Storage) => {
    const found = places.get(key);
    if (found === undefined) throw fail(`storage ${shown(key)} is missing`);
    return found;
  };
  return weightFile(file, "pytorch-legacy", placed(tensors, place, fail));
}

function checkSystem(system: PickleValue, fail: ReadFailure): void {
  if (system === null || typeof system !== "object" || system.kind !== "dict") {
    throw fail("its preamble is malformed");
  }
  if (system.entries.get("little_endian") !== true) throw fail("its byte order must be little");
}

/** Where each storage is: one behind the other from `at` to the end, in the order of the keys, each after its count. */
function placeLegacy(
  file: FileBytes,
  keys: PickleValue,
  at: number,
  storages: ReadonlyMap<string, Storage>,
  fail: ReadFailure,
): Map<string, PlacedStorage> {
  if (keys === null || typeof keys !== "object" || keys.kind !== "list") {
    throw fail("its storages have no names");
  }
  const places = new Map<string, PlacedStorage>();
  let next = at;
  for (const key of keys.items) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) throw fail(`storage ${shown(String(key))} belongs to no tensor`);
    const { type, count } = storage;
    const end = next + 8 + count * TYPE_BYTES[type];
    if (places.has(storage.key)) throw fail(`storage ${shown(storage.key)} is there twice`);
    if (end > file.size) {
      throw fail(`storage ${shown(storage.key)} has ${count} numbers of ${type}: the file is cut off`);
    }
    const stated = new DataView(bytesAt(file, next, 8).buffer).getBigUint64(0, true);
    if (stated !== BigInt(count)) {
      throw fail(`storage ${shown(storage.key)} must have ${count} numbers: it has ${stated}`);
    }
    places.set(storage.key, { type, count, at: next + 8, crc32: null });
    next = end;
  }
  if (next !== file.size) throw fail("it goes on behind its last tensor");
  return places;
}
