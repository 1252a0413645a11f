import type { Random } from "../../src/base/random.ts";

/** Values that fields of no kind expect, and those at the edges of what numbers can be. */
const ODD: readonly unknown[] = [
  ...[null, true, false, "", "x", " ", "NaN", [], {}, [[]], [null], { a: 1 }],
  ...[0, -0, 1, -1, 0.5, -0.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e9, 1e15, 1e21, 1e300, -1e300, 5e-324],
  ...[
    "constructor",
    "__proto__",
    "toString",
    "../../x",
    "a\nb",
    "\u0000",
    "\u202e",
    "é",
    "1e21",
    "-1",
    "1,440.5",
  ],
  ...["x".repeat(70_000), Array.from({ length: 2000 }, (_, i) => i)],
];

/**
 * Changes a value of JSON in one to three places: a field gets an odd value or that of another field, goes, comes
 * twice under another name, or a list is turned round, cut or lengthened.
 */
export function mutated(value: unknown, random: Random): unknown {
  const copy = structuredClone(value);
  const times = 1 + random.integer(3);
  for (let i = 0; i < times; i++) change(copy, random);
  return copy;
}

/** JSON text with some of its characters changed, cut off or doubled; it may be JSON no more. */
export function mutatedText(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  const length = random.integer(20);
  const parts = [
    text.slice(0, at),
    text.slice(0, at) + text.slice(at + length),
    text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length),
    text.slice(0, at) + String.fromCodePoint(random.integer(0xd800)) + text.slice(at + 1),
    `${text.slice(0, at)}${"[".repeat(100_000)}${text.slice(at)}`,
  ];
  return parts[random.integer(parts.length)]!;
}

type Holder = Record<string, unknown> | unknown[];

/** One change, in a place that is reached step by step, so that small and large parts are met alike. */
function change(root: unknown, random: Random): void {
  const path = [root];
  while (isHolder(path.at(-1))) {
    const values = Object.values(path.at(-1) as Holder);
    if (values.length === 0 || (path.length > 1 && random.integer(6) === 0)) break;
    path.push(values[random.integer(values.length)]);
  }
  const holders = path.filter(isHolder);
  const holder = holders.at(-1);
  if (holder === undefined) return;
  if (Array.isArray(holder)) changeList(holder, random);
  else changeObject(holder, random);
}

function isHolder(value: unknown): value is Holder {
  return value !== null && typeof value === "object";
}

function odd(random: Random): unknown {
  return structuredClone(ODD[random.integer(ODD.length)]);
}

function changeList(list: unknown[], random: Random): void {
  const at = random.integer(list.length + 1);
  const ways = [
    () => list.splice(at, 1),
    () => list.splice(at, 0, odd(random)),
    () => list.splice(at, 1, odd(random)),
    () => list.push(...structuredClone(list.slice(at))),
    () => list.reverse(),
    () => list.splice(at),
  ];
  ways[random.integer(ways.length)]!();
}

function changeObject(holder: Record<string, unknown>, random: Random): void {
  const keys = Object.keys(holder);
  if (keys.length === 0) {
    holder[String(odd(random)).slice(0, 100)] = odd(random);
    return;
  }
  const key = keys[random.integer(keys.length)]!;
  const other = keys[random.integer(keys.length)]!;
  const ways = [
    () => holder[key] = odd(random),
    () => holder[key] = odd(random),
    () => holder[key] = structuredClone(holder[other]),
    () => holder[key] = scaled(holder[key], random),
    () => delete holder[key],
    () => holder[String(odd(random)).slice(0, 100)] = structuredClone(holder[key]),
  ];
  ways[random.integer(ways.length)]!();
}

/** A number times a power of ten, a text with a letter less. */
function scaled(value: unknown, random: Random): unknown {
  if (typeof value === "number") return value * 10 ** (random.integer(41) - 20) * (random.integer(2) || -1);
  return typeof value === "string" ? value.slice(1) : value;
}
