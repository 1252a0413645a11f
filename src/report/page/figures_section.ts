import type { SpectrogramFigure } from "../../record/figures.ts";
import { spectrogramImage } from "../charts/spectrograms.ts";
import type { NamedChart } from "../named_chart.ts";
import { distinct } from "../numbers.ts";
import { chartFigure } from "./chart_figure.ts";
import { type Html, html } from "./html.ts";
import type { PageData } from "./page_data.ts";
import { partHtml } from "./section.ts";

/** Waveforms with their threshold, and a gallery of spectrograms, as far as such figures were stored. */
export function signalSection({ results: { figures }, charts }: PageData): Html | null {
  const waveforms = charts.filter(({ id }) => id.startsWith("waveform"));
  if (waveforms.length === 0 && figures.spectrograms.length === 0) return null;
  return html`${
    waveforms.length > 0 &&
    partHtml("waveform", "A recording and its threshold", waveforms.map((chart) => chartFigure(chart)))
  }${
    figures.spectrograms.length > 0 &&
    partHtml("gallery", "Spectrograms, raw and clean", gallery(figures.spectrograms))
  }`;
}

/** The layers of every network. */
export function networkCharts({ charts }: PageData): Html {
  return html`${charts.filter(isLayers).map((chart) => chartFigure(chart))}`;
}

/** True of a drawing of one network's layers. */
export function isLayers({ id, section }: NamedChart): boolean {
  return section === "figures" && id.startsWith("network-");
}

function gallery(figures: readonly SpectrogramFigure[]): Html {
  const { highestHz } = figures[0]!;
  return html`
    <p>As the network sees them: frequency from 0 to ${highestHz /
      1000} kHz upwards, time to the right; bright is loud.</p>
    <ul class="gallery">${distinct(figures.map(({ label }) => label)).map((label) =>
      html`
        <li>
          <h4>${label}</h4>
          <div class="pair">${(["raw", "clean"] as const).map((input) =>
            figures.filter((figure) => figure.label === label && figure.input === input).map(picture)
          )}</div>
        </li>
      `
    )}</ul>
  `;
}

function picture(figure: SpectrogramFigure): Html {
  const { label, input, seconds, clip } = figure;
  const [height, width] = figure.size;
  return html`<figure><img src="${
    spectrogramImage(figure)
  }" width="${width}" height="${height}" alt="Spectrogram of ${clip} (${label}), ${input}" loading="lazy"><figcaption>${input} <span class="muted">${
    seconds.toFixed(2)
  } s</span><br><span class="file">${clip}</span></figcaption></figure>`;
}
