import type { Cursor } from "./cursor.ts";
import type { ReadFailure } from "./file_bytes.ts";
import type { PickleRules, PickleValue } from "./pickle_value.ts";

/** The state of one reading. */
export interface Machine {
  /** Where the instructions come from. */
  readonly source: Cursor;
  /** What names and calls mean. */
  readonly rules: PickleRules;
  /** Makes the errors. */
  readonly fail: ReadFailure;
  /** Values that wait to be used. */
  readonly stack: PickleValue[];
  /** Lengths of the stack where marks were set. */
  readonly marks: number[];
  /** Values that are remembered, by number. */
  readonly memo: Map<number, PickleValue>;
}

/** Takes the value on top, but none below the last mark. */
export function pop({ stack, marks, fail }: Machine): PickleValue {
  if (stack.length <= (marks.at(-1) ?? 0)) throw fail("its pickle takes a value that it has not made");
  return stack.pop()!;
}

/** The values above the last mark, which is removed with them. */
export function popMark({ stack, marks, fail }: Machine): PickleValue[] {
  const mark = marks.pop();
  if (mark === undefined) throw fail("its pickle takes a mark that it has not set");
  return stack.splice(mark);
}

/** The value on top, which stays. */
export function top(machine: Machine): PickleValue {
  const value = pop(machine);
  machine.stack.push(value);
  return value;
}

/** Why a global is refused. */
export const NO_TENSOR = "which is not a tensor";

/** The letters of a name. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
