import type { Place } from "../claims/claim.ts";

/** Where a claim stands: `Table 1, RAW- SPEC, IEMDMC, F1 -score%`, or the section. */
export function placeText(place: Place): string {
  if ("section" in place) return place.section;
  return `Table ${place.table}, ${place.row}${place.column === "all" ? "" : `, ${place.column}`}`;
}
