/** Writes a file many times over; answers with what went wrong, or `null`. */
import { writeFileAtomic } from "../../src/base/files.ts";

const scope = globalThis as unknown as Worker;
scope.onmessage = async ({ data: [path, letter] }: MessageEvent<[string, string]>) => {
  try {
    for (let i = 0; i < 100; i++) await writeFileAtomic(path, letter.repeat(10_000), { flush: false });
    scope.postMessage(null);
  } catch (error) {
    scope.postMessage(String(error));
  }
};
