import { type Table, withoutRepeats } from "./table.ts";

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "$": "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  "_": "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "[": "{[}",
  "]": "{]}",
  '"': "\\textquotedbl{}",
  "±": "$\\pm$",
  "×": "$\\times$",
  "–": "--",
  "\u202f": "\\,",
};

/** A `table` environment in the style of booktabs; needs `\usepackage{booktabs}` and `\usepackage[T1]{fontenc}`. */
export function toLatex(table: Table): string {
  const line = (cells: readonly string[]) => `    ${cells.join(" & ")} \\\\`;
  const rows = withoutRepeats(table).flatMap(({ cells, first, printed }, r) => {
    const text = cells.map(escapeLatex).map((cell) => printed && cell !== "" ? `\\textit{${cell}}` : cell);
    return first && r > 0 && table.labels > 1 ? ["    \\addlinespace", line(text)] : [line(text)];
  });
  const alignment = table.columns.map((_, c) => (c < table.labels ? "l" : "r")).join("");
  return [
    "% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${escapeLatex(table.caption)}}`,
    `  \\label{tab:${table.id}}`,
    `  \\begin{tabular}{${alignment}}`,
    "    \\toprule",
    line(table.columns.map(heading)),
    "    \\midrule",
    ...rows,
    "    \\bottomrule",
    "  \\end{tabular}",
    ...notesBelow(table.notes),
    "\\end{table}",
    "",
  ].join("\n");
}

/** A column's title; lines of it stand one above the other. */
function heading(title: string): string {
  const lines = title.split("\n").map(escapeLatex);
  return lines.length === 1 ? lines[0]! : `\\shortstack[r]{${lines.join(" \\\\ ")}}`;
}

/** The notes as small paragraphs across the page. */
function notesBelow(notes: readonly string[]): string[] {
  if (notes.length === 0) return [];
  const paragraphs = notes.map((note) => `    ${escapeLatex(note.replaceAll("`", ""))}\\par`);
  return [
    "  \\par\\smallskip",
    "  \\begin{minipage}{\\linewidth}",
    "    \\footnotesize\\raggedright",
    ...paragraphs,
    "  \\end{minipage}",
  ];
}

/** Text with the characters replaced that LaTeX would take for its own. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#%_^~<>|[\]"±×–\u202f]/g, (character) => SPECIAL[character]!);
}
