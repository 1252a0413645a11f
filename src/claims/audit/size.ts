import type { ClaimsFile } from "../claims_file.ts";
import { divide, fraction } from "./fraction.ts";
import type { AuditContext, Fault, NetworkSizes, Rule, SizeReading } from "./finding.ts";
import { holds, type Interval } from "./interval.ts";
import { isNumber, type NumberClaim, printedOf } from "./quantities.ts";

/** A size that the network as described does not have. */
export const modelSize: Rule = {
  name: "model-size",
  title: "The model size is not that of the network described",
  explanation:
    "The layers fix the number of parameters, and so the bytes. Tried are the readings of the description " +
    "that come first to mind, each as float32 weights, as a saved file, with the two moments of Adam and as float64, " +
    "in megabytes of 10^6 and of 2^20 bytes; then every place where the maps could be halved.",
  source: null,
  check: (paper, context) => {
    const claims = paper.claims.filter(isNumber).filter((c) =>
      c.quantity.measure === "size" && c.unit === "megabytes"
    );
    const networks = new Set(claims.map((c) => c.quantity.network));
    const sizes = new Map([...networks].map((network) => [network, sizesFor(network, paper, context)]));
    return claims.flatMap((claim) => {
      const own = sizes.get(claim.quantity.network)!;
      return own === null || own.all.length === 0 ? [] : faultOf(claim, own);
    });
  },
};

/** Numbers of classes that are tried at most; a paper with more of them says too little of its network. */
const MOST_COUNTS = 8;

function sizesFor(
  network: string | undefined,
  { claims }: ClaimsFile,
  context: AuditContext,
): NetworkSizes | null {
  const numbers = claims.filter(isNumber);
  const image = numbers.find((c) => c.quantity.measure === "setting" && c.quantity.of === "spectrogram.size");
  const classes = [...new Set(numbers.filter((c) => c.quantity.measure === "classes").map((c) => c.value))]
    .filter((count) => Number.isInteger(count) && count > 0);
  if (network === undefined || image === undefined) return null;
  if (classes.length === 0 || classes.length > MOST_COUNTS) return null;
  return context.sizes(network, image.value, classes.sort((a, b) => a - b));
}

function faultOf(claim: NumberClaim, { likely, all, searched }: NetworkSizes): Fault[] {
  const stated = printedOf(claim);
  if (likely.some((size) => fits(size, stated))) return [];
  const some = all.filter((size) => fits(size, stated));
  const nearest = all.reduce((a, b) => (distance(a, claim.value) <= distance(b, claim.value) ? a : b));
  const shown = some.length === 0
    ? `of ${searched} none gives it, nearest ${sizeText(nearest, claim.value)}`
    : `of ${searched} only ${some.slice(0, 3).map((size) => sizeText(size, claim.value)).join("; ")}${
      some.length > 3 ? ` and ${some.length - 3} more` : ""
    } give it`;
  return [{
    severity: some.length === 0 ? "inconsistent" : "doubtful",
    claims: [claim],
    arithmetic: `stated ${claim.printed}. Likely readings: ${likelyText(likely)}. Else: ${shown}.`,
  }];
}

/** Bytes in a megabyte, both ways. */
const MEGABYTES = [["MB", 1_000_000], ["MiB", 1_048_576]] as const;

function fits({ bytes }: SizeReading, stated: Interval): boolean {
  return MEGABYTES.some(([, unit]) => holds(stated, divide(fraction(bytes), fraction(unit))));
}

/** In the megabytes that come nearer. */
function nearerUnit({ bytes }: SizeReading, stated: number): { name: string; size: number } {
  const sizes = MEGABYTES.map(([name, unit]) => ({ name, size: bytes / unit }));
  return sizes.reduce((a, b) => (Math.abs(b.size - stated) < Math.abs(a.size - stated) ? b : a));
}

function distance(size: SizeReading, stated: number): number {
  return Math.abs(nearerUnit(size, stated).size - stated);
}

function sizeText(size: SizeReading, stated: number): string {
  const { name, size: number } = nearerUnit(size, stated);
  return `${number.toFixed(2)} ${name} (${size.layout}, ${size.counted})`;
}

/** The sizes by what is counted: `float32 weights 1.5, 18.0 or 45.5 MB`. */
function likelyText(likely: readonly SizeReading[]): string {
  return [...Map.groupBy(likely, (size) => size.counted)].map(([counted, sizes]) => {
    const megabytes = sizes.map(({ bytes }) => bytes / 1e6).sort((a, b) => a - b);
    return `${counted} ${[...new Set(megabytes.map((m) => m.toFixed(1)))].join(", ")} MB`;
  }).join("; ");
}
