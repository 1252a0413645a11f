/** What a paper puts before the decimals. */
export type DecimalSign = "." | ",";

/** A number as printed. */
export interface PrintedNumber {
  /** In the printed unit. */
  readonly value: number;
  /** Digits after the decimal sign, so that half a unit of the last one is what rounding may hide. */
  readonly decimals: number;
  /** What stands before the number. */
  readonly before: string;
  /** What stands behind it. */
  readonly after: string;
}

const BLANK = "[ \\u00a0\\u2009\\u202f]";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** `e-5`, `× 10^-5`, `·10⁻⁵` */
const EXPONENT =
  `(?:[eE]([+\\-−]?\\d{1,4})|${BLANK}?[×x·*]${BLANK}?10(?:\\^\\{?([+\\-−]?\\d{1,4})\\}?|([⁺⁻]?[${SUPERSCRIPTS}]{1,4})))`;

function patternFor(sign: DecimalSign): RegExp {
  const decimal = `\\${sign}`;
  const thousands = sign === "." ? "," : "\\.";
  const groups = `\\d{1,3}(?:(?:${BLANK}|['’]|${thousands})\\d{3})+(?!\\d)`;
  // A minus sign belongs to a number that begins a text or follows a blank or an opening sign.
  return new RegExp(
    `(?:(?<=^|[\\s(\\[=<>≈~±])([\\-−–])${BLANK}?)?(?:(${groups}|\\d+)(?:${decimal}(\\d+))?|(?<![\\d.,])${decimal}(\\d+))(?:${EXPONENT})?`,
  );
}

const PATTERNS: Readonly<Record<DecimalSign, RegExp>> = { ".": patternFor("."), ",": patternFor(",") };

/**
 * The first number of a printed text: `82,75 %`, `1 440`, `1,440.5`, `.93`, `−0.12`, `1.5e-3`, `3 × 10⁻⁴`.
 *
 * @param sign The paper's decimal sign; the other one parts thousands, as blanks and apostrophes do.
 * @returns `null` if there is none, or if it is written with another decimal sign.
 */
export function readNumber(text: string, sign: DecimalSign): PrintedNumber | null {
  const match = PATTERNS[sign].exec(text);
  if (match === null) return null;
  const [all, minus, whole = "0", digits = match[4] ?? "", , e, caret, raised] = match;
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + all.length);
  if (/^[.,]\d/.test(after) || /(?<!\w)[.,]$/.test(before)) return null;
  const power = Number((e ?? caret ?? plainDigits(raised)).replace("−", "-"));
  const mantissa = `${minus === undefined ? "" : "-"}${whole.replace(/\D/g, "")}.${digits || "0"}`;
  const value = Number(`${mantissa}e${power}`);
  if (!Number.isFinite(value)) return null;
  return {
    value: value === 0 ? 0 : value,
    decimals: Math.max(0, digits.length - power),
    before,
    after,
  };
}

function plainDigits(raised = "⁰"): string {
  return [...raised].map((c) => (c === "⁻" ? "-" : c === "⁺" ? "" : String(SUPERSCRIPTS.indexOf(c)))).join(
    "",
  );
}

/**
 * The decimal sign that some printed texts show: `,` by `82,75` or `0,125`, which no thousands are written like.
 * Without any such text it is the point.
 *
 * @returns `null` if there are texts with either; then somebody has to say it.
 */
export function shownSign(texts: Iterable<string>): DecimalSign | null {
  let [points, commas] = [false, false];
  for (const text of texts) {
    for (
      const [, whole = "", sign, digits] of text.matchAll(
        /(\d[\d.,'’ ]*|(?<![\w.,]))([.,])(\d+)(?![\d.,]*\d)/g,
      )
    ) {
      const others = [...whole.matchAll(/[.,]/g)].map(([mark]) => mark);
      const decimal = digits!.length !== 3 || /^0?$/.test(whole) || others.some((mark) => mark !== sign);
      if (!decimal || others.includes(sign!)) continue;
      if (sign === ".") points = true;
      else commas = true;
    }
  }
  return points && commas ? null : commas ? "," : ".";
}
