import { hashOf } from "../base/hash.ts";
import type { Experiment } from "../manifest/experiment.ts";
import { slug } from "./table.ts";

/** Longest name that is kept whole; file systems allow 255 bytes, with what stands before and behind it. */
const LONGEST = 120;

/** Name of a variant's files and places, given the ids and labels of its experiment and itself. */
export type VariantName = (experiment: string, variant: string) => string;

/**
 * A name for every variant of some experiments: `raw-clean-k-fold-clean`. No two are equal, nor is one the id of an
 * experiment: where the letters and digits of two labels are, or a label has none, the hash of the label is added.
 */
export function variantNames(experiments: readonly Experiment[]): VariantName {
  const keys = experiments.flatMap(({ id, variants }) => variants.map(({ label }) => [id, label] as const));
  const plain = ([id, label]: readonly [string, string]) => `${id}-${slug(label)}`;
  const counts = Map.groupBy([...keys.map(plain), ...experiments.map(({ id }) => id)], (name) => name);
  const names = new Map(keys.map((key) => {
    const name = plain(key);
    const own = counts.get(name)!.length === 1 && name.length <= LONGEST && !name.endsWith("-");
    return [key.join("\0"), own ? name : `${name.slice(0, LONGEST)}-${hashOf(key).slice(0, 8)}`];
  }));
  return (experiment, variant) => names.get(`${experiment}\0${variant}`) ?? `${experiment}-${slug(variant)}`;
}
