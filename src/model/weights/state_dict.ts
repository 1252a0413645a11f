import { type ReadFailure, shown } from "./file_bytes.ts";
import { kindOf, type PickleDict, type PickleRules, type PickleValue } from "./pickle_value.ts";
import { spanOf } from "./stored_tensors.ts";
import { isCount, MOST_AXES, type TensorType } from "./tensor_type.ts";

/** Numbers of a checkpoint that lie outside its pickle. */
export interface Storage {
  /** Its name in the checkpoint. */
  readonly key: string;
  /** What they are. */
  readonly type: TensorType;
  /** How many. */
  readonly count: number;
}

/** A tensor as a view of a storage, within which it has been checked to lie. */
export interface StoredTensor {
  /** May be shared by several tensors. */
  readonly storage: Storage;
  /** Number of the storage that is its first. */
  readonly offset: number;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** Numbers from one entry of an axis to the next. */
  readonly strides: readonly number[];
}

const STORAGES: Readonly<Record<string, TensorType>> = {
  DoubleStorage: "F64",
  FloatStorage: "F32",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};

/** The calls that a dictionary of tensors needs, in checkpoints of any age. */
const CALLS: readonly string[] = [
  "collections.OrderedDict",
  "torch._utils._rebuild_tensor",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_parameter",
  "torch.nn.parameter.Parameter",
];

/** Entries of all dictionaries that calls make. */
const MOST_PAIRS = 1_000_000;

/** Type of a storage class such as `torch.FloatStorage`, `null` for any other name. */
function storageType(path: string): TensorType | null {
  const name = /^torch\.(?:cuda\.)?(\w+)$/.exec(path)?.[1] ?? "";
  return Object.hasOwn(STORAGES, name) ? STORAGES[name]! : null;
}

/** What the names in the pickle of a dictionary of tensors mean; anything else is refused. */
export function stateDictRules(fail: ReadFailure): PickleRules {
  let pairs = 0;
  return {
    knows: (path) => CALLS.includes(path) || storageType(path) !== null,
    call(path, args) {
      switch (path) {
        case "collections.OrderedDict": {
          const dict = orderedDict(args, fail);
          // One list of pairs can be named by many calls.
          pairs += dict.entries.size;
          if (pairs > MOST_PAIRS) throw fail(`its dictionaries have more than ${MOST_PAIRS} entries`);
          return dict;
        }
        case "torch._utils._rebuild_tensor":
        case "torch._utils._rebuild_tensor_v2":
          return { kind: "made", what: { tensor: rebuildTensor(args, fail) } };
        case "torch._utils._rebuild_parameter":
        case "torch.nn.parameter.Parameter":
          return { kind: "made", what: { tensor: tensorOf(args[0] ?? null) ?? malformed(fail) } };
        default:
          throw fail(`it calls ${shown(path)}, which makes no tensor`);
      }
    },
    build(value) {
      // Attributes of a dictionary (`_metadata`) and of an old parameter (whether it had gradients) change no number.
      const isDict = value !== null && typeof value === "object" && value.kind === "dict";
      if (!isDict && tensorOf(value) === null) {
        throw fail(`it gives a state to ${kindOf(value)}, which has none`);
      }
    },
    persistent: (id) => ({ kind: "made", what: { storage: storageOf(id, fail) } }),
  };
}

/**
 * The tensors of a dictionary, by name.
 * @throws {UserError} If it is no dictionary, or holds anything but tensors.
 */
export function stateDictTensors(value: PickleValue, fail: ReadFailure): Map<string, StoredTensor> {
  if (value === null || typeof value !== "object" || value.kind !== "dict") {
    throw fail(`it must be a dictionary of tensors: it is ${kindOf(value)}`);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of value.entries) {
    const tensor = tensorOf(entry);
    if (typeof name !== "string") throw fail(`its tensors must have names: there is ${kindOf(name)}`);
    if (tensor === null) throw fail(`it must hold nothing but tensors: ${shown(name)} is ${kindOf(entry)}`);
    tensors.set(name, tensor);
  }
  return tensors;
}

function malformed(fail: ReadFailure): never {
  throw fail("its pickle describes a malformed tensor");
}

/** Empty, or, as Python 2 wrote it, a list of pairs. */
function orderedDict(args: readonly PickleValue[], fail: ReadFailure): PickleDict {
  const dict: PickleDict = { kind: "dict", entries: new Map() };
  const [pairs] = args;
  if (args.length === 0) return dict;
  if (pairs === null || typeof pairs !== "object" || pairs.kind !== "list") return malformed(fail);
  for (const pair of pairs.items) {
    if (pair === null || typeof pair !== "object" || (pair.kind !== "list" && pair.kind !== "tuple")) {
      malformed(fail);
    }
    const [key, value] = pair.items;
    if (typeof key !== "string" || value === undefined || pair.items.length !== 2) return malformed(fail);
    if (dict.entries.has(key)) throw fail(`it names ${shown(key)} twice`);
    dict.entries.set(key, value);
  }
  return dict;
}

function tensorOf(value: PickleValue): StoredTensor | null {
  if (value === null || typeof value !== "object" || value.kind !== "made") return null;
  return (value.what as { tensor?: StoredTensor }).tensor ?? null;
}

/** `("storage", class, key, device, count)`; the older form has a sixth part, `None` unless it is a view. */
function storageOf(id: PickleValue, fail: ReadFailure): Storage {
  if (id === null || typeof id !== "object" || id.kind !== "tuple") return malformed(fail);
  const [what, kind, key, , count, view = null] = id.items;
  if (what !== "storage") {
    throw fail(`it refers to ${typeof what === "string" ? shown(what) : "what"} is no storage`);
  }
  const isGlobal = kind !== null && typeof kind === "object" && kind.kind === "global";
  const type = isGlobal ? storageType(kind.path) : null;
  if (type === null || typeof key !== "string" || !isCount(count)) return malformed(fail);
  if (view !== null) throw fail(`storage ${shown(key)} is a view of another one, which is not read here`);
  return { key, type, count };
}

/** `(storage, offset, shape, strides, ...)` */
function rebuildTensor(
  [made, offset, shape, strides]: readonly PickleValue[],
  fail: ReadFailure,
): StoredTensor {
  const isMade = made !== null && typeof made === "object" && made.kind === "made";
  const storage = isMade ? (made.what as { storage?: Storage }).storage : undefined;
  const [sizes, steps] = [counts(shape), counts(strides)];
  if (storage === undefined || !isCount(offset) || sizes === null || steps?.length !== sizes.length) {
    return malformed(fail);
  }
  const count = sizes.reduce((a, b) => a * b, 1);
  const inside = count === 0 ? offset <= storage.count : offset + spanOf(sizes, steps) <= storage.count;
  if (!inside || count > storage.count) {
    throw fail(
      `a tensor of shape [${sizes}], strides [${steps}] and offset ${offset} does not fit the ` +
        `${storage.count} numbers of storage ${shown(storage.key)}`,
    );
  }
  return { storage, offset, shape: sizes, strides: steps };
}

function counts(value: PickleValue | undefined): number[] | null {
  if (value === null || typeof value !== "object" || value.kind !== "tuple") return null;
  return value.items.length <= MOST_AXES && value.items.every(isCount) ? [...value.items] as number[] : null;
}
