import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { parseCsv } from "../../src/base/csv.ts";
import { UserError } from "../../src/base/errors.ts";
import { toCsv } from "../../src/report/csv.ts";

const fields = (text: string) => parseCsv(text, "x.csv").map((row) => row.fields);

Deno.test("fields are read as they were written, whatever they hold", () => {
  const rows = [["a", "b, c"], ['say "x"', "two\r\nlines"], ["", " "]];
  assertEquals(fields(toCsv({ columns: rows[0]!, rows: rows.slice(1).map((cells) => ({ cells })) })), rows);
});

Deno.test("either line end will do, the last may be missing, and empty lines are passed over", () => {
  for (const text of ["a,b\n1,2\n", "a,b\r\n1,2", "\n\na,b\n\n1,2\n\n"]) {
    assertEquals(fields(text), [["a", "b"], ["1", "2"]], JSON.stringify(text));
  }
  assertEquals(fields(""), []);
  assertEquals(fields("a,\n,"), [["a", ""], ["", ""]]);
});

Deno.test("rows know the line that they start in", () => {
  assertEquals(parseCsv('a\n\n"1\n2",3\n4\n', "x.csv").map(({ line }) => line), [1, 3, 5]);
});

Deno.test("a quoted field must end, and nothing may stand beside its quotes", () => {
  for (const text of ['a\n1,"b', 'a\n1,"b"c', 'a\n1,b"c']) {
    assertThrows(() => parseCsv(text, "x.csv"), (error) => {
      return error instanceof UserError &&
        error.message.startsWith("Cannot read x.csv: line 2, field 2 must");
    }, text);
  }
});
