import type { Estimate } from "../../record/aggregate.ts";
import { type Html, html } from "./html.ts";

/** What a strip from 0 to 100 % shows. Shares of 1. */
export interface Strip {
  /** Which colour the measured marks have. */
  readonly input: "raw" | "clean";
  /** The paper's numbers, as ticks. */
  readonly printed: readonly number[];
  /** One per run, as points. */
  readonly values: readonly number[];
  /** Mean and interval, as a circle on a line. */
  readonly estimate: Estimate | null;
  /** What always answering with the most frequent class would reach, as a dotted line. */
  readonly chance: number | null;
}

/** A drawing of what the numbers beside it say, so that it is hidden from those who hear them. */
export function stripSvg({ input, printed, values, estimate, chance }: Strip): Html {
  const x = (share: number) => `${Math.round(1e4 * Math.min(1, Math.max(0, share))) / 100}%`;
  const line = (name: string, at: number, top: number, bottom: number) =>
    html`
      <line class="${name}" x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${bottom}" />
    `;
  const [low, high] = estimate?.interval ?? [];
  return html`
    <svg class="strip ${input}" width="100%" height="22"
      aria-hidden="true">${[0, 0.25, 0.5, 0.75, 1].map((at) => line("grid", at, 0, 22))}${chance !== null &&
        line("chance", chance, 0, 22)}${low !== undefined && high !== undefined &&
        html`
          <line class="interval" x1="${x(low)}" x2="${x(high)}" y1="9" y2="9" />
        `}${values.length > 1 && values.map((value) =>
          html`
            <circle class="run" cx="${x(value)}" cy="19" r="2" />
          `
        )}${estimate !== null && html`
        <circle class="mean" cx="${x(estimate.mean)}" cy="9" r="5" />
      `}${printed.map((value) => line("paper", value, 2, 20))}</svg>
  `;
}

/** The scale above strips. */
export function stripScale(): Html {
  return html`<svg class="strip scale" width="100%" height="16" aria-hidden="true">${
    [0, 25, 50, 75, 100].map((at) =>
      html`<text x="${at}%" y="12" text-anchor="${
        at === 0 ? "start" : at === 100 ? "end" : "middle"
      }">${at}</text>`
    )
  }</svg>`;
}
