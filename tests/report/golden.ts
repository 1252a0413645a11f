import { fail } from "node:assert/strict";

const FOLDER = new URL("../../fixtures/golden/report/", import.meta.url);

/**
 * Compares a text with the golden file of that name. Where they differ, the text is written beside it as
 * `NAME-changed.golden`: look at it, and rename it if it is right.
 */
export async function assertGolden(name: string, text: string): Promise<void> {
  const golden = await Deno.readTextFile(new URL(`${name}.golden`, FOLDER)).catch(() => null);
  const changed = new URL(`${name}-changed.golden`, FOLDER);
  if (golden === text) {
    await Deno.remove(changed).catch(() => {});
    return;
  }
  await Deno.writeTextFile(changed, text);
  if (golden === null) fail(`${name}: there is no golden file; see ${name}-changed.golden`);
  const [want, got] = [golden.split("\n"), text.split("\n")];
  const line = want.findIndex((w, i) => w !== got[i]);
  const at = line < 0 ? want.length : line;
  fail(`${name}: line ${at + 1} is "${got[at] ?? ""}", not "${want[at] ?? ""}"; see ${name}-changed.golden`);
}
