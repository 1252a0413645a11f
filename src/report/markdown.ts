import { type Table, withoutRepeats } from "./table.ts";

/** A pipe table (GitHub Flavored Markdown), caption above and notes below. */
export function toMarkdown(table: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = table.columns.map((_, c) => (c < table.labels ? ":--" : "--:"));
  const rows = withoutRepeats(table).map(({ cells, printed }) =>
    line(cells.map((cell) => {
      const text = escapeMarkdown(cell);
      return printed && text !== "" ? `*${text}*` : text;
    }))
  );
  const parts = [
    `**${escapeMarkdown(table.caption)}**`,
    [line(table.columns.map(escapeMarkdown)), line(rule), ...rows].join("\n"),
  ];
  if (table.notes.length > 0) parts.push(listOf(table.notes));
  return parts.join("\n\n");
}

/** A list of notes; what stands between backticks is code. */
export function listOf(notes: readonly string[]): string {
  return notes.map((note) => `- ${plainMarkdown(note)}`).join("\n");
}

/** Running text on one line, escaped but for code between backticks: names of files and machines may hold anything. */
export function plainMarkdown(text: string): string {
  // Backticks side by side are no code: three of them would wait for three others, past what looks like its end.
  return text.replace(/\s*[\n\r]\s*/g, " ").split(/((?<!`)`[^`]+`(?!`))/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*_`<>]|\](?=\()/g, "\\$&"))).join("");
}

/** Text on one line as code, whatever it holds. */
export function codeMarkdown(text: string): string {
  const line = text.replace(/[\n\r]+/g, " ");
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** A picture of the report; its text is on one line and nothing but text. */
export function pictureMarkdown(alt: string, path: string): string {
  return `![${alt.replace(/[\\`<>[\]]/g, "\\$&").replace(/[\n\r]+/g, " ")}](${path})`;
}

/** Text with the characters escaped that Markdown or a pipe table would take for its own; a new line breaks it. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\|*_`<>[\]]/g, "\\$&").replaceAll("\n", "<br>");
}
