import type { NamedChart } from "./named_chart.ts";
import { networkChart } from "./charts/network.ts";
import { spectrogramChart } from "./charts/spectrograms.ts";
import { waveformChart } from "./charts/waveform.ts";
import { slug } from "./table.ts";
import { grouped, percent } from "./numbers.ts";
import { capital } from "./remarks.ts";
import { type SuiteResults, SYNTHETIC_BANNER } from "./results.ts";

/** The paper's Figures 1 to 3 from what was stored: waveforms, spectrograms, networks. */
export function figureCharts(results: SuiteResults): NamedChart[] {
  return [...waveformCharts(results), ...spectrogramCharts(results), ...networkCharts(results)];
}

function banner(synthetic: boolean): string[] {
  return synthetic ? [`${capital(SYNTHETIC_BANNER)}.`] : [];
}

function waveformCharts({ figures }: SuiteResults): NamedChart[] {
  return figures.waveforms.map((figure, i) => {
    const share = figure.kept.filter(Boolean).length / Math.max(1, figure.kept.length);
    const title = `Silence removal: ${figure.clip} (${figure.label})`;
    const lines = [
      ...banner(figure.synthetic),
      `${figure.frameMs} ms frames; orange: threshold and what is dropped; ${
        percent(share)
      } % of the frames stay.`,
    ];
    const spec = waveformChart({ title, subtitle: lines }, figure);
    return { id: `waveform-${i + 1}`, section: "figures", alt: title, spec };
  });
}

function spectrogramCharts({ figures: { spectrograms } }: SuiteResults): NamedChart[] {
  const [first] = spectrograms;
  if (first === undefined) return [];
  const title = "Spectrograms, one recording per emotion, raw above clean";
  const lines = [
    ...banner(spectrograms.some(({ synthetic }) => synthetic)),
    `As the network sees them: frequency 0 to ${
      first.highestHz / 1000
    } kHz upwards, time to the right; bright is loud.`,
  ];
  const spec = spectrogramChart({ title, subtitle: lines }, spectrograms);
  return [{ id: "spectrograms", section: "figures", alt: title, spec }];
}

function networkCharts({ figures }: SuiteResults): NamedChart[] {
  return figures.networks.map(({ title: name, input, layers }) => {
    const total = (value: (row: typeof layers[number]) => number) =>
      layers.reduce((sum, row) => sum + value(row), 0);
    const title = `Network: ${name}`;
    const lines = [
      `Input ${input.join(" x ")}; ${grouped(total((row) => row.parameters))} parameters, ` +
      `${grouped(total((row) => row.multiplyAdds))} multiply-adds per image.`,
    ];
    const spec = networkChart({ title, subtitle: lines }, layers);
    return { id: `network-${slug(name)}`, section: "figures", alt: title, spec };
  });
}
