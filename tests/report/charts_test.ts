import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import paperJson from "../../experiments/deepika2025/paper.json" with { type: "json" };
import { layerTable } from "../../src/model/cost.ts";
import { buildNetwork } from "../../src/model/registry.ts";
import { chartsOf } from "../../src/report/chart_set.ts";
import { fontFiles, textWidth } from "../../src/report/font.ts";
import { parsePaper } from "../../src/report/paper.ts";
import { indexedPng } from "../../src/report/png.ts";
import { renderSvg } from "../../src/report/render.ts";
import { renderPng } from "../../src/report/render_png.ts";
import { madeUpResults, madeUpSettings, madeUpSpectrograms, madeUpWaveform } from "./made_up.ts";
import { madeUpHits, paperPlans } from "./plans.ts";

const { model, spectrogram } = madeUpSettings(paperPlans[0]!, "raw, stride", 0);
const network = buildNetwork(model, spectrogram.size, 8, 0.25);
const results = {
  ...madeUpResults(paperPlans, parsePaper(paperJson), madeUpHits),
  figures: {
    waveforms: [madeUpWaveform()],
    spectrograms: madeUpSpectrograms(),
    networks: [{ title: "dscnn, stride", input: network.input, layers: layerTable(network) }],
  },
};

Deno.test("every chart is drawn, without a warning and with its title", async () => {
  const charts = chartsOf(results);
  assertEquals(new Set(charts.map(({ section }) => section)).size, 5);
  assertEquals(new Set(charts.map(({ id }) => id)).size, charts.length);
  for (const { id, alt, spec } of charts) {
    const warnings: string[] = [];
    const svg = await renderSvg(spec, (message) => warnings.push(message));
    assertEquals(warnings, [], id);
    assert(svg.includes(alt.slice(0, 40)), `${id} lacks its title`);
    assert(!/NaN|undefined|null/.test(svg.replace(/data:image[^"]+/g, "")), `${id} shows a missing number`);
  }
});

Deno.test("a chart is drawn whatever characters the names of files and folders hold", async () => {
  const hostile = `\u0000\u0001\u001b[2J\b\u000b\uffff<&"'>]]>\ud800 end.wav`;
  const waveform = { ...madeUpWaveform(), clip: hostile, label: hostile };
  const charts = chartsOf({
    ...results,
    suite: hostile,
    figures: { ...results.figures, waveforms: [waveform] },
  });
  const { spec } = charts.find(({ id }) => id === "waveform-1")!;
  const svg = await renderSvg(spec);
  assert(svg.includes("end.wav"));
  assert(renderPng(svg).length > 1000);
});

Deno.test("a PNG has twice the size of its SVG", async () => {
  const svg = await renderSvg(chartsOf(results)[0]!.spec);
  const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!;
  const view = new DataView(renderPng(svg).buffer);
  assertEquals([view.getUint32(16), view.getUint32(20)], [2 * Number(width), 2 * Number(height)]);
});

Deno.test("the width of a text is that which is drawn", () => {
  for (const weight of ["normal", "bold"] as const) {
    for (const text of ["HHHHHHHHHHHHHHH", "|illicit = 12 345, ± ü|", "HwwwmmmmWWW %H"]) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60">` +
        `<text x="0" y="40" font-family="DejaVu Sans" font-size="40" font-weight="${weight}">${text}</text></svg>`;
      const font = { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: "DejaVu Sans" };
      const drawn = new Resvg(svg, { font }).innerBBox()!;
      // The drawn box lacks the space at both ends of the text, a sixth of an em at most each.
      const missing = textWidth(text, 40, weight) - drawn.width;
      assert(missing >= -1 && missing < 40 / 3, `${text}: ${missing}`);
    }
  }
});

Deno.test("an indexed PNG holds its pixels", () => {
  const pixels = Uint8Array.of(0, 1, 2, 3, 4, 255);
  const png = indexedPng(pixels, [2, 3], new Uint8Array(768));
  const view = new DataView(png.buffer);
  assertEquals([view.getUint32(16), view.getUint32(20)], [3, 2]);
  const at = 8 + 25 + 12 + 768; // signature, IHDR, PLTE
  const data = png.subarray(at + 8, at + 8 + view.getUint32(at));
  assertEquals([...new Uint8Array(inflateSync(data))], [0, 0, 1, 2, 0, 3, 4, 255]);
});
