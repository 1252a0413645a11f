const TEXT = Symbol("html");

/** A piece of HTML. It can be made by `html` and `rawHtml` alone, so that no text is taken for one. */
export interface Html {
  /** The markup. */
  readonly [TEXT]: string;
}

/** What can stand between the pieces of a template: lists are joined; `null`, `undefined` and `false` are nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** Text with the characters escaped that HTML takes for its own, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A template whose values are escaped unless they are HTML already. */
export function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Html {
  const text = pieces.reduce((done, piece, i) => done + textOf(values[i - 1]!) + piece);
  return { [TEXT]: text };
}

/** Markup that is known to be safe, such as a drawing made here; never text from a record or a file name. */
export function rawHtml(markup: string): Html {
  return { [TEXT]: markup };
}

/** The markup of a piece. */
export function markupOf(piece: Html): string {
  return piece[TEXT];
}

/** Lines of text with a break between them. */
export function lines(text: string): Content {
  return text.split("\n").map((line, i) => (i === 0 ? [line] : [html`<br>`, line]));
}

/** Text in which `code` between back ticks is set as code. */
export function withCode(text: string): Content {
  return text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

function textOf(value: Content): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return TEXT in value ? value[TEXT] : (value as readonly Content[]).map(textOf).join("");
}
