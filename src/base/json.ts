import { messageOf, typeError, UserError } from "./errors.ts";

/**
 * The value that a file's text writes.
 *
 * @param name What the message calls the file, such as its path.
 * @throws {UserError} If it is not JSON.
 */
export function parseJson(text: string, name: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new UserError(`Cannot read ${name}: it is not JSON: ${messageOf(error)}`);
  }
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
