import type { Cursor } from "./cursor.ts";
import { type ReadFailure, shown } from "./file_bytes.ts";
import { OPCODE_NAMES } from "./pickle_opcodes.ts";
import type { PickleDict, PickleList, PickleRules, PickleTuple, PickleValue } from "./pickle_value.ts";

/** Values that wait to be used, and values that are remembered: more than any file of weights needs. */
const MOST_VALUES = 1_000_000;
/** Marks that are open at a time. */
const MOST_MARKS = 1000;

/** The state of one reading. */
interface Machine {
  readonly source: Cursor;
  readonly rules: PickleRules;
  readonly fail: ReadFailure;
  readonly stack: PickleValue[];
  /** Lengths of the stack where marks were set. */
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
}

/**
 * Reads one pickle (Python's `pickletools`, protocols 2 to 5) that describes plain data. It is a list of
 * instructions for a stack machine; only those are known that build numbers, texts, lists, tuples and
 * dictionaries, and what they name or call is decided by `rules`. Nothing is looked up, imported or executed.
 *
 * @returns What the pickle describes; the cursor stands behind it.
 * @throws {UserError} If it has another instruction, is malformed, or is cut off.
 */
export function readPickle(source: Cursor, rules: PickleRules, fail: ReadFailure): PickleValue {
  const machine: Machine = { source, rules, fail, stack: [], marks: [], memo: new Map() };
  while (true) {
    const opcode = source.byte();
    if (opcode === STOP) break;
    const instruction = INSTRUCTIONS.get(opcode);
    if (instruction === undefined) throw refused(machine, opcode);
    instruction(machine);
    if (machine.stack.length > MOST_VALUES || machine.memo.size > MOST_VALUES) {
      throw fail(`its pickle holds more than ${MOST_VALUES} values at a time`);
    }
  }
  const value = pop(machine);
  if (machine.stack.length > 0 || machine.marks.length > 0) throw fail("its pickle leaves values unused");
  return value;
}

const STOP = 0x2e;
const INST = 0x69;

function refused({ source, fail }: Machine, opcode: number): Error {
  if (opcode === INST) {
    return fail(`it asks for ${shown(`${text(source.line())}.${text(source.line())}`)}, ${NO_TENSOR}`);
  }
  const code = `0x${opcode.toString(16).padStart(2, "0")}`;
  const name = OPCODE_NAMES[opcode];
  return fail(`its pickle has the instruction ${name ? `${name} (${code})` : code}, which no tensor needs`);
}

/** Why a global is refused. */
const NO_TENSOR = "which is not a tensor";

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function number(bytes: Uint8Array, signed = false): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === 1) return view.getUint8(0);
  if (bytes.length === 2) return view.getUint16(0, true);
  if (bytes.length === 4) return signed ? view.getInt32(0, true) : view.getUint32(0, true);
  // Beyond 2^53 it is inexact, and longer than any file.
  return Number(view.getBigUint64(0, true));
}

/** A whole number of up to 255 bytes, two's complement. */
function longInteger(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[i]!);
  if ((bytes.at(-1) ?? 0) >= 128) value -= 1n << BigInt(8 * bytes.length);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function pop({ stack, marks, fail }: Machine): PickleValue {
  if (stack.length <= (marks.at(-1) ?? 0)) throw fail("its pickle takes a value that it has not made");
  return stack.pop()!;
}

/** The values above the last mark, which is removed with them. */
function popMark({ stack, marks, fail }: Machine): PickleValue[] {
  const mark = marks.pop();
  if (mark === undefined) throw fail("its pickle takes a mark that it has not set");
  return stack.splice(mark);
}

/** The value on top, which stays. */
function top(machine: Machine): PickleValue {
  const value = pop(machine);
  machine.stack.push(value);
  return value;
}

function dictOf({ fail }: Machine, value: PickleValue): PickleDict {
  if (value === null || typeof value !== "object" || value.kind !== "dict") {
    throw fail("its pickle puts an entry into what is no dictionary");
  }
  return value;
}

function listOf({ fail }: Machine, value: PickleValue): PickleList {
  if (value === null || typeof value !== "object" || value.kind !== "list") {
    throw fail("its pickle puts an item into what is no list");
  }
  return value;
}

function setItems(machine: Machine, dict: PickleDict, items: readonly PickleValue[]): void {
  if (items.length % 2 !== 0) throw machine.fail("its pickle has a key without a value");
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]!;
    if (typeof key === "object" || typeof key === "boolean") {
      throw machine.fail("its pickle has a key that is neither text nor number");
    }
    if (dict.entries.has(key)) throw machine.fail(`it names ${shown(String(key))} twice`);
    dict.entries.set(key, items[i + 1]!);
  }
}

function tuple(items: PickleValue[]): PickleTuple {
  return { kind: "tuple", items };
}

function tupleOf(machine: Machine, count: number): void {
  const items = Array.from({ length: count }, () => pop(machine)).reverse();
  machine.stack.push(tuple(items));
}

