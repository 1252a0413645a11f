import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { audit } from "../../../src/claims/audit/audit.ts";
import type { AuditContext, NetworkSizes } from "../../../src/claims/audit/finding.ts";
import { describedSizes } from "../../../src/claims/audit/network_sizes.ts";
import { consistentPaper, round, type Rounding } from "./made_up.ts";

/** The search over the strides, once per number of classes. */
const known = new Map<string, NetworkSizes | null>();
const context: AuditContext = {
  sizes: (network, pixels, classes) => {
    const key = JSON.stringify([network, pixels, classes]);
    if (!known.has(key)) known.set(key, describedSizes(network, pixels, classes));
    return known.get(key)!;
  },
};

const bytes = (classes: number) => context.sizes("dscnn", 128, [classes])!.likely[0]!.bytes;

Deno.test("numbers are rounded half up and half to even", () => {
  const shown = (rounding: Rounding) =>
    [[1n, 8n], [3n, 8n], [1n, 3n], [2n, 3n], [199n, 200n]].map(([n, d]) => round([n!, d!], 2, rounding));
  assertEquals(shown("up"), ["0.13", "0.38", "0.33", "0.67", "1.00"]);
  assertEquals(shown("even"), ["0.12", "0.38", "0.33", "0.67", "1.00"]);
});

for (const rounding of ["up", "even"] as const) {
  Deno.test(`200 consistent papers, rounded half ${rounding}, give no finding`, () => {
    for (let seed = 0; seed < 200; seed++) {
      const findings = audit(consistentPaper(seed, rounding, bytes), context);
      assertEquals(findings.map((f) => `${f.rule}: ${f.arithmetic}`), [], `seed ${seed}`);
    }
  });
}
