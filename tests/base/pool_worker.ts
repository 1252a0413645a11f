/** What the workers of `pool_test.ts` do: one small thing per kind of task. */
import { MissingDataError } from "../../src/base/errors.ts";
import { serveTasks } from "../../src/base/pool.ts";

/** A task for the tests. */
export type PoolTask =
  | { readonly kind: "square"; readonly value: number; readonly until?: string }
  | { readonly kind: "tick"; readonly path: string }
  | { readonly kind: "fail-missing" | "fail-plain" | "fail-text" | "crash" | "spin" };

serveTasks<PoolTask, number, string>(async (task, emit) => {
  switch (task.kind) {
    case "square":
      emit(`started ${task.value}`);
      while (task.until && !await exists(task.until)) await new Promise((resolve) => setTimeout(resolve, 10));
      return { result: task.value ** 2 };
    case "fail-missing":
      throw new MissingDataError("the corpus is not there");
    case "fail-plain":
      throw new TypeError("a fault");
    case "fail-text":
      throw "only a text";
    case "crash":
      setTimeout(() => {
        throw new Error("outside of every task");
      }, 0);
      return await new Promise(() => {});
    case "tick":
      for (;;) {
        await Deno.writeTextFile(task.path, ".", { append: true });
        emit("tick");
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    case "spin":
      emit("spinning");
      for (;;);
  }
});

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
