import fontPackage from "dejavu-fonts-ttf/package.json" with { type: "json" };
import { fileURLToPath } from "node:url";

/** Families of every text in a chart: DejaVu Sans, or what comes nearest where it is not installed. */
export const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";

const FILES = { normal: "DejaVuSans.ttf", bold: "DejaVuSans-Bold.ttf" } as const;

/** Paths of the font's files (normal and bold) in the package cache. */
export function fontFiles(): string[] {
  // Importing the package's JSON above is what puts it into the module graph, so that its files resolve.
  if (fontPackage.name !== "dejavu-fonts-ttf") {
    throw new TypeError("Cannot find the package dejavu-fonts-ttf");
  }
  return [
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ].map((url) => fileURLToPath(url));
}

/** Advance of a character, in units of the font size. */
export type Advances = (codePoint: number) => number;

const cache = new Map<keyof typeof FILES, Advances>();

/** Width of a text in DejaVu Sans, in the unit of `size`; kerning is left out. */
export function textWidth(text: string, size: number, weight: "normal" | "bold"): number {
  let advances = cache.get(weight);
  if (advances === undefined) {
    const path = fontFiles().find((file) => file.endsWith(FILES[weight]))!;
    advances = readAdvances(Deno.readFileSync(path));
    cache.set(weight, advances);
  }
  let width = 0;
  for (const character of text) width += advances(character.codePointAt(0)!);
  return width * size;
}

/**
 * Advances of a TrueType font: its `hmtx` table through its `cmap` (format 4, the basic plane). A character
 * that the font lacks has the advance of its missing-glyph box. Source: OpenType specification 1.9.
 */
function readAdvances(bytes: Uint8Array): Advances {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = (tag: string) => {
    for (let at = 12; at < 12 + 16 * view.getUint16(4); at += 16) {
      if (String.fromCharCode(...bytes.subarray(at, at + 4)) === tag) return view.getUint32(at + 8);
    }
    throw new SyntaxError(`Cannot read the font as it must have a table "${tag}"`);
  };
  const unitsPerEm = view.getUint16(table("head") + 18);
  const metrics = view.getUint16(table("hhea") + 34);
  const hmtx = table("hmtx");
  const glyphOf = format4(view, table("cmap"));
  return (codePoint) => view.getUint16(hmtx + 4 * Math.min(glyphOf(codePoint), metrics - 1)) / unitsPerEm;
}

/** Character to glyph number by the font's first format 4 subtable. */
function format4(view: DataView, cmap: number): (codePoint: number) => number {
  const offsets = Array.from(
    { length: view.getUint16(cmap + 2) },
    (_, i) => cmap + view.getUint32(cmap + 8 + 8 * i),
  );
  const at = offsets.find((offset) => view.getUint16(offset) === 4);
  if (at === undefined) throw new SyntaxError("Cannot read the font as it must have a cmap of format 4");
  const segments = view.getUint16(at + 6); // twice their number
  const [ends, starts] = [at + 14, at + 16 + segments];
  const [deltas, ranges] = [starts + segments, starts + 2 * segments];
  return (codePoint) => {
    for (let s = 0; s < segments; s += 2) {
      if (codePoint > view.getUint16(ends + s)) continue;
      if (codePoint < view.getUint16(starts + s)) return 0;
      const range = view.getUint16(ranges + s);
      const delta = view.getUint16(deltas + s);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = view.getUint16(ranges + s + range + 2 * (codePoint - view.getUint16(starts + s)));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
