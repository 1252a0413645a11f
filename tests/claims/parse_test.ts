import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { UserError } from "../../src/base/errors.ts";
import { parseClaims } from "../../src/claims/parse.ts";

const runs = { experiment: "raw-clean", variant: "clean" };

const number = {
  id: "table-1.accuracy",
  place: { table: 1, row: "Clean", column: "Accuracy" },
  kind: "value",
  printed: "82,75 %",
  value: 82.75,
  decimals: 2,
  unit: "percent",
  meaning: "overall accuracy",
  quantity: { measure: "accuracy", corpus: "ravdess" },
  subject: "accuracy",
  test: { kind: "value", corpus: "ravdess", runs, quantity: { measure: "accuracy" }, tolerance: 0.02 },
};

const ordering = {
  ...number,
  id: "results.better",
  place: { section: "Results" },
  kind: "ordering",
  printed: "clean is better",
  value: null,
  decimals: null,
  unit: null,
  against: { variant: "raw" },
  test: {
    kind: "ordering",
    corpus: "ravdess",
    better: runs,
    worse: { ...runs, variant: "raw" },
    quantity: { measure: "accuracy" },
    sign: 1,
  },
};

const clips = {
  ...number,
  id: "data.clips",
  printed: "1450",
  value: 1450,
  decimals: 0,
  unit: "count",
  kind: "property",
  quantity: { measure: "clips", corpus: "ravdess" },
  test: { kind: "fact", fact: "ravdess.clips", tolerance: 0 },
};

const fact = {
  id: "ravdess.clips",
  about: "ravdess",
  measure: "clips",
  value: 1440,
  unit: "count",
  source: "its publisher",
};

const split = {
  id: "five-fold",
  place: { section: "Results" },
  trainShare: null,
  testShare: 0.2,
  folds: 5,
  meaning: "five folds",
};

const file = {
  $schema: "claims.schema.json",
  format: 1,
  paper: { title: "A paper", doi: "10.1234/paper" },
  tolerances: [],
  facts: [fact],
  splits: [split],
  claims: [number, ordering, clips] as readonly unknown[],
};

const parse = (value: unknown) => parseClaims(JSON.stringify(value), "claims.json");

/** The message of the error that a file ends in. */
function problem(changes: Record<string, unknown>): string {
  let message = "";
  assertThrows(() => parse({ ...file, ...changes }), (error) => {
    message = (error as Error).message;
    return error instanceof UserError;
  });
  return message;
}

Deno.test("a whole file is what it says, without its schema", () => {
  const { $schema: _, ...rest } = file;
  assertEquals(parse(file), rest);
});

Deno.test("every problem is named with its path, in one line", () => {
  assertEquals(
    problem({ format: 2, extra: 1, claims: [{ ...number, decimals: 1.5, test: { kind: "guess" } }] }),
    "Cannot read claims.json: format: must be 1; claims[0].decimals: must be a whole number; " +
      'claims[0].test.kind: must be one of "value", "ordering", "difference", "property", ' +
      '"property-ordering", "fact", "none"; extra: unknown key',
  );
});

Deno.test("main points name claims that there are", () => {
  const point = { title: "better", claims: ["results.better", "table-1.accuracy"] };
  assertEquals(parse({ ...file, main: [point] }).main, [point]);
  assertEquals(
    problem({ main: [point, { ...point, claims: ["table-1.accuracy", "no"] }] }),
    'Cannot read claims.json: main[1].claims[1]: there is no claim "no"',
  );
  assertEquals(problem({ main: [{ ...point, claims: [] }] }).includes("main[0].claims"), true);
});

Deno.test("a text that is no JSON is named", () => {
  assertThrows(() => parseClaims("{", "claims.json"), /^UserError: Cannot read claims\.json: it is not JSON/);
});

const WRONG: readonly (readonly [string, readonly unknown[], string])[] = [
  [
    "an id that is used twice",
    [number, number],
    'claims[1].id: "table-1.accuracy" is the id of claims[0] too',
  ],
  [
    "a value that is not the printed one",
    [{ ...number, value: 82.57 }],
    "claims[0].value: must be 82.75, as printed",
  ],
  [
    "decimals that are not the printed ones",
    [{ ...number, decimals: 1 }],
    "claims[0].decimals: must be 2, as printed",
  ],
  ["a number without digits", [{ ...number, printed: "high" }], "claims[0].printed: must hold a number"],
  ["an ordering with a value", [{ ...ordering, value: 1 }], "claims[0].value: must be null for an ordering"],
  [
    "a value that is missing",
    [{ ...number, value: null }],
    "claims[0].value: must not be null but for an ordering",
  ],
  [
    "a fact that there is not",
    [{ ...clips, test: { ...clips.test, fact: "no" } }],
    'claims[0].test.fact: there is no fact "no"',
  ],
  [
    "a fact in another unit",
    [{ ...clips, unit: "hours" }],
    'claims[0].unit: must be count, that of the fact "ravdess.clips"',
  ],
  [
    "an accuracy in megabytes",
    [{ ...number, unit: "megabytes" }],
    "claims[0].unit: must be a share or percent for accuracy",
  ],
  [
    "a number that is tested as an ordering",
    [{ ...number, test: ordering.test }],
    "claims[0].test.kind: must not be an ordering as the claim is none",
  ],
  [
    "an ordering that is tested as a number",
    [{ ...ordering, test: number.test }],
    "claims[0].test.kind: must be an ordering as the claim is one",
  ],
  [
    "a test without a measure",
    [{ ...number, test: { ...number.test, quantity: {} } }],
    "claims[0].test.quantity.measure: must be a measure",
  ],
  [
    "a place without its column",
    [{ ...number, place: { table: 1, row: "Clean" } }],
    "claims[0].place.column: must be a string",
  ],
];

for (const [what, claims, message] of WRONG) {
  Deno.test(`${what} is refused`, () => {
    const found = problem({ claims });
    assertEquals(found.startsWith("Cannot read claims.json: "), true);
    assertEquals(found.includes(message) && !found.includes("\n"), true, found);
  });
}

Deno.test("ids of facts and splits are unique too", () => {
  assertEquals(
    problem({ facts: [fact, fact], splits: [split, split] }),
    'Cannot read claims.json: facts[1].id: "ravdess.clips" is the id of facts[0] too; ' +
      'splits[1].id: "five-fold" is the id of splits[0] too',
  );
});
