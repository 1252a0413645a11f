import { type DecimalSign, type PrintedNumber, readNumber } from "../base/printed_number.ts";

const WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/**
 * The first number of a printed text, or `null` if there is none: digits (see `readNumber`), or else a word from
 * two to twelve.
 */
export function printedNumber(
  printed: string,
  sign: DecimalSign,
): Pick<PrintedNumber, "value" | "decimals"> | null {
  if (/\d/.test(printed)) return readNumber(printed, sign);
  const word = /[a-z]+/i.exec(printed)?.[0].toLowerCase() ?? "";
  return WORDS.includes(word) ? { value: WORDS.indexOf(word) + 2, decimals: 0 } : null;
}
