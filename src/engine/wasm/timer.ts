import type { KernelTime } from "../compiled_step.ts";
import type { Plan } from "./plan.ts";

/** Runs a plan's calls with a clock around each. */
export interface Timer {
  /** Runs every call for `count` samples. */
  run(count: number): void;
  /** Runs the optimiser's update. */
  update(work: () => void): void;
  /** Times since the last taking, in the order of the step. */
  take(): KernelTime[];
}

/** @param micro Samples of one full call. */
export function newTimer(plan: Plan, micro: number): Timer {
  const zero = () => ({ milliseconds: 0, calls: 0 });
  const names = [...plan.calls.map((call) => call.name), "optimizer update"];
  let times = names.map(zero);
  const measure = (i: number, work: () => void) => {
    const start = performance.now();
    work();
    times[i]!.milliseconds += performance.now() - start;
    times[i]!.calls++;
  };
  return {
    run: (count) => plan.calls.forEach((call, i) => measure(i, () => call.run(count))),
    update: (work) => measure(names.length - 1, work),
    take() {
      const taken = names.map((name, i) => ({
        name,
        ...times[i]!,
        flops: (plan.calls[i]?.flops ?? 0) * micro,
        bytes: (plan.calls[i]?.bytes ?? 0) * micro,
      }));
      times = names.map(zero);
      return taken;
    },
  };
}
