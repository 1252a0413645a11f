import { UserError } from "../base/errors.ts";

/**
 * A recording whose samples cannot be used, however often its file is read: it is left out, with the message as
 * the reason, which does not name the file.
 */
export class UnusableError extends UserError {
  /** Makes the error; the message is a few words. */
  constructor(reason: string) {
    super(reason);
    this.name = "UnusableError";
  }
}
