import type { Ended } from "../cli/command.ts";
import { EXIT, UserError } from "../../src/base/errors.ts";

/** Seconds after which a call counts as hanging; processes take their time on a busy machine. */
const LONGEST = 120;
/** Bytes of memory that nothing may take. */
const MOST_MEMORY = 2e9;

/**
 * How a call ends: what it gives, `refused` where it says in one line what is to be mended, else what went wrong,
 * in the words that a process would end with.
 */
export async function outcomeOf(call: () => Promise<string> | string): Promise<string> {
  const start = performance.now();
  let outcome: string;
  try {
    outcome = await call();
  } catch (error) {
    outcome = refusal(error);
  }
  if (performance.now() - start > 1000 * LONGEST) return `more than ${LONGEST} s`;
  return Deno.memoryUsage().rss > MOST_MEMORY ? "more than 2 GB" : outcome;
}

/** Problems are indented lines below the first one. */
function refusal(error: unknown): string {
  if (!(error instanceof UserError)) return `exit ${EXIT.fault}: ${String(error).slice(0, 200)}`;
  if (error.exitCode !== EXIT.user && error.exitCode !== EXIT.usage) return `exit ${error.exitCode}`;
  const lines = error.message.split("\n");
  const plain = lines.slice(1).every((line) => line.startsWith("  ")) && error.message.length < 100_000;
  return plain ? "refused" : `a message of ${lines.length} lines: ${error.message.slice(0, 200)}`;
}

/** How a process ended: `right` with exit code 0, `refused` with a line and 1 or 2, else what went wrong. */
export function processOutcome({ code, stderr }: Ended, right: string): string {
  if (code === 0) return right;
  if (code !== EXIT.user && code !== EXIT.usage) return `exit ${code} of a process: ${stderr.slice(0, 200)}`;
  return /^\s+at /m.test(stderr) ? `a stack: ${stderr.slice(0, 200)}` : "refused";
}
