/** What several functions of this folder ask of their arguments; `fail` says which of them is asked. */

type Fail = (rule: string, value: unknown) => RangeError;

/**
 * Refuses a level that is none.
 * @throws {RangeError} If a level is not a probability between 0 and 1.
 */
export function checkLevel(name: string, level: number, fail: Fail): void {
  if (!(level > 0 && level < 1)) throw fail(`${name} must be between 0 and 1`, level);
}

/**
 * Refuses a ratio of test to training clips that is none.
 * @throws {RangeError} If there is one and it is not finite and above 0.
 */
export function checkTestToTrain(testToTrain: number | null, fail: Fail): void {
  if (testToTrain !== null && !(testToTrain > 0 && Number.isFinite(testToTrain))) {
    throw fail("testToTrain must be finite and > 0", testToTrain);
  }
}
