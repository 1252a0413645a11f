import type { Judgement } from "../claims/judgement.ts";
import { textWidth } from "./font.ts";

/** Colours whose white text has a contrast of at least 4.5 (WCAG AA). */
const COLOURS = { label: "#444444", held: "#1a7f37", fell: "#b3261e", open: "#57606a" } as const;

/**
 * A status badge: how many of the claims that runs could decide were reproduced. Green if all were, red if one
 * was contradicted, grey if none is decided.
 */
export function badge(judgements: readonly Judgement[]): string {
  const count = (verdict: string) => judgements.filter((one) => one.verdict === verdict).length;
  const [held, fell] = [count("reproduced"), count("contradicted")];
  const text = held + fell === 0 ? "none decided" : `${held} reproduced, ${fell} contradicted`;
  const colour = held + fell === 0 ? COLOURS.open : fell > 0 ? COLOURS.fell : COLOURS.held;
  return badgeSvg("claims", text, colour);
}

function badgeSvg(label: string, text: string, colour: string): string {
  const width = (words: string) => Math.ceil(textWidth(words, 11, "normal")) + 14;
  const [left, right] = [width(label), width(text)];
  const middle = (from: number, size: number) => from + size / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" ` +
    `aria-label="${label}: ${text}"><title>${label}: ${text}</title>` +
    `<clipPath id="round"><rect width="${left + right}" height="20" rx="3"/></clipPath>` +
    `<g clip-path="url(#round)"><rect width="${left}" height="20" fill="${COLOURS.label}"/>` +
    `<rect x="${left}" width="${right}" height="20" fill="${colour}"/></g>` +
    `<g fill="#ffffff" text-anchor="middle" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11">` +
    `<text x="${middle(0, left)}" y="14">${label}</text>` +
    `<text x="${middle(left, right)}" y="14">${text}</text></g></svg>\n`;
}
