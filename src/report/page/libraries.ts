import { fileURLToPath } from "node:url";
import { version as vegaVersion } from "vega";
import { version as embedVersion } from "vega-embed";
import { version as liteVersion } from "vega-lite";

/** Scripts that the packages are published with, each after those that it needs. */
const SCRIPTS = [
  { entry: () => import.meta.resolve("vega"), file: "vega.min.js", version: vegaVersion },
  { entry: () => import.meta.resolve("vega-lite"), file: "vega-lite.min.js", version: liteVersion },
  { entry: () => import.meta.resolve("vega-embed"), file: "vega-embed.min.js", version: embedVersion },
];

/**
 * Vega, Vega-Lite and vega-embed, which brings the expression interpreter, as one script from the packages' own
 * builds. It defines `vega`, `vegaLite` and `vegaEmbed`, and evaluates no text as code where charts are
 * embedded with `ast: true`.
 *
 * @throws {TypeError} If a package's file is of another version than its module.
 */
export async function chartLibraries(): Promise<string> {
  const texts = await Promise.all(SCRIPTS.map(async ({ entry, file, version }) => {
    const text = await Deno.readTextFile(fileURLToPath(new URL(file, entry())));
    // Importing the packages is also what puts them into the module graph, so that their files resolve.
    if (!text.includes(version)) throw new TypeError(`Cannot take ${file} as it must be version ${version}`);
    return text.replace(/^\/\/# sourceMappingURL=.*$/m, "");
  }));
  return texts.join("\n;\n");
}
