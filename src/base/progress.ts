import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { printable } from "./errors.ts";
import { duration } from "./number_text.ts";

/** Progress of one long task. */
export interface ProgressTask {
  /**
   * Says how far the task is.
   * @param note Short state shown beside the bar, such as `loss 1.23`.
   */
  update(done: number, note?: string): void;
  /**
   * Ends the task.
   * @param note Shown in the end.
   */
  finish(note?: string): void;
}

/** Where progress and messages are shown: always standard error. */
export interface Progress {
  /** A line of its own. */
  log(line: string): void;
  /** Starts a task of `total` parts. */
  task(name: string, total: number): ProgressTask;
  /** Ends all bars. */
  close(): void;
}

/** Seconds between two plain lines of one task. */
const PLAIN_INTERVAL = 15;

/** Bars on a terminal, plain lines elsewhere, nothing when `quiet`. */
export function openProgress(options: { quiet?: boolean } = {}): Progress {
  if (options.quiet) {
    return { log: () => {}, task: () => ({ update: () => {}, finish: () => {} }), close: () => {} };
  }
  return Deno.stderr.isTerminal() ? bars() : lines();
}

const encoder = new TextEncoder();
const write = (text: string) => void Deno.stderr.writeSync(encoder.encode(text));

function lines(): Progress {
  const log = (line: string) => write(`${printable(line)}\n`);
  return {
    log,
    close: () => {},
    task(name, total) {
      const started = performance.now();
      let shown = started;
      return {
        update(done, note) {
          const now = performance.now();
          if (now - shown < PLAIN_INTERVAL * 1000) return;
          shown = now;
          const left = done > 0 ? `, ${duration(((now - started) / 1000 / done) * (total - done))} left` : "";
          log(`${name}: ${done} of ${total}${note ? `, ${note}` : ""}${left}`);
        },
        finish: (note) =>
          log(`${name}: ${note ?? "done"} (${duration((performance.now() - started) / 1000)})`),
      };
    },
  };
}

function bars(): Progress {
  const format = "{name} {bar} {value}/{total} {note} {eta_formatted}";
  const multi = new MultiBar(
    { format, hideCursor: true, clearOnComplete: true, fps: 4 },
    Presets.shades_classic,
  );
  return {
    log: (line) => multi.log(`${printable(line)}\n`),
    close: () => multi.stop(),
    task(name, total) {
      const bar: SingleBar = multi.create(total, 0, { name, note: "" });
      return {
        update: (done, note) => bar.update(done, { name, note: note ?? "" }),
        finish(note) {
          bar.update(total);
          multi.remove(bar);
          if (note) multi.log(`${name}: ${note}\n`);
        },
      };
    },
  };
}
