/**
 * Errors and the exit codes they lead to.
 *
 * What the user can mend is a {@linkcode UserError} (or one of its kinds) and ends in one line;
 * `TypeError`, `RangeError` and `SyntaxError` from the functions below mark a wrong argument, a
 * wrong value or text that cannot be parsed. Anything else is a fault of the program.
 */

/** Exit codes of the command line. */
export const EXIT = {
  done: 0,
  user: 1,
  usage: 2,
  gate: 3,
  missingData: 4,
  fault: 70,
  interrupted: 130,
} as const;

/**
 * Text as a terminal may show it: what names and files bring along of control characters, marks that turn the
 * direction of text and line ends is written as in JSON. Lines that begin with two blanks stay lines.
 */
export function printable(text: string): string {
  return text.replace(
    /\n(?! {2})|(?!\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Something the user can mend: said in one line, without a stack. */
export class UserError extends Error {
  /** Exit code of the process that ends with this error. */
  readonly exitCode: number;

  /** Makes the error; the message is one line, or one with indented lines below it. */
  constructor(message: string, exitCode: number = EXIT.user, options?: ErrorOptions) {
    super(printable(message), options);
    this.name = "UserError";
    this.exitCode = exitCode;
  }
}

/** A corpus or a weight file that is not where it was looked for (exit code 4). */
export class MissingDataError extends UserError {
  /** Makes the error; the message is one line. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, EXIT.missingData, options);
    this.name = "MissingDataError";
  }
}

/** A gate that did not hold (exit code 3). */
export class GateError extends UserError {
  /** Makes the error; the message is one line. */
  constructor(message: string) {
    super(message, EXIT.gate);
    this.name = "GateError";
  }
}

/** `Cannot ACTION as RULE: current value is VALUE`, the form of every message about a value. */
function message(action: string, rule: string, value: unknown): string {
  return `Cannot ${action} as ${rule}: current value is ${show(value)}`;
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value !== null && typeof value === "object") return JSON.stringify(value);
  return String(value);
}

/** A wrong value, to be thrown by the caller. */
export function rangeError(action: string, rule: string, value: unknown): RangeError {
  return new RangeError(message(action, rule, value));
}

/** A wrong type or shape, to be thrown by the caller. */
export function typeError(action: string, rule: string, value: unknown): TypeError {
  return new TypeError(message(action, rule, value));
}

/** What an unknown thrown value says; of text that cannot be parsed in one line, though it quotes several. */
export function messageOf(error: unknown): string {
  if (error instanceof SyntaxError) return error.message.replaceAll(/\s+/g, " ");
  return error instanceof Error ? error.message : String(error);
}
