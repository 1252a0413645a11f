import type { ClaimQuantity } from "../claim.ts";
import { compare, show } from "./fraction.ts";
import type { Fault, Rule } from "./finding.ts";
import { type Interval, overlap } from "./interval.ts";
import {
  experimentText,
  isCited,
  isImpossible,
  isNumber,
  isQuoted,
  isShare,
  type NumberClaim,
  printedOf,
  printedText,
  shortPlace,
} from "./quantities.ts";

/** One quantity that has several values. */
export const sameQuantity: Rule = {
  name: "same-quantity",
  title: "The same quantity has different values in different places",
  explanation:
    "Numbers with the same coordinates (what is measured, network, corpus, input, class), or that the claims name as " +
    "one subject, are one number. No value lies within the rounding of all of them, or none but the edge that two " +
    "of them share. Measures are those of the claims, which follow the paper's own definitions.",
  source: null,
  check: ({ claims }) =>
    groups(claims.filter(isNumber).filter((c) => !(isShare(c) && isImpossible(c)) && !isQuoted(c))).flatMap(
      faultOf,
    ),
};

function faultOf(group: readonly NumberClaim[]): Fault[] {
  const common = commonTo(group);
  const tie = common !== null && compare(common.low, common.high) === 0;
  if (common !== null && !tie) return [];
  const values = [...Map.groupBy(group, printedText)].map(([printed, same]) =>
    `${printed} (${[...new Set(same.map((c) => shortPlace(c.place)))].join(", ")})`
  );
  return [{
    // One value, on the edge of both roundings, does fit.
    severity: tie ? "doubtful" : "inconsistent",
    claims: group,
    arithmetic: `${quantityText(group[0]!)}: ${values.join(", ")}${
      tie ? tieNote(common) : placesNote(group)
    }.`,
  }];
}

/** What all of them can stand for, or `null`. */
function commonTo(group: readonly NumberClaim[]): Interval | null {
  const [first, ...rest] = group.map(printedOf);
  return rest.reduce<Interval | null>((a, b) => (a === null ? null : overlap(a, b)), first!);
}

function tieNote({ low }: Interval): string {
  return `: both only if the number is ${show(low)} exactly, rounded up in one place and down in another`;
}

/** Places of which each is tried without. */
const MOST_PLACES = 20;

/** Whether one place alone stands against the others; said where there are more than two. */
function placesNote(group: readonly NumberClaim[]): string {
  const places = [...new Set(group.map((c) => shortPlace(c.place)))];
  if (places.length < 3 || places.length > MOST_PLACES) return "";
  const alone = places.filter((place) =>
    commonTo(group.filter((c) => shortPlace(c.place) !== place)) !== null
  );
  return alone.length === 0
    ? ". Leaving out any one place does not mend it"
    : `. It would be mended without ${alone.join(" or without ")}`;
}

function quantityText({ quantity, subject }: NumberClaim): string {
  const { measure, of, predicted, average } = quantity;
  const name = measure === "confusion" && of === predicted ? "recall" : measure;
  const what = [average, name, of && `of ${of}`].filter((w) => w !== undefined && w !== "").join(" ");
  const experiment = experimentText(quantity);
  if (experiment === "") return of === undefined ? subject : what;
  return `${what} (${experiment})`;
}

/** Claims of one quantity: by subject, or by equal coordinates; groups of two and more. */
function groups(claims: readonly NumberClaim[]): NumberClaim[][] {
  const leader = new Map<string, string>();
  const find = (key: string): string => {
    let last = key;
    for (let next = leader.get(last); next !== undefined && next !== last; next = leader.get(last)) {
      last = next;
    }
    if (last !== key) leader.set(key, last); // the next search is short
    return last;
  };
  for (const claim of claims) {
    const [subject, ...keys] = keysOf(claim);
    for (const key of keys) leader.set(find(key), find(subject!));
  }
  return [...Map.groupBy(claims, (c) => find(keysOf(c)[0]!)).values()].filter((group) => group.length > 1);
}

function keysOf(claim: NumberClaim): string[] {
  const { quantity } = claim;
  const within = isPerClass(quantity) ? quantity.table ?? "" : "";
  const subject = `subject ${unitKind(claim)} ${within} ${claim.subject}`;
  const key = coordinates(quantity);
  return key === null || isCited(claim) ? [subject] : [subject, `${unitKind(claim)} ${key}`];
}

/** Whether a number is of one class; those are compared within one table alone. */
function isPerClass(q: ClaimQuantity): boolean {
  return ["precision", "recall", "f1", "confusion"].includes(q.measure) && q.average === undefined;
}

/** Percent and share are one kind; numbers of other units are never compared with them. */
function unitKind(claim: NumberClaim): string {
  return isShare(claim) ? "share" : claim.unit ?? "";
}

/**
 * Coordinates under which two numbers are one; `null` where too few are said. Recall of all classes, plainly
 * averaged, is the mean class recall. Between the tables of a class's scores the rule about the diagonal speaks.
 */
function coordinates(q: ClaimQuantity): string | null {
  const diagonal = q.measure === "confusion" && q.of === q.predicted;
  const macro = q.measure === "recall" && q.average === "macro";
  const perClass = isPerClass(q);
  if (perClass && (q.of === undefined || q.table === undefined)) return null;
  if (q.corpus === undefined && q.network === undefined && q.of === undefined) return null;
  return JSON.stringify([
    ...[macro ? "unweightedAccuracy" : diagonal ? "recall" : q.measure],
    ...[
      q.corpus,
      q.trainedOn,
      q.variant,
      q.network,
      q.downsampling,
      q.of,
      diagonal ? undefined : q.predicted,
    ],
    ...[macro ? undefined : q.average, perClass ? q.table : undefined],
  ].map((v) => v ?? null));
}
