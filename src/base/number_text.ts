/** `1 run`, `3 runs`. */
export function counted(number: number, thing: string, things: string = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}

/** A share of 1 with one decimal: 0.4512 is `45.1 %`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Seconds, whole: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
