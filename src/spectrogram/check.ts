import { rangeError } from "../base/errors.ts";
import type { SpectrogramSettings, TimeSettings } from "../manifest/settings.ts";

/**
 * Checks spectrogram settings, alone and together.
 *
 * @throws {RangeError} Naming the first setting that is out of range: `length` must be a power of two from 2
 * to 65536, `hop` an integer from 1 to `length`, `mels` an integer >= 1, `rangeDb` > 0, `size` two integers
 * >= 1, `seconds` > 0, `overlap` at least 0 and below 1.
 */
export function checkSpectrogramSettings(settings: SpectrogramSettings): void {
  const { length, hop, mels, rangeDb, size, time } = settings;
  demand(
    isCount(length) && length >= 2 && length <= 65536 && (length & (length - 1)) === 0,
    "length must be a power of two from 2 to 65536",
    length,
  );
  demand(isCount(hop) && hop <= length, `hop must be an integer from 1 to length (${length})`, hop);
  demand(rangeDb > 0 && rangeDb < Infinity, "rangeDb must be > 0", rangeDb);
  demand(size.length === 2 && size.every(isCount), "size must be two integers >= 1", size);
  if (settings.scale === "log-mel") demand(isCount(mels), "mels must be an integer >= 1", mels);
  if (time !== "resize") checkTime(time);
}

function checkTime(time: Exclude<TimeSettings, "resize">): void {
  demand(time.seconds > 0 && time.seconds < Infinity, "time.seconds must be > 0", time.seconds);
  if (time.method === "windows") {
    demand(time.overlap >= 0 && time.overlap < 1, "time.overlap must be >= 0 and < 1", time.overlap);
  }
}

function demand(holds: boolean, rule: string, value: unknown): void {
  if (!holds) throw rangeError("make a spectrogram", rule, value);
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
