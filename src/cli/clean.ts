import { UserError } from "../base/errors.ts";
import { writeFileAtomic } from "../base/files.ts";
import { leavingNothing } from "../base/temporary.ts";
import { parseManifest } from "../manifest/manifest.ts";
import type { SilenceSettings } from "../manifest/settings.ts";
import { encodeWav } from "../signal/encode_wav.ts";
import { resample } from "../signal/resample.ts";
import { removeSilence } from "../signal/silence.ts";
import { readWav } from "../signal/wav.ts";

/** Options of `clean`; those of the other methods are ignored. */
export interface CleanOptions {
  readonly method: SilenceSettings["method"];
  readonly keep: SilenceSettings["keep"];
  readonly frameMs: number;
  readonly rate: number;
  readonly rangeDb?: number;
  readonly percentile?: number;
  readonly marginDb?: number;
  readonly windowMs?: number;
  readonly ratio?: number;
}

/** `clean IN.wav OUT.wav`: the preprocessing alone. Prints what was kept. */
export async function clean(input: string, output: string, options: CleanOptions): Promise<void> {
  const { rateHz, silence } = settingsOf(options);
  const signal = resample(readWav(input), rateHz);
  const cleaned = removeSilence(signal, silence);
  if (cleaned.samples.length === 0) throw new UserError(`${input}: nothing is left after silence removal`);
  await leavingNothing([output], () => writeFileAtomic(output, encodeWav(cleaned)));
  const seconds = (samples: Float32Array) => (samples.length / rateHz).toFixed(2);
  console.log(`${output}: ${seconds(cleaned.samples)} of ${seconds(signal.samples)} s kept, ${rateHz} Hz`);
}

/** The options as settings, with the same defaults and the same checks as in a manifest. */
function settingsOf(options: CleanOptions): { rateHz: number; silence: SilenceSettings } {
  const { method, keep, frameMs, rate, rangeDb, percentile, marginDb, windowMs, ratio } = options;
  const own = {
    peak: { rangeDb },
    "noise-floor": { percentile, marginDb },
    "running-mean": { windowMs, ratio },
  }[method];
  const manifest = parseManifest({
    id: "clean",
    title: "clean",
    corpus: { name: "synthetic" },
    protocol: { name: "utterance-holdout" },
    signal: { rateHz: rate, silence: { method, keep, frameMs, ...own } },
  });
  return { rateHz: manifest.signal.rateHz, silence: manifest.signal.silence! };
}
