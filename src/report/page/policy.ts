import { createHash } from "node:crypto";

/**
 * Content security policy of a page: it loads nothing, sends nothing, and runs only the scripts and the style
 * whose hashes are named. Sidecars are scripts from the page's own folder.
 *
 * @param live Whether the page is served and may follow the runs: by scripts, styles and answers of its own server.
 */
export function policyOf(scripts: readonly string[], style: string, sidecars: boolean, live = false): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(" ")}${sidecars || live ? " 'self'" : ""}${
      sidecars ? " file:" : ""
    }`,
    `style-src ${hash(style)}${live ? " 'self'" : ""}`,
    "img-src data:",
    `connect-src ${live ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
