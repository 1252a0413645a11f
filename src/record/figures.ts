import { z } from "zod";
import { UserError } from "../base/errors.ts";
import { problemLines } from "../base/problems.ts";

/**
 * One recording with the threshold that was laid over it (the paper's Figure 1). Amplitudes: full scale is
 * 1. Lists of one number per column of the picture or per frame.
 */
export interface WaveformFigure {
  /** Version of this layout. */
  readonly format: 1;
  /** Which figure it is. */
  readonly kind: "waveform";
  /** Path of the clip in its corpus. */
  readonly clip: string;
  /** Class of the clip. */
  readonly label: string;
  /** Sampling rate that the frames were cut at. */
  readonly rateHz: number;
  /** Duration. */
  readonly seconds: number;
  /** True for made-up voices. */
  readonly synthetic: boolean;
  /** Lowest and highest sample of equal stretches of the recording. */
  readonly envelope: { readonly min: readonly number[]; readonly max: readonly number[] };
  /** Length of a frame. */
  readonly frameMs: number;
  /** Threshold of each frame. */
  readonly thresholds: readonly number[];
  /** Largest absolute sample of each frame. */
  readonly framePeaks: readonly number[];
  /** Whether each frame stays. */
  readonly kept: readonly boolean[];
}

/** One spectrogram image (the paper's Figure 2). */
export interface SpectrogramFigure {
  /** Version of this layout. */
  readonly format: 1;
  /** Which figure it is. */
  readonly kind: "spectrogram";
  /** Path of the clip in its corpus. */
  readonly clip: string;
  /** Class of the clip. */
  readonly label: string;
  /** With or without silence removal. */
  readonly input: "raw" | "clean";
  /** True for made-up voices. */
  readonly synthetic: boolean;
  /** Height (frequency) and width (time). */
  readonly size: readonly [number, number];
  /** Duration and highest frequency that the image covers. */
  readonly seconds: number;
  /** Highest frequency, half the sampling rate. */
  readonly highestHz: number;
  /** Base64 of `height x width` bytes, row by row, the highest frequency first; 0 = quietest, 255 = loudest. */
  readonly values: string;
}

/** A stored figure. */
export type Figure = WaveformFigure | SpectrogramFigure;

const numbers = z.array(z.number());
const waveformSchema = z.strictObject({
  format: z.literal(1),
  kind: z.literal("waveform"),
  clip: z.string(),
  label: z.string(),
  rateHz: z.number().positive(),
  seconds: z.number().positive(),
  synthetic: z.boolean(),
  envelope: z.strictObject({ min: numbers.min(1), max: numbers.min(1) }),
  frameMs: z.number().positive(),
  thresholds: numbers,
  framePeaks: numbers,
  kept: z.array(z.boolean()),
});
const spectrogramSchema = z.strictObject({
  format: z.literal(1),
  kind: z.literal("spectrogram"),
  clip: z.string(),
  label: z.string(),
  input: z.enum(["raw", "clean"]),
  synthetic: z.boolean(),
  size: z.tuple([z.int().min(1), z.int().min(1)]),
  seconds: z.number().positive(),
  highestHz: z.number().positive(),
  values: z.base64(),
});
const figureSchema = z.discriminatedUnion("kind", [waveformSchema, spectrogramSchema]);

/**
 * A figure's file, checked.
 *
 * @param value The parsed JSON.
 * @param name What the message calls it, such as the file's path.
 * @throws {UserError} With every problem and its path, in one line.
 */
export function parseFigure(value: unknown, name: string): Figure {
  const parsed = figureSchema.safeParse(value);
  if (!parsed.success) {
    const problems = problemLines(parsed.error, { whole: "the file", key: "key" });
    throw new UserError(`Cannot read figure ${name}: ${problems.join("; ")}`);
  }
  const figure = parsed.data;
  const problem = figure.kind === "waveform" ? waveformProblem(figure) : spectrogramProblem(figure);
  if (problem !== null) throw new UserError(`Cannot read figure ${name}: ${problem}`);
  return figure;
}

function waveformProblem({ envelope, thresholds, framePeaks, kept }: WaveformFigure): string | null {
  if (envelope.min.length !== envelope.max.length) return "envelope.min and .max differ in length";
  if (thresholds.length === framePeaks.length && thresholds.length === kept.length) return null;
  return "thresholds, framePeaks and kept differ in length";
}

function spectrogramProblem({ size: [height, width], values }: SpectrogramFigure): string | null {
  const bytes = base64Bytes(values).length;
  return bytes === height * width ? null : `values holds ${bytes} bytes, size asks for ${height * width}`;
}

/** Bytes of a base64 text. */
export function base64Bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Base64 of bytes. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
