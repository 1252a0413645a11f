import type { Plan } from "./made_up.ts";
import { iemocap, ravdess, synthetic } from "./made_up.ts";

const suite = "deepika2025";

/** The experiments of the paper's suite, as its manifests name them. */
export const paperPlans: readonly Plan[] = ([[iemocap, "IEMOCAP", 5], [ravdess, "RAVDESS", 6]] as const)
  .flatMap(
    ([corpus, name, speakerFolds]): Plan[] => [
      {
        id: `raw-clean-k-fold-${corpus.name}`,
        title: `Raw against clean spectrograms, ${name}, random 5-fold`,
        suite,
        corpus,
        protocol: { name: "utterance-k-fold", folds: 5 },
        variants: ["raw", "clean"],
        runs: 5,
      },
      {
        id: `raw-clean-holdout-${corpus.name}`,
        title: `Raw against clean spectrograms, ${name}, random hold-out`,
        suite,
        corpus,
        protocol: { name: "utterance-holdout", testShare: 0.2 },
        variants: ["raw", "clean"],
        runs: 1,
      },
      {
        id: `raw-clean-speaker-${corpus.name}`,
        title: `Raw against clean spectrograms, ${name}, speaker-independent`,
        suite,
        corpus,
        protocol: { name: "speaker-k-fold", folds: speakerFolds },
        variants: ["raw", "clean"],
        runs: speakerFolds,
      },
      {
        id: `downsampling-k-fold-${corpus.name}`,
        title: `Stride against pooling, ${name}`,
        suite,
        corpus,
        protocol: { name: "utterance-k-fold", folds: 5 },
        variants: [
          "raw, stride",
          "raw, max-pool",
          "raw, average-pool",
          "clean, stride",
          "clean, max-pool",
          "clean, average-pool",
        ],
        runs: 5,
      },
    ],
  ).concat([{
    id: "cross-corpus-iemocap-ravdess",
    title: "Trained on IEMOCAP, tested on RAVDESS",
    suite,
    corpus: iemocap,
    protocol: { name: "cross-corpus", test: ravdess },
    variants: ["raw", "clean"],
    runs: 1,
  }]);

/** A suite without a paper, on synthetic voices. */
export const quickstartPlans: readonly Plan[] = [{
  id: "quickstart",
  title: "Raw and clean, stride and max-pool, on synthetic voices",
  suite: "quickstart",
  corpus: synthetic,
  protocol: { name: "speaker-k-fold", folds: 2 },
  variants: ["raw, stride", "raw, max-pool", "clean, stride", "clean, max-pool"],
  runs: 2,
}];

/** Accuracy that the made-up records aim at; `null` where nothing was run. */
export function madeUpHits(plan: Plan, variant: string, fold: number): number | null {
  if (plan.corpus.name === "iemocap") return null;
  if (plan.id.includes("holdout")) return variant === "raw" ? 0.55 : null;
  if (plan.id.includes("speaker")) return fold < 4 ? (variant === "raw" ? 0.3 : 0.34) : null;
  return variant.startsWith("raw") ? 0.5 : 0.56;
}
