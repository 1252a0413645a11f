import { placesText, severityText } from "../../claims/audit/finding_text.ts";
import type { Finding } from "../../claims/audit/finding.ts";
import { type Judgement, type Verdict, VERDICTS } from "../../claims/judgement.ts";
import { measuredText, placeText } from "../../claims/wording.ts";
import { type Html, html, lines } from "./html.ts";
import { verdictClass } from "./judgement_text.ts";

const MARKS: Readonly<Record<Verdict, string>> = {
  reproduced: "✓",
  contradicted: "✗",
  inconclusive: "?",
  "not run": "○",
  "not comparable": "≠",
  "not testable": "–",
  cited: "”",
};

/** A small mark that leads to the claim; its name says the verdict. */
export function verdictMark({ id, verdict }: Judgement): Html {
  return html`
    <a class="${verdictClass(verdict)} mark" href="#claim=${encodeURIComponent(id)}" title="${verdict}"
      aria-label="${verdict}: the claim ${id}">${MARKS[verdict]}</a>
  `;
}

/** How many claims have each verdict, each count a link to them. */
export function verdictCounts(judgements: readonly Judgement[]): Html {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: judgements.filter((judgement) => judgement.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  return html`<ul class="counts" aria-label="Verdicts on the paper's ${judgements.length} claims">${
    counts.map(({ verdict, count }) =>
      html`<li><a class="${verdictClass(verdict)}" href="#verdicts&amp;verdict=${
        encodeURIComponent(verdict)
      }"><span class="count">${count}</span> <span aria-hidden="true">${
        MARKS[verdict]
      }</span> ${verdict}</a></li>`
    )
  }</ul>`;
}

/** Every claim: where it stands, what is printed, what was measured, the verdict. */
export function claimsSection(judgements: readonly Judgement[]): Html {
  const present = VERDICTS.filter((verdict) => judgements.some((judgement) => judgement.verdict === verdict));
  return html`
    <p>Each number and each comparison that the paper states, and whether it held. A claim leads to the rule, the test and the runs that decided it.</p>
    <p
      class="filter needs-script"><label>Verdict <select data-filter="verdict"><option value="">all</option>${present
        .map((verdict) =>
          html`<option>${verdict}</option>`
        )}</select></label> <span data-count="claims" role="status"></span></p>
    <div class="scroll tall" role="group" tabindex="0" aria-labelledby="claims-caption">
      <table data-sortable="claims" data-counted="claims">
        <caption id="claims-caption" class="hidden">The paper's claims and their verdicts</caption>
        <thead>
          <tr>
            <th scope="col">Claim</th>
            <th scope="col">Place</th>
            <th scope="col">Printed</th>
            <th scope="col">Measured</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>${judgements.map(claimRow)}</tbody>
      </table>
    </div>
  `;
}

function claimRow(judgement: Judgement): Html {
  const { id, claim, verdict } = judgement;
  return html`
    <tr data-verdict="${JSON.stringify([verdict])}">
      <th scope="row"><a href="#claim=${encodeURIComponent(id)}">${claim.meaning}</a></th>
      <td>${placeText(claim.place)}</td>
      <td>${claim.printed}</td>
      <td>${measuredText(judgement)}</td>
      <td><span class="${verdictClass(
        verdict,
      )}"><span aria-hidden="true">${MARKS[verdict]}</span> ${verdict}</span></td>
    </tr>
  `;
}

/** What the paper's own numbers contradict, with the arithmetic; no run is needed for it. */
export function auditSection(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html`<p>Nothing in the paper's own numbers contradicts the rest.</p>`;
  const rules = Map.groupBy(findings, ({ rule }) => rule);
  return html`<p>${findings.length} findings: ${
    severityText(findings)
  }. Found in the paper's own numbers, without any run. A printed number stands for the interval that it was rounded from; a finding means that no numbers within the intervals fit.</p>
${[...rules].map(([rule, own]) => ruleHtml(rule, own))}`;
}

function ruleHtml(rule: string, findings: readonly Finding[]): Html {
  const { title, explanation, source } = findings[0]!;
  return html`
    <details class="rule" id="audit-${rule}">
      <summary>${title} <span class="muted">${findings.length}</span></summary>
      <p>${explanation}${source !== null && html`
        <span class="muted">${source}</span>
      `}</p>
      <ol class="findings">${findings.map(({ severity, places, claims, arithmetic }) =>
        html`
          <li><p><b>${placesText(
            places,
          )}</b> <span class="severity ${severity}">${severity}</span></p><p class="arithmetic">${lines(
            arithmetic,
          )}</p>${claims.length > 0 &&
            html`<p class="muted">Claims: ${
              claims.map((id, i) =>
                html`${i > 0 && ", "}<a href="#claim=${encodeURIComponent(id)}">${id}</a>`
              )
            }</p>`}</li>
        `
      )}</ol>
    </details>
  `;
}
