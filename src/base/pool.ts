import { UserError } from "./errors.ts";

/** What the workers of a pool are given and how their answers are taken. */
export interface PoolOptions<Task, Result, Event> {
  /** Module that calls {@linkcode serveTasks}. */
  readonly worker: URL;
  /** Workers side by side; no more are started than there are tasks. */
  readonly jobs: number;
  /** Each worker takes the next task when it is free. */
  readonly tasks: readonly Task[];
  /** Awaited before that worker's next task; an error stops the pool. */
  onResult(result: Result, index: number): Promise<void> | void;
  /** What a worker emits while it is at work on a task. */
  onEvent?(event: Event, index: number): void;
  /** Stops all workers at once. */
  readonly signal?: AbortSignal;
}

type Message<Result, Event> =
  | { readonly index: number; readonly event: Event }
  | { readonly index: number; readonly result: Result }
  | { readonly index: number; readonly error: Failure };

interface Failure {
  readonly message: string;
  readonly stack: string;
  /** Exit code of a `UserError`, `null` for anything else. */
  readonly exitCode: number | null;
}

/**
 * Runs tasks in workers, each a thread of its own. The first error stops every worker and is thrown.
 * @throws {DOMException} `AbortError` when `signal` says so.
 */
export async function runPool<Task, Result, Event = never>(
  options: PoolOptions<Task, Result, Event>,
): Promise<void> {
  const { tasks, signal } = options;
  signal?.throwIfAborted();
  const workers: Worker[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal!.reason);
  signal?.addEventListener("abort", abort);
  const underWay = new Set<Promise<void>>();
  const tracked = async (work: Promise<void> | void) => {
    const promise = Promise.resolve(work);
    underWay.add(promise);
    await promise.finally(() => underWay.delete(promise));
  };
  let next = 0;
  let open = Math.min(Math.max(1, options.jobs), tasks.length);
  if (open === 0) resolve();
  const give = (worker: Worker) => {
    if (next < tasks.length) {
      worker.postMessage({ index: next, task: tasks[next] });
      next++;
    } else if (--open === 0) resolve();
  };
  for (let i = open; i > 0; i--) {
    const worker = new Worker(options.worker, { type: "module" });
    workers.push(worker);
    worker.onmessage = async ({ data }: MessageEvent<Message<Result, Event>>) => {
      try {
        if ("error" in data) throw revive(data.error);
        if ("event" in data) return options.onEvent?.(data.event, data.index);
        await tracked(options.onResult(data.result, data.index));
        give(worker);
      } catch (error) {
        reject(error);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A worker failed: ${event.message}`));
    };
    give(worker);
  }
  try {
    await promise;
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const worker of workers) worker.terminate();
    // What was begun for a result is ended before the error goes on its way.
    await Promise.allSettled(underWay);
  }
}

function revive({ message, stack, exitCode }: Failure): Error {
  if (exitCode !== null) return new UserError(message, exitCode);
  const error = new Error(message);
  error.stack = stack;
  return error;
}

/** To be called by a worker's module: answers every task with `handle`. */
export function serveTasks<Task, Result, Event = never>(
  handle: (
    task: Task,
    emit: (event: Event) => void,
  ) => Promise<{ result: Result; transfer?: Transferable[] }>,
): void {
  const scope = globalThis as unknown as {
    onmessage: (message: MessageEvent<{ index: number; task: Task }>) => void;
    postMessage(message: Message<Result, Event>, transfer?: Transferable[]): void;
  };
  scope.onmessage = async ({ data: { index, task } }) => {
    try {
      const { result, transfer } = await handle(task, (event) => scope.postMessage({ index, event }));
      scope.postMessage({ index, result }, transfer ?? []);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      const exitCode = error instanceof UserError ? error.exitCode : null;
      scope.postMessage({ index, error: { message, stack: stack ?? message, exitCode } });
    }
  };
}
