import { counted, percentText } from "../base/number_text.ts";
import type { Carrier, Mover } from "../claims/carrier.ts";
import type { JudgedUnit, Judgement } from "../claims/judgement.ts";
import type { OtherReadings, ReadingsCount } from "../claims/other_readings.ts";
import { isDifference, numberText, pEquals } from "../claims/wording.ts";
import { settingText } from "./setting_text.ts";
import { capital } from "./remarks.ts";

/** What the other readings of a claim's data say, in whole sentences; `null` where none was run. */
export function readingsText({ readings, verdict, unit, claim }: Judgement): string | null {
  if (readings === null || unit === null) return null;
  const opening = `${capital(verdict)} under the default reading`;
  const ordering = claim.test.kind === "ordering";
  const difference = isDifference(claim.test.kind);
  return [
    opening + (ordering ? orderText(readings) : reachText(readings)),
    ...bestText(readings, unit, difference),
    ...(readings.carrier === null ? [] : [carrierText(readings.carrier)]),
    ...(readings.mover === null ? [] : [moverText(readings.mover, unit, difference)]),
  ].join(" ");
}

/** The same in a few words, for a sentence that has the verdict already. */
export function readingsInShort({ readings, claim }: Judgement): string | null {
  if (readings === null) return null;
  const { sound, leaking } = readings;
  const all = sum(sound, leaking);
  const verb = claim.test.kind === "ordering" ? "the paper's order holds in" : "reached by";
  return `${verb} ${all.reaching} of ${counted(all.tried, "other reading")}${leakText(sound, leaking)}`;
}

function reachText({ sound, leaking }: OtherReadings): string {
  const all = sum(sound, leaking);
  const above = all.beyond === 0 ? "" : `, ${all.beyond} of them above its range`;
  return `, reached by ${all.reaching} of ${all.tried} others${leakText(sound, leaking)}${above}.`;
}

function orderText({ sound, leaking }: OtherReadings): string {
  const all = sum(sound, leaking);
  return `; the paper's order holds in ${all.reaching} of ${
    counted(all.tried, "other")
  } of which both sides were run${
    leakText(sound, leaking)
  }; significantly in ${all.beyond}, the opposite significantly in ${all.against}.`;
}

/** Readings that leak are told apart wherever there are any. */
function leakText(sound: ReadingsCount, leaking: ReadingsCount): string {
  if (leaking.tried === 0) return "";
  if (sound.reaching === 0 && leaking.reaching > 0) return ", all with a leaking split";
  return ` (with a leaking split by ${leaking.reaching} of ${leaking.tried})`;
}

function sum(sound: ReadingsCount, leaking: ReadingsCount) {
  const of = (key: "tried" | "reaching" | "beyond" | "against") => sound[key] + leaking[key];
  return { tried: of("tried"), reaching: of("reaching"), beyond: of("beyond"), against: of("against") };
}

function bestText({ sound, leaking }: OtherReadings, unit: JudgedUnit, difference: boolean): string[] {
  const text = (name: string, { best, tried, runs }: ReadingsCount) =>
    best === null ? [] : [
      `${name} (${counted(tried, "reading")}, ${counted(runs, difference ? "pair" : "run")}${
        difference ? " of runs" : ""
      }) has ${numberText(best.value, unit, difference)}: ${best.label}, ${
        counted(best.runs, difference ? "pair" : "run")
      }.`,
    ];
  return [
    ...text(leaking.tried === 0 ? "The best" : "The best without a leak", sound),
    ...text("The best with a leak", leaking),
  ];
}

function carrierText(
  { path, level, reaching, reachingWith, others, othersWith, p, family }: Carrier,
): string {
  const share = reachingWith === reaching ? `all ${reaching}` : `${reachingWith} of the ${reaching}`;
  return `${
    capital(settingText(path))
  } carries it: ${share} that do have ${level}, of the others ${othersWith} of ${others} (exact test, ${
    pEquals(p)
  } after Holm over ${family} values).`;
}

function moverText(
  { path, level, mean, alone, byChance }: Mover,
  unit: JudgedUnit,
  difference: boolean,
): string {
  return `${capital(settingText(path))} moves it most (${percentText(alone)} of the variation, ${
    percentText(byChance)
  } by chance): nearest is ${level}, ${numberText(mean, unit, difference)} on average.`;
}
