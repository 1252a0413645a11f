import { shown } from "./file_bytes.ts";
import { type Machine, NO_TENSOR, pop, popMark, text, top } from "./pickle_machine.ts";
import type { PickleDict, PickleList, PickleTuple, PickleValue } from "./pickle_value.ts";

/** Marks that are open at a time. */
const MOST_MARKS = 1000;

/** One or two bytes without a sign, or four. */
function number(bytes: Uint8Array, signed = false): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === 1) return view.getUint8(0);
  if (bytes.length === 2) return view.getUint16(0, true);
  return signed ? view.getInt32(0, true) : view.getUint32(0, true);
}

/** A whole number of up to 255 bytes, two's complement. */
function longInteger(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[i]!);
  if ((bytes.at(-1) ?? 0) >= 128) value -= 1n << BigInt(8 * bytes.length);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
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

/** What each instruction that is known does, by its byte (names of Python's `pickletools`). */
export const INSTRUCTIONS: ReadonlyMap<number, (machine: Machine) => void> = new Map([
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
