/** A made-up suite whose corpus has file names that are HTML, and pages made from it. */
import claimsJson from "../../../experiments/deepika2025/claims.json" with { type: "json" };
import paperJson from "../../../experiments/deepika2025/paper.json" with { type: "json" };
import { randomFor } from "../../../src/base/random.ts";
import { audit } from "../../../src/claims/audit/audit.ts";
import { judge } from "../../../src/claims/judge.ts";
import { parseClaims } from "../../../src/claims/parse.ts";
import type { Experiment } from "../../../src/manifest/experiment.ts";
import type { RunRecord } from "../../../src/record/record.ts";
import { chartsOf } from "../../../src/report/chart_set.ts";
import type { DrawnChart, PageData } from "../../../src/report/page/page_data.ts";
import { parsePaper } from "../../../src/report/paper.ts";
import { renderSvg } from "../../../src/report/render.ts";
import type { SuiteResults } from "../../../src/report/results.ts";
import { summarise } from "../../../src/report/summary.ts";
import { tablesOf } from "../../../src/report/table_set.ts";
import { madeUpResults, madeUpSpectrograms, madeUpWaveform, type Plan, ravdess } from "../made_up.ts";
import { madeUpHits, paperPlans } from "../plans.ts";

/** Marks that would do harm if they were taken for HTML. */
export const HOSTILE = [
  "<img src=x onerror=alert(1)>.wav",
  "</script><script>document.title='taken'</script>.wav",
  `a"b'c&d<!--.wav`,
] as const;

/** A name for a run as the project has them: hexadecimal, the same for the same text. */
function hexId(text: string): string {
  const random = randomFor(1, "run id", text);
  return Array.from({ length: 16 }, () => random.integer(16).toString(16)).join("");
}

/** The experiments with ids as hashes, as they are where manifests are expanded. */
function withHexIds(results: SuiteResults): SuiteResults {
  const records = new Map([...results.records.values()].map((r) => [hexId(r.id), { ...r, id: hexId(r.id) }]));
  const experiments = results.experiments.map((experiment): Experiment => ({
    ...experiment,
    variants: experiment.variants.map((variant) => ({
      ...variant,
      runs: variant.runs.map((run) => ({ ...run, id: hexId(run.id) })),
    })),
  }));
  return { ...results, records, experiments };
}

/** Predictions that agree with the record's confusion matrix; every clip's name ends as a hostile one. */
export function withPredictions(record: RunRecord): RunRecord {
  const { classes, confusion } = record.metrics;
  const random = randomFor(1, "probabilities", record.id);
  const predictions = confusion.flatMap((row, i) =>
    row.flatMap((count, j) =>
      Array.from({ length: count }, (_, n) => {
        const raw = classes.map((_, k) => random.uniform() + (k === j ? 2 : 0));
        const sum = raw.reduce((a, b) => a + b, 0);
        return {
          clip: `${i}-${j}-${n}-${HOSTILE[n % HOSTILE.length]}`,
          speaker: HOSTILE[0],
          label: classes[i]!,
          predicted: classes[j]!,
          probabilities: raw.map((value) => Math.round(1e6 * value / sum) / 1e6),
        };
      })
    )
  );
  const leftOut = [{ path: HOSTILE[1], reason: HOSTILE[0] }];
  return {
    ...record,
    predictions,
    data: { ...record.data, leftOut, notes: [HOSTILE[0]] },
    environment: { ...record.environment, cpu: HOSTILE[0] },
  };
}

/** Charts drawn, tables made, claims judged: what a page is made from. */
export async function pageData(results: SuiteResults): Promise<PageData> {
  const summary = summarise(results);
  const charts: DrawnChart[] = [];
  for (const chart of chartsOf(results)) charts.push({ ...chart, svg: await renderSvg(chart.spec) });
  const { claims } = results;
  const said = claims === null ? {} : { judgements: judge(claims, results), findings: audit(claims) };
  return { results, summary, tables: tablesOf(results, summary), charts, ...said };
}

/** The paper's suite, partly run, on a corpus with hostile names. */
export function hostileSuite(): SuiteResults {
  const plans = paperPlans.filter(({ corpus }) => corpus.name === "ravdess").map((plan, i): Plan =>
    i === 0 ? { ...plan, title: `${plan.title} ${HOSTILE[0]}` } : plan
  );
  const made = withHexIds(madeUpResults(plans, parsePaper(paperJson), madeUpHits));
  const records = new Map([...made.records].map(([id, record]) => [id, withPredictions(record)]));
  const [first, ...spectrograms] = madeUpSpectrograms();
  return {
    ...made,
    records,
    claims: parseClaims(JSON.stringify(claimsJson), "claims.json"),
    figures: {
      waveforms: [{ ...madeUpWaveform(), clip: HOSTILE[0] }],
      spectrograms: [{ ...first!, clip: HOSTILE[1] }, ...spectrograms],
      networks: [],
    },
  };
}

/** Five hundred runs without a paper. */
export function largeSuite(): SuiteResults {
  const plans = Array.from({ length: 5 }, (_, i): Plan => ({
    id: `experiment-${i}`,
    title: `Experiment ${i}`,
    suite: "large",
    corpus: ravdess,
    protocol: { name: "utterance-k-fold", folds: 20 },
    variants: ["raw, stride", "raw, max-pool", "raw, average-pool", "clean, stride", "clean, max-pool"],
    runs: 20,
  }));
  const made = withHexIds(madeUpResults(plans, null, () => 0.5));
  return {
    ...made,
    records: new Map([...made.records].map(([id, record]) => [id, withPredictions(record)])),
  };
}
