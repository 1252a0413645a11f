/** Shows progress of a made-up task: started by `progress_test.ts`, which reads its standard error. */
import { openProgress } from "../../src/base/progress.ts";

const progress = openProgress({ quiet: Deno.args.includes("quiet") });
let now = 0;
performance.now = () => now;
progress.log("a message");
const task = progress.task("features", 100);
for (let done = 1; done <= 50; done++) {
  now += 1000;
  task.update(done, done > 40 ? "loss 1.5" : undefined);
}
task.finish("50 clips");
progress.task("training", 2).finish();
progress.close();
console.log("data");
