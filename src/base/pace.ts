/** Least rate at which bytes are taken to come, bytes per second; less is a connection that stalls. */
const LEAST_RATE = 1024;

/** Watches that bytes keep coming. */
export interface Pace {
  /** Rejects once too few bytes came for too long; never settles otherwise. */
  readonly late: Promise<never>;
  /** Bytes came. */
  came(bytes: number): void;
  /** To be called at the end. */
  stop(): void;
}

/**
 * Starts to watch. Whoever waits for bytes has to race `late`: the signal of a `fetch` does not end its body once
 * what links the two is garbage.
 *
 * @param ms In every stretch of this length bytes have to come at 1 KiB a second on average.
 */
export function openPace(ms: number): Pace {
  const { promise: late, reject } = Promise.withResolvers<never>();
  late.catch(() => {}); // it may come when nobody waits any more
  let bytes = 0;
  const timer = setInterval(() => {
    if (bytes < LEAST_RATE * ms / 1000) {
      const what = bytes === 0 ? "nothing" : `no more than ${bytes} bytes`;
      reject(new Error(`${what} came for ${ms / 1000} s`));
    }
    bytes = 0;
  }, ms);
  return { late, came: (more) => void (bytes += more), stop: () => clearInterval(timer) };
}
