/** One sound of an utterance, held for `ms` and blended into its neighbours. */
export interface Phone {
  /** First three formants of a grown man, Hz. */
  readonly formants: readonly [number, number, number];
  /** Strength of the voice, 0 to 1. */
  readonly voice: number;
  /** Strength of the hiss, 0 to 1. */
  readonly hiss: number;
  /** Middle of the band of the hiss, Hz. */
  readonly hissHz: number;
  /** Length at a rate of 1, ms. */
  readonly ms: number;
}

/** A phone in its place. */
export interface Sound extends Phone {
  /** Carries a pitch accent. */
  readonly stressed: boolean;
}

type Formants = Phone["formants"];

/** Formants of vowels, men's means: Peterson & Barney 1952, "Control methods used in a study of the vowels". */
const IH: Formants = [390, 1990, 2550];
const AH: Formants = [640, 1190, 2390];
const AO: Formants = [570, 840, 2410];
const AA: Formants = [730, 1090, 2440];
const ER: Formants = [490, 1350, 1690];

const vowel = (formants: Formants, ms: number): Phone => ({ formants, voice: 1, hiss: 0, hissHz: 4000, ms });
const murmur = (formants: Formants, voice: number, ms: number): Phone => ({
  formants,
  voice,
  hiss: 0,
  hissHz: 4000,
  ms,
});
const hiss = (formants: Formants, strength: number, hissHz: number, ms: number, voice = 0): Phone => ({
  formants,
  voice,
  hiss: strength,
  hissHz,
  ms,
});
const closure = (formants: Formants, ms: number): Phone => murmur(formants, 0, ms);

const D = murmur([250, 1700, 2600], 0.15, 36);
const G = murmur([250, 1900, 2400], 0.15, 40);
const B = murmur([250, 900, 2300], 0.15, 42);
const DH = hiss([300, 1400, 2500], 0.05, 5000, 32, 0.35);
const Z = hiss([280, 1700, 2600], 0.3, 6200, 55, 0.25);
const S = hiss([280, 1700, 2600], 0.6, 6200, 80);
const NG = murmur([280, 1900, 2600], 0.45, 55);
const T = [closure([300, 1700, 2600], 40), hiss([300, 1700, 2600], 0.5, 4500, 20)];
const K = [closure([300, 2000, 2400], 42), hiss([300, 2000, 2400], 0.5, 2400, 22)];

const plain = (...phones: Phone[]): Sound[] => phones.map((phone) => ({ ...phone, stressed: false }));
const stressed = (phone: Phone): Sound => ({ ...phone, stressed: true });
const byTheDoor = [
  ...plain(B, vowel(AA, 70), vowel(IH, 40), DH, vowel(AH, 42), D),
  stressed(vowel(AO, 115)),
  ...plain(vowel(ER, 75)),
];

/**
 * The statements, each as two phrases with a pause between: the sounds of RAVDESS's "Kids are talking | by
 * the door" and "Dogs are sitting | by the door", roughly.
 */
export const STATEMENTS: readonly (readonly [readonly Sound[], readonly Sound[]])[] = [
  [[
    ...plain(...K),
    stressed(vowel(IH, 65)),
    ...plain(D, Z, vowel(AH, 50), vowel(ER, 42), ...T),
    stressed(vowel(AO, 95)),
    ...plain(...K, vowel(IH, 52), NG),
  ], byTheDoor],
  [[
    ...plain(D),
    stressed(vowel(AO, 90)),
    ...plain(G, Z, vowel(AH, 50), vowel(ER, 42), S),
    stressed(vowel(IH, 65)),
    ...plain(...T, vowel(IH, 52), NG),
  ], byTheDoor],
];
