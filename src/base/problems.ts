import type { z } from "zod";

/** How problems are worded. */
export interface ProblemWords {
  /** What the whole value is called, such as `manifest`. */
  readonly whole: string;
  /** What a key is called, such as `setting`. */
  readonly key: string;
}

/** What zod found wrong, one line per problem: `path: what must hold`. */
export function problemLines(error: z.ZodError, words: ProblemWords): string[] {
  return error.issues.flatMap((issue) => issueLines(issue, [], words));
}

function issueLines(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], words: ProblemWords): string[] {
  const path = [...prefix, ...issue.path];
  const at = pathText(path, words);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => `${pathText([...path, key], words)}: unknown ${words.key}`);
    case "invalid_union": {
      // The branch that got furthest says most; a discriminator that fits none lists what is allowed.
      const options = (issue as { options?: readonly unknown[] }).options;
      if (options && options.length > 0) {
        return [`${at}: must be one of ${options.map((o) => JSON.stringify(o)).join(", ")}`];
      }
      const branches = issue.errors.filter((e) => e.length > 0);
      const deep = branches.filter((e) =>
        e.every((i) => i.path.length > 0 || i.code === "unrecognized_keys")
      );
      const chosen = deep.length > 0 ? deep : branches;
      return [...new Set(chosen.flatMap((errors) => errors.flatMap((e) => issueLines(e, path, words))))];
    }
    case "invalid_value":
      return [
        `${at}: must be ${issue.values.length > 1 ? "one of " : ""}${
          issue.values.map((v) => JSON.stringify(v)).join(", ")
        }`,
      ];
    case "invalid_type":
      return [`${at}: must be ${issue.expected === "int" ? "a whole number" : article(issue.expected)}`];
    case "too_small":
      return [`${at}: must ${sizeRule(issue.origin, issue.inclusive ?? true, "least", issue.minimum)}`];
    case "too_big":
      return [`${at}: must ${sizeRule(issue.origin, issue.inclusive ?? true, "most", issue.maximum)}`];
    default:
      return [`${at}: ${issue.message}`];
  }
}

function sizeRule(
  origin: string,
  inclusive: boolean,
  side: "least" | "most",
  limit: number | bigint,
): string {
  if (origin === "array" || origin === "string") {
    return `have at ${side} ${limit} ${origin === "array" ? "items" : "characters"}`;
  }
  if (inclusive) return `be at ${side} ${limit}`;
  return `be ${side === "least" ? "greater" : "less"} than ${limit}`;
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

function pathText(path: readonly PropertyKey[], { whole }: ProblemWords): string {
  if (path.length === 0) return whole;
  return path.map((p, i) => (typeof p === "number" ? `[${p}]` : i === 0 ? keyText(p) : `.${keyText(p)}`))
    .join("");
}

/** Characters of a key that a message shows. */
const LONGEST = 80;

function keyText(key: PropertyKey): string {
  const text = String(key);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
