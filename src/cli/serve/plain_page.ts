import { type Content, html, markupOf } from "../../report/page/html.ts";

/** A page in the style of the live panel. */
function plainPage(title: string, version: string | null, content: Content): string {
  return markupOf(html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="/live.css">${version !== null && html`
      <script type="module" src="/live.js" data-page="${version}"></script>
    `}
      </head>
      <body class="plain">
        <main id="main">
    <h1>${title}</h1>
    ${content}
        </main>
      </body>
    </html>
  `);
}

/** The suites that can be looked at. */
export function suitesPage(suites: readonly string[], out: string): string {
  const content = suites.length === 0
    ? html`<p>There are no results in <code>${out}</code> yet. Make some with <code>deno task replicate</code>, then load this page again.</p>`
    : html`<ul>${
      suites.map((name) => html`<li><a href="/${encodeURIComponent(name)}/">${name}</a></li>`)
    }</ul>`;
  return plainPage("Results", null, content);
}

/**
 * What stands in for a page that cannot be made; it follows the runs as that page would.
 *
 * @param why One line.
 * @param files Files beside it that can be read instead.
 */
export function standIn(suite: string, why: string, files: readonly string[]): string {
  return plainPage(
    `Results of ${suite}`,
    "none",
    html`<p id="overview">This page cannot be made from the records now: ${why}</p>
${
      files.length > 0 &&
      html`<p>As it was written last: ${
        files.map((name, i) => [i > 0 && ", ", html`<a href="${name}">${name}</a>`])
      }.</p>`
    }`,
  );
}
