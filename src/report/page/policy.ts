import { createHash } from "node:crypto";

/**
 * Content security policy of a page: it loads nothing, sends nothing, and runs only the scripts and the style
 * whose hashes are named. Sidecars are scripts from the page's own folder.
 */
export function policyOf(scripts: readonly string[], style: string, sidecars: boolean): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(" ")}${sidecars ? " 'self' file:" : ""}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
