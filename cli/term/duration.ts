const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in its largest fitting unit: `45 s`, `12 min`, `3 h`, `9 days`. @param ms milliseconds, sign ignored. */
export function duration(ms: number): string {
  const length = Math.abs(ms);
  if (length < minute) return `${Math.round(length / second)} s`;
  if (length < hour) return `${Math.round(length / minute)} min`;
  if (length < 2 * day) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / day)} days`;
}