function recall({ memo, stack, fail }: Machine, index: number): void {
  const value = memo.get(index);
  if (value === undefined) throw fail("its pickle recalls a value that it has not remembered");
  stack.push(value);
}

function global(machine: Machine, module: string, name: string): void {
  const path = `${module}.${name}`;
  if (!machine.rules.knows(path)) throw machine.fail(`it asks for ${shown(path)}, ${NO_TENSOR}`);
  machine.stack.push({ kind: "global", path });
}

function stackGlobal(machine: Machine): void {
  const [name, module] = [pop(machine), pop(machine)];
  if (typeof name !== "string" || typeof module !== "string") {
    throw machine.fail("its pickle has a malformed name");
  }
  global(machine, module, name);
}

function reduce(machine: Machine): void {
  const [args, callee] = [pop(machine), pop(machine)];
  const isGlobal = callee !== null && typeof callee === "object" && callee.kind === "global";
  const isTuple = args !== null && typeof args === "object" && args.kind === "tuple";
  if (!isGlobal || !isTuple) throw machine.fail("its pickle calls what cannot be called");
  machine.stack.push(machine.rules.call(callee.path, args.items));
}

function unicode(machine: Machine, bytes: Uint8Array): void {
  try {
    machine.stack.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw machine.fail("its pickle has a text that is not UTF-8");
  }
}

/** Python 2's bytes, in which it wrote names. */
function latin(machine: Machine, bytes: Uint8Array): void {
  machine.stack.push(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

const INSTRUCTIONS: ReadonlyMap<number, (machine: Machine) => void> = new Map([
  [0x80, (m) => { // PROTO
    const protocol = m.source.byte();
    if (protocol < 2 || protocol > 5) throw m.fail(`its pickle is of protocol ${protocol}: 2 to 5 are read`);
  }],
  [0x95, (m) => void m.source.take(8)], // FRAME: a hint for buffers
  [0x28, (m) => { // MARK
    if (m.marks.push(m.stack.length) > MOST_MARKS) throw m.fail("its pickle is nested too deeply");
  }],
  [0x4e, (m) => void m.stack.push(null)], // NONE
  [0x88, (m) => void m.stack.push(true)], // NEWTRUE
  [0x89, (m) => void m.stack.push(false)], // NEWFALSE
  [0x4b, (m) => void m.stack.push(m.source.byte())], // BININT1
  [0x4d, (m) => void m.stack.push(number(m.source.take(2)))], // BININT2
  [0x4a, (m) => void m.stack.push(number(m.source.take(4), true))], // BININT
  [0x8a, (m) => void m.stack.push(longInteger(m.source.take(m.source.byte())))], // LONG1
  [0x8c, (m) => unicode(m, m.source.take(m.source.byte()))], // SHORT_BINUNICODE
  [0x58, (m) => unicode(m, m.source.take(number(m.source.take(4))))], // BINUNICODE
  [0x55, (m) => latin(m, m.source.take(m.source.byte()))], // SHORT_BINSTRING
  [0x54, (m) => latin(m, m.source.take(number(m.source.take(4))))], // BINSTRING
  [0x7d, (m) => void m.stack.push({ kind: "dict", entries: new Map() })], // EMPTY_DICT
  [0x5d, (m) => void m.stack.push({ kind: "list", items: [] })], // EMPTY_LIST
  [0x29, (m) => void m.stack.push(tuple([]))], // EMPTY_TUPLE
  [0x85, (m) => tupleOf(m, 1)], // TUPLE1
  [0x86, (m) => tupleOf(m, 2)], // TUPLE2
  [0x87, (m) => tupleOf(m, 3)], // TUPLE3
  [0x74, (m) => void m.stack.push(tuple(popMark(m)))], // TUPLE
  [0x61, (m) => { // APPEND
    const item = pop(m);
    listOf(m, top(m)).items.push(item);
  }],
  [0x65, (m) => { // APPENDS
    const items = popMark(m);
    const list = listOf(m, top(m));
    for (const item of items) list.items.push(item);
  }],
  [0x73, (m) => { // SETITEM
    const [value, key] = [pop(m), pop(m)];
    setItems(m, dictOf(m, top(m)), [key, value]);
  }],
  [0x75, (m) => { // SETITEMS
    const items = popMark(m);
    setItems(m, dictOf(m, top(m)), items);
  }],
  [0x71, (m) => void m.memo.set(m.source.byte(), top(m))], // BINPUT
  [0x72, (m) => void m.memo.set(number(m.source.take(4)), top(m))], // LONG_BINPUT
  [0x94, (m) => void m.memo.set(m.memo.size, top(m))], // MEMOIZE
  [0x68, (m) => recall(m, m.source.byte())], // BINGET
  [0x6a, (m) => recall(m, number(m.source.take(4)))], // LONG_BINGET
  [0x63, (m) => global(m, text(m.source.line()), text(m.source.line()))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x62, (m) => { // BUILD
    const state = pop(m);
    m.rules.build(top(m), state);
  }],
  [0x51, (m) => void m.stack.push(m.rules.persistent(pop(m)))], // BINPERSID
]);
