import type { DscnnSettings } from "../../manifest/settings.ts";
import { networkCost } from "../../model/cost.ts";
import { buildNetwork } from "../../model/registry.ts";
import type { NetworkSizes, SizeReading } from "./finding.ts";

/** Strides that a reader of "stride setting 2 x 2" tries first: everywhere, and where the filters double. */
const LIKELY: readonly (readonly number[])[] = [[2, 2, 2, 2, 2, 2, 2], [2, 2, 1, 2, 1, 2, 1]];
const PADDINGS = ["same", "two-pixels"] as const;
const DOWNSAMPLINGS = ["stride", "max-pool"] as const;
/** Settings that change no size. */
const NETWORK = {
  name: "dscnn",
  initialiser: "glorot-uniform",
  batchNorm: { momentum: 0.9, epsilon: 1e-3 },
} as const;

/**
 * Sizes of the networks whose layers a paper of the project describes: the Deep Stride CNN under every place of
 * its seven strides, both paddings, strides or pooling, and what "model size" may count. `null` for any other.
 */
export function describedSizes(
  network: string,
  pixels: number,
  classes: readonly number[],
): NetworkSizes | null {
  if (network !== "dscnn") return null;
  const all = Array.from({ length: 128 }, (_, bits) => bits).flatMap((bits) => {
    const strides = Array.from({ length: 7 }, (_, i) => ((bits >> i) & 1) + 1);
    return sizesOf(strides, pixels, classes);
  });
  return {
    likely: LIKELY.flatMap((strides) => sizesOf(strides, pixels, classes)),
    all,
    searched: `all 128 places of the strides, ${PADDINGS.join(" and ")} padding, strides or pooling, ${
      classes.join(" or ")
    } classes`,
  };
}

function sizesOf(strides: readonly number[], pixels: number, classes: readonly number[]): SizeReading[] {
  return PADDINGS.flatMap((padding) =>
    DOWNSAMPLINGS.flatMap((downsampling) =>
      classes.flatMap((count) => {
        const settings = { ...NETWORK, downsampling, strides, padding };
        const way = downsampling === "stride" ? "strides" : "max pooling";
        const layout = `${way} ${strides.join("")}, ${padding} padding, ${count} classes`;
        return countedAs(settings, pixels, count).map(([counted, bytes]) => ({ layout, counted, bytes }));
      })
    )
  );
}

/** What "model size" may count, in bytes; nothing where the image is too small for the strides. */
function countedAs(settings: DscnnSettings, pixels: number, classes: number): [string, number][] {
  let cost;
  try {
    cost = networkCost(buildNetwork(settings, [pixels, pixels], classes, 0));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return [];
    throw error;
  }
  return [
    ["float32 weights", cost.weightBytes],
    ["saved file", cost.fileBytes],
    ["float32 weights with Adam's moments", cost.weightBytes + 8 * cost.trainableParameters],
    ["float64 weights", 8 * cost.parameters],
  ];
}
