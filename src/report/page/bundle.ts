const FOLDER = new URL("./browser/", import.meta.url);
const IMPORT = /^import \{[^}]*\} from "\.\/([\w]+\.js)";\n/gm;
const DECLARATION = /^(?:async )?(?:function|const|let|class) (\w+)/gm;

/** Files of the style sheet; a later one wins. */
const STYLES = [
  "base",
  "contents",
  "first_screen",
  "tables",
  "headline",
  "filters",
  "matrices",
  "charts",
  "detail",
  "narrow_and_print",
];

/** Reads a file of the page's browser folder. */
export type ReadSource = (name: string) => Promise<string>;

const readSource: ReadSource = (name) => Deno.readTextFile(new URL(name, FOLDER));

/** A checkout may have turned the ends of lines into `\r\n`; the page is the same. */
function withPlainLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** The style sheet of the page. */
export async function styleSheet(read: ReadSource = readSource): Promise<string> {
  return withPlainLines((await Promise.all(STYLES.map((name) => read(`style/${name}.css`)))).join("\n"));
}

/**
 * The browser's modules as one script: each after those that it imports, without the words that only modules
 * know. They import by name and from this folder alone, and no two of them declare the same name.
 *
 * @throws {TypeError} If two modules declare one name, or a module uses another form of import.
 */
export async function browserScript(read: ReadSource = readSource): Promise<string> {
  const modules = new Map<string, string>();
  await collect("main.js", modules, [], read);
  const owner = new Map<string, string>();
  for (const [name, text] of modules) {
    for (const [, declared] of text.matchAll(DECLARATION)) {
      const other = owner.get(declared!);
      if (other !== undefined) {
        throw new TypeError(`Cannot join ${other} and ${name} as both declare ${declared}`);
      }
      owner.set(declared!, name);
    }
  }
  return `(() => {\n"use strict";\n${[...modules.values()].join("\n")}})();\n`;
}

async function collect(
  name: string,
  modules: Map<string, string>,
  path: readonly string[],
  read: ReadSource,
): Promise<void> {
  if (modules.has(name)) return;
  if (path.includes(name)) throw new TypeError(`Cannot join modules as ${name} must not import itself`);
  const text = withPlainLines(await read(name));
  for (const [, imported] of text.matchAll(IMPORT)) await collect(imported!, modules, [...path, name], read);
  const body = text.replace(IMPORT, "").replace(/^\/\/ @ts-check\n/, "").replace(/^export /gm, "");
  if (/^import /m.test(body)) throw new TypeError(`Cannot join ${name} as it must import by name from ./`);
  modules.set(name, body);
}
