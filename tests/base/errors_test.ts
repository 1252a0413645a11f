import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import {
  EXIT,
  GateError,
  messageOf,
  MissingDataError,
  printable,
  rangeError,
  typeError,
  UserError,
} from "../../src/base/errors.ts";

Deno.test("messages about a value name the action, the rule and the value", () => {
  const error = rangeError("remove silence", "rangeDb must be > 0", -3);
  assert(error instanceof RangeError);
  assertEquals(error.message, "Cannot remove silence as rangeDb must be > 0: current value is -3");
  assert(typeError("a", "b", 1) instanceof TypeError);
  const shown = (value: unknown) => rangeError("a", "b", value).message.split("current value is ")[1];
  assertEquals([shown("x y"), shown([1, 2]), shown({ a: 1 }), shown(null), shown(NaN), shown(undefined)], [
    '"x y"',
    "[1,2]",
    '{"a":1}',
    "null",
    "NaN",
    "undefined",
  ]);
});

Deno.test("every kind of error has its exit code", () => {
  assertEquals(new UserError("m").exitCode, EXIT.user);
  assertEquals(new UserError("m", EXIT.usage).exitCode, 2);
  assertEquals(new GateError("m").exitCode, 3);
  assertEquals(new MissingDataError("m").exitCode, 4);
  assert(new MissingDataError("m") instanceof UserError);
  const cause = new Error("deep");
  assertEquals(new UserError("m", undefined, { cause }).cause, cause);
});

Deno.test("control characters out of names are written out, but for lines that are meant", () => {
  const name = "a\nb\r\u001b[2J\u0000\u009b.wav";
  assertEquals(new UserError(`no ${name}`).message, "no a\\u000ab\\u000d\\u001b[2J\\u0000\\u009b.wav");
  assertEquals(printable("problems:\n  one\n  two"), "problems:\n  one\n  two");
});

Deno.test("anything thrown has a message", () => {
  assertEquals([messageOf(new Error("a")), messageOf("b"), messageOf(null)], ["a", "b", "null"]);
});

Deno.test("control characters, turned text and line ends of names are written out in a message", () => {
  const { message } = new UserError("a\u001b[31m\r\n\tb\u202ec\u0085d\n  indented\nnot");
  assertEquals(message, "a\\u001b[31m\\u000d\\u000a\\u0009b\\u202ec\\u0085d\n  indented\\u000anot");
});

Deno.test("text that cannot be parsed is quoted in one line", () => {
  try {
    JSON.parse('{\n  "a": 1,\n  "b": [1, 2,, 3],\n  "c": 3\n}');
  } catch (error) {
    assert(String(error).includes("\n") && !messageOf(error).includes("\n"), messageOf(error));
  }
});
