import type { ChartSpec } from "./render.ts";

/** Where a chart stands in the report. */
export type ChartSection =
  | "accuracy"
  | "confusion"
  | "learning"
  | "cost"
  | "networks"
  | "multiverse"
  | "figures";

/** A chart with the name of its files. */
export interface NamedChart {
  /** Name of its files. */
  readonly id: string;
  /** Where it stands. */
  readonly section: ChartSection;
  /** What the picture shows, for those who do not see it. */
  readonly alt: string;
  /** The whole chart, data included. */
  readonly spec: ChartSpec;
}
