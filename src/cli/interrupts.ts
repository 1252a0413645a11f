import { EXIT, UserError } from "../base/errors.ts";
import { writesEnded } from "../base/files.ts";

/** One key press comes as several signals: from the terminal, the task runner and the launcher. Milliseconds. */
const SAME_PRESS_MS = 1000;
/** How long a verb may take to end by itself, milliseconds. */
const GRACE_MS = 700;
/** How often it is looked whether the parent is still there, milliseconds. */
const WATCH_MS = 400;

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/** Asked for by verbs that write: {@linkcode Interrupts.signal}. */
export type Signal = () => AbortSignal;

/** How a process ends that is asked to stop. */
export interface Interrupts {
  /**
   * Aborts when the process is asked to stop. A verb that writes something asks for it; for any other the first
   * signal ends the process at once, in the middle of whatever it computes.
   */
  signal(): AbortSignal;
  /**
   * Waits for a verb, but not for long once it is asked to stop: then only for files that are half written.
   * @throws {UserError} With exit code 130.
   */
  endOf(work: Promise<unknown>): Promise<void>;
  /** Whether it was asked to stop. */
  stopped(): boolean;
  /** Signals do what they did before. */
  close(): void;
}

/** @param watchParent Stop as well when the process is gone that started this one. */
export function openInterrupts({ watchParent = false } = {}): Interrupts {
  const controller = new AbortController();
  let listening = false;
  let since = 0;
  const stop = () => {
    if (!listening) Deno.exit(EXIT.interrupted);
    if (!controller.signal.aborted) {
      since = performance.now();
      controller.abort(new UserError("stopped: the same command goes on from here", EXIT.interrupted));
    } else if (performance.now() - since > SAME_PRESS_MS) {
      showCursor();
      Deno.exit(EXIT.interrupted); // asked twice: at once
    }
  };
  const watch = watchParent ? watchFor(Deno.ppid, stop) : undefined;
  return {
    signal() {
      if (!listening) { for (const name of SIGNALS) Deno.addSignalListener(name, stop); }
      listening = true;
      return controller.signal;
    },
    endOf: (work) => endOf(work, controller.signal),
    stopped: () => controller.signal.aborted,
    close() {
      if (listening) { for (const name of SIGNALS) Deno.removeSignalListener(name, stop); }
      clearInterval(watch);
      if (controller.signal.aborted) showCursor();
    },
  };
}

async function endOf(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      timer = setTimeout(() => writesEnded().then(() => reject(signal.reason)), GRACE_MS);
    }, { once: true });
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls `gone` when this process has another parent than `parent`. */
export function watchFor(parent: number, gone: () => void): ReturnType<typeof setInterval> {
  const watch = setInterval(() => {
    if (Deno.ppid === parent) return;
    clearInterval(watch);
    gone();
  }, WATCH_MS);
  Deno.unrefTimer(watch);
  return watch;
}

/** Bars hide it, and keep long lines from being broken. */
function showCursor(): void {
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\x1b[?25h\x1b[?7h"));
}
