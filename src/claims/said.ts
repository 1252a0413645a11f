import type { Settings } from "../manifest/settings.ts";
import type { Claim } from "./claim.ts";

/**
 * Whether settings are a reading of a claim: they keep what the claim says, which is corpus, input (raw or clean),
 * network and, where that is the point, down-sampling. Everything else is open.
 *
 * @param tested Settings of runs that the claim is judged by.
 * @param besides Paths of settings that are looked at elsewhere, being what the claim compares.
 */
export function keepsWhatIsSaid(
  { quantity }: Claim,
  tested: Settings,
  settings: Settings,
  besides: ReadonlySet<string> = new Set(),
): boolean {
  const keeps = (path: string, of: (settings: Settings) => unknown) =>
    besides.has(path) || of(settings) === of(tested);
  return keeps("corpus.name", ({ corpus }) => corpus.name) &&
    keeps("protocol", ({ protocol }) => protocol.name === "cross-corpus" ? protocol.test.name : null) &&
    keeps("signal.silence", ({ signal }) => signal.silence === null) &&
    keeps("model.name", ({ model }) => model.name) &&
    (quantity.downsampling === undefined || keeps("model.downsampling", downsamplingOf));
}

function downsamplingOf({ model }: Settings): string | null {
  return model.name === "dscnn" ? model.downsampling : null;
}
