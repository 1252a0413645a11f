import { messageOf, typeError, UserError } from "./errors.ts";

/** Levels of lists and objects within each other that any file of the project may have. */
const DEEPEST = 50;

/** Whether lists and objects stand in each other more than fifty deep; found without recursion. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    const next: unknown[] = [];
    for (const one of level) {
      if (one === null || typeof one !== "object") continue;
      for (const inner of Object.values(one)) if (typeof inner === "object") next.push(inner);
    }
    level = next;
  }
  return false;
}

/**
 * The value that a file's text writes.
 *
 * @param name What the message calls the file, such as its path.
 * @throws {UserError} If it is not JSON, or nested deeper than any file of the project.
 */
export function parseJson(text: string, name: string): unknown {
  let value: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new UserError(`Cannot read ${name}: it is not JSON: ${messageOf(error)}`);
  }
  if (isTooDeep(value)) throw new UserError(`Cannot read ${name}: it must be nested at most ${DEEPEST} deep`);
  return value;
}

/**
 * JSON with sorted keys and no white space, so that equal values give equal text.
 * Properties whose value is `undefined` are left out, as in `JSON.stringify`.
 *
 * @throws {TypeError} If the value holds a number that JSON cannot write (NaN, infinity) or a function.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw typeError("write JSON", "numbers must be finite", value);
  }
  if (typeof value === "function" || typeof value === "bigint" || typeof value === "symbol") {
    throw typeError("write JSON", "values must be plain data", String(value));
  }
  if (Array.isArray(value)) return `[${value.map((v) => canonicalJson(v ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value);
}
