import type { Cursor } from "./cursor.ts";
import { type ReadFailure, shown } from "./file_bytes.ts";
import { INSTRUCTIONS } from "./pickle_instructions.ts";
import { type Machine, NO_TENSOR, pop, text } from "./pickle_machine.ts";
import { OPCODE_NAMES } from "./pickle_opcodes.ts";
import type { PickleRules, PickleValue } from "./pickle_value.ts";

/** Values that wait to be used, and values that are remembered: more than any file of weights needs. */
const MOST_VALUES = 1_000_000;
const STOP = 0x2e;
const INST = 0x69;

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

function refused({ source, fail }: Machine, opcode: number): Error {
  if (opcode === INST) {
    return fail(`it asks for ${shown(`${text(source.line())}.${text(source.line())}`)}, ${NO_TENSOR}`);
  }
  const code = `0x${opcode.toString(16).padStart(2, "0")}`;
  const name = OPCODE_NAMES[opcode];
  return fail(`its pickle has the instruction ${name ? `${name} (${code})` : code}, which no tensor needs`);
}
