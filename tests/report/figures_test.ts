import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { base64Bytes, parseFigure, toBase64 } from "../../src/record/figures.ts";
import { madeUpSpectrograms, madeUpWaveform } from "./made_up.ts";

Deno.test("a figure survives its file", () => {
  for (const figure of [madeUpWaveform(), madeUpSpectrograms()[0]!]) {
    assertEquals(parseFigure(JSON.parse(JSON.stringify(figure)), "f.json"), figure);
  }
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assertEquals(base64Bytes(toBase64(bytes)), bytes);
});

Deno.test("a damaged figure is refused by name", () => {
  const wave = madeUpWaveform();
  assertThrows(() => parseFigure({ ...wave, kept: [true] }, "w.json"), {
    name: "UserError",
    message: "Cannot read figure w.json: thresholds, framePeaks and kept differ in length",
  });
  const image = madeUpSpectrograms()[0]!;
  assertThrows(
    () => parseFigure({ ...image, size: [3, 3] }, "s.json"),
    /values holds 4096 bytes, size asks for 9$/,
  );
  assertThrows(() => parseFigure({ ...image, format: 2 }, "s.json"), /Cannot read figure s.json: format: /);
  assertThrows(() => parseFigure({ kind: "pie" }, "p.json"), /Cannot read figure p.json: kind: /);
});
