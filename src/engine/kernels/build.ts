/**
 * Compiles the AssemblyScript kernels into `kernels.ts`, which holds the WebAssembly binary as base64: a module
 * needs no read permission, works in a worker, and survives bundling and publishing.
 *
 *     deno task kernels [--check]
 */
import { parseArgs } from "node:util";
import asc from "assemblyscript/asc";

const FOLDER = new URL(".", import.meta.url);
const OPTIONS = [
  "--optimizeLevel",
  "2", // 3 nests the multiply-adds of a written-out loop: all its loads are then alive at once.
  "--shrinkLevel",
  "0",
  "--noAssert",
  "--runtime",
  "stub",
  "--enable",
  "simd,relaxed-simd",
  "--importMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
];

/** Compiles the sources beside this file. */
export async function buildKernels(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["index.as.ts", "--outFile", "kernels.wasm", ...OPTIONS], {
    readFile: (name: string) => Deno.readTextFile(new URL(name, FOLDER)).then(unrolled).catch(() => null),
    writeFile: (name: string, data: string | Uint8Array) => {
      if (name === "kernels.wasm") binary = data as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`kernels do not compile: ${error?.message}\n${stderr.toString()}`);
  return binary;
}

/**
 * Writes out what stands between the lines `//# unroll NAME FIRST LAST` and `//# end NAME` once for each number,
 * which replaces `$NAME`.
 */
function unrolled(text: string): string {
  return text.replace(
    /\/\/# unroll (\w+) (\d+) (\d+)\n(.*?)\/\/# end \1\n/gs,
    (_, name: string, first: string, last: string, body: string) =>
      Array.from(
        { length: Number(last) - Number(first) + 1 },
        (_, i) => unrolled(body.replaceAll(`$${name}`, String(Number(first) + i))),
      ).join(""),
  );
}

/** The text of `kernels.ts`. */
export function kernelModule(binary: Uint8Array): string {
  return [
    "// Made by build.ts from the AssemblyScript beside it; do not edit.",
    "",
    "/** The kernels as a WebAssembly binary, base64. */",
    "export const KERNELS =",
    `  "${binary.toBase64()}";`,
    "",
  ].join("\n");
}

/** `[--check]`: writes `kernels.ts`, or only says whether it is what the sources give; returns the exit code. */
async function run(args: string[]): Promise<number> {
  const { check, help } = optionsOf(args);
  if (check === undefined || help) {
    console.log(
      "Usage: deno task kernels [--check]\n\n  --check  write nothing: exit code 1 if kernels.ts is out of date",
    );
    return help ? 0 : 2;
  }
  const path = new URL("kernels.ts", FOLDER);
  const text = kernelModule(await buildKernels());
  if (!check) await Deno.writeTextFile(path, text);
  else if ((await Deno.readTextFile(path)).replaceAll("\r\n", "\n") !== text) {
    console.error("error: kernels.ts is not what the sources give: write it with deno task kernels");
    return 1;
  }
  return 0;
}

/** Nothing for what is no option. */
function optionsOf(args: string[]): { check?: boolean; help?: boolean } {
  const options = {
    check: { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    return {};
  }
}

if (import.meta.main) Deno.exit(await run(Deno.args));
