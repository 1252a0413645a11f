/**
 * Compiles the AssemblyScript kernels into `kernels.ts`, which holds the WebAssembly binary as base64: a module
 * needs no read permission, works in a worker, and survives bundling and publishing.
 *
 *     deno run -A src/engine/kernels/build.ts [--check]
 */
import asc from "assemblyscript/asc";

const FOLDER = new URL(".", import.meta.url);
const OPTIONS = [
  "--optimizeLevel",
  "3",
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
    readFile: (name: string) => Deno.readTextFile(new URL(name, FOLDER)).catch(() => null),
    writeFile: (name: string, data: string | Uint8Array) => {
      if (name === "kernels.wasm") binary = data as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`kernels do not compile: ${error?.message}\n${stderr.toString()}`);
  return binary;
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

if (import.meta.main) {
  await Deno.writeTextFile(new URL("kernels.ts", FOLDER), kernelModule(await buildKernels()));
}
