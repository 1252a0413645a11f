/** A number as printed. */
export interface PrintedNumber {
  /** With a decimal point, in the printed unit. */
  readonly value: number;
  /** Digits after the comma. */
  readonly decimals: number;
}

const WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/**
 * The first number of a printed text, or `null` if there is none: digits with a decimal comma and a blank between
 * thousands (`82,75 %`, `50 000 Hz`, `3×3`), or else a word from two to twelve.
 */
export function printedNumber(printed: string): PrintedNumber | null {
  const digits = /\d{1,3}(?: \d{3})+(?!\d)|\d+(?:,\d+)?/.exec(printed)?.[0];
  if (digits !== undefined) {
    const decimals = digits.split(",")[1]?.length ?? 0;
    return { value: Number(digits.replaceAll(" ", "").replace(",", ".")), decimals };
  }
  const word = /[a-z]+/i.exec(printed)?.[0].toLowerCase() ?? "";
  return WORDS.includes(word) ? { value: WORDS.indexOf(word) + 2, decimals: 0 } : null;
}
