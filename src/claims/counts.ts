import { type Judgement, type Verdict, VERDICTS } from "./judgement.ts";

/** Number of judgements of each verdict. */
export function countsOf(judgements: readonly Judgement[]): Record<Verdict, number> {
  return Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, judgements.filter((j) => j.verdict === verdict).length]),
  ) as Record<Verdict, number>;
}

/** `11 reproduced (1 by runs, 3 by layers, 7 by publications), 83 contradicted (...), ...`. */
export function countsText(judgements: readonly Judgement[]): string {
  const counts = countsOf(judgements);
  const parts = VERDICTS.map((verdict) => {
    const same = judgements.filter((judgement) => judgement.verdict === verdict);
    const grounds = verdict === "reproduced" || verdict === "contradicted" ? groundsText(same) : "";
    return `${counts[verdict]} ${verdict}${grounds}`;
  });
  return parts.join(", ");
}

/** What decided: a published fact is not the work of a run. */
function groundsText(judgements: readonly Judgement[]): string {
  const grounds = Map.groupBy(
    judgements,
    ({ claim: { test } }) =>
      test.kind === "fact" ? "publications" : test.kind.startsWith("property") ? "layers" : "runs",
  );
  const parts = ["runs", "layers", "publications"].flatMap((name) => {
    const number = grounds.get(name as "runs")?.length ?? 0;
    return number === 0 ? [] : [`${number} by ${name}`];
  });
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
