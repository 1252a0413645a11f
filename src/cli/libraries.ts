import config from "../../deno.json" with { type: "json" };

const NAMES = [
  "@tensorflow/tfjs",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-backend-webgpu",
  "fft.js",
  "wav-decoder",
] as const;

/** Version of every package that takes part in a result, as pinned in `deno.json`. */
export const LIBRARIES: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.map((name) => [name, config.imports[name].replace(/^npm:.*@/, "")]),
);
