import { type Content, type Html, html } from "./html.ts";

/** A part of the page that one can link to. */
export interface Section {
  /** The address, without `#`. */
  readonly id: string;
  /** The heading. */
  readonly title: string;
  /** In the contents; shorter than the heading. */
  readonly short: string;
  /** What stands in it. */
  readonly body: Content;
}

/** A section with its heading (level 2). */
export function sectionHtml({ id, title, body }: Section): Html {
  return html`
    <section id="${id}" aria-labelledby="${id}-heading">
    <h2 id="${id}-heading" tabindex="-1">${title}</h2>
    ${body}
    </section>
  `;
}

/** A part of a section with its heading (level 3). */
export function partHtml(id: string, title: string, body: Content, attributes: Content = null): Html {
  return html`
    <div class="part" id="${id}" ${attributes}>
    <h3 tabindex="-1">${title}</h3>
    ${body}
    </div>
  `;
}
