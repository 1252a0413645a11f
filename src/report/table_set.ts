import { classTable, confusionTable } from "./class_tables.ts";
import { confirmationTables } from "./confirmation_tables.ts";
import { comparisonTable, costTable, variantsWithRecords } from "./experiment_tables.ts";
import { variantNames } from "./file_names.ts";
import { glanceTable } from "./glance.ts";
import { leakTable } from "./leak_table.ts";
import { withoutMultiverses } from "./multiverse.ts";
import { multiverseTables } from "./multiverse_tables.ts";
import { networkTable } from "./network_table.ts";
import { paperTables } from "./paper_tables.ts";
import type { SuiteResults } from "./results.ts";
import type { Summary } from "./summary.ts";
import type { Table } from "./table.ts";

/** Every table of a report. */
export interface TableSet {
  /** Paper and measured in one glance; `null` without a paper. */
  readonly glance: Table | null;
  /** The paper's tables in their own layout. */
  readonly paper: readonly Table[];
  /** Every network of the suite side by side, with the paper's table of them; `null` with one network. */
  readonly networks: Table | null;
  /** Every experiment side by side. */
  readonly comparison: Table;
  /** What splits that leak lead to, apart from everything else; `null` without such runs. */
  readonly leaks: Table | null;
  /** One per experiment with records. */
  readonly classes: readonly Table[];
  /** One per variant with records. */
  readonly confusion: readonly Table[];
  /** Parameters, bytes, operations, time. */
  readonly cost: Table;
  /** Those of each sampled experiment with records. */
  readonly multiverse: readonly Table[];
  /** One per confirmation by another program. */
  readonly confirmations: readonly Table[];
}

/** Every table that these results can fill. */
export function tablesOf(all: SuiteResults, summary: Summary): TableSet {
  const results = withoutMultiverses(all);
  const nameOf = variantNames(results.experiments);
  return {
    glance: glanceTable(results),
    paper: paperTables(results),
    networks: networkTable(results),
    comparison: comparisonTable(results, summary),
    leaks: leakTable(results),
    classes: results.experiments.flatMap((experiment) => classTable(results, experiment) ?? []),
    confusion: results.experiments.flatMap((experiment) =>
      variantsWithRecords(results, experiment).flatMap(({ variant, records }) =>
        confusionTable(experiment, variant, records, nameOf(experiment.id, variant.label)) ?? []
      )
    ),
    cost: costTable(results, summary),
    multiverse: multiverseTables(all),
    confirmations: confirmationTables(all),
  };
}

/** The tables in one list, for writing. */
export function listTables(set: TableSet): Table[] {
  return [
    ...(set.glance === null ? [] : [set.glance]),
    ...set.paper,
    ...(set.networks === null ? [] : [set.networks]),
    set.comparison,
    ...(set.leaks === null ? [] : [set.leaks]),
    ...set.classes,
    ...set.confusion,
    set.cost,
    ...set.multiverse,
    ...set.confirmations,
  ];
}
