/** Making a formatter costs more than using it a hundred times, and lists use them for every row. */
function kept<O extends object, T>(make: (locale: string, options: O | undefined) => T) {
  const known = new Map<string, T>();
  return (locale: string, options?: O): T => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const format = known.get(key) ?? make(locale, options);
    known.set(key, format);
    return format;
  };
}
const dates = kept(
  (locale, options: Intl.DateTimeFormatOptions | undefined) => new Intl.DateTimeFormat(locale, options),
);
const numbers = kept(
  (locale, options: Intl.NumberFormatOptions | undefined) => new Intl.NumberFormat(locale, options),
);
const relatives = kept(
  (locale, options: Intl.RelativeTimeFormatOptions | undefined) =>
    new Intl.RelativeTimeFormat(locale, options),
);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const steps = [
  ['year', 365 * dayMs],
  ['month', 30 * dayMs],
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
] as const;

/** The largest unit of which there are at least two, so that "in 47 hours" is not rounded to "in 1 day". */
function split(ms: number): [value: number, unit: Intl.RelativeTimeFormatUnitSingular] {
  const size = Math.abs(ms);
  for (const [unit, unitMs] of steps) {
    if (size >= 2 * unitMs) return [Math.trunc(ms / unitMs), unit];
  }
  if (size >= minuteMs) return [Math.trunc(ms / minuteMs), 'minute'];
  return [Math.trunc(ms / 1000), 'second'];
}

/** "in 3 days", "2 hours ago"; anything within a minute is "now". Times are epoch milliseconds. */
export function relativeTime(at: number, now: number, locale: string): string {
  const format = relatives(locale, { numeric: 'auto' });
  if (Math.abs(at - now) < minuteMs) return format.format(0, 'second');
  return format.format(...split(at - now));
}

/** The exact time, for the tooltip of a relative one. */
export function exactTime(at: number, locale: string): string {
  return dates(locale, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** "Nov 20, 2026" */
export function dayOnly(at: number, locale: string): string {
  return dates(locale, { dateStyle: 'medium' }).format(at);
}

/** "Nov 20, 2026, 14:05" */
export function dayAndMinute(at: number, locale: string): string {
  return dates(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** "14:05" */
export function clockTime(at: number, locale: string): string {
  return dates(locale, { timeStyle: 'short' }).format(at);
}

const unitOf = (locale: string, unit: string, display: 'narrow' | 'short') =>
  numbers(locale, { style: 'unit', unit, unitDisplay: display });

/** "3h 12m", "12m", "8s": two units at most. `ms` may be negative, which counts as zero. */
export function duration(ms: number, locale: string): string {
  const units = [
    ['day', dayMs],
    ['hour', hourMs],
    ['minute', minuteMs],
    ['second', 1000],
  ] as const;
  // Narrow Japanese is the Latin letters of English.
  const display = /^ja\b/i.test(locale) ? 'short' : 'narrow';
  let left = Math.max(0, ms);
  const parts: string[] = [];
  for (const [unit, unitMs] of units) {
    const count = Math.floor(left / unitMs);
    left -= count * unitMs;
    if (count > 0 || (unit === 'second' && parts.length === 0)) {
      // Seconds beside hours or minutes would only flicker.
      if (unit === 'second' && parts.length > 0) break;
      parts.push(unitOf(locale, unit, display).format(count));
    }
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** "840 ms", "2.4 sec": a latency as one reads it. */
export function latency(ms: number, locale: string): string {
  if (ms < 1000) return unitOf(locale, 'millisecond', 'short').format(Math.round(ms));
  const seconds = numbers(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: ms < 10_000 ? 1 : 0,
  });
  return seconds.format(ms / 1000);
}

export function count(value: number, locale: string): string {
  return numbers(locale).format(value);
}

/** "12.4K": a figure that is compared, not counted. */
export function compact(value: number, locale: string): string {
  return numbers(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** US dollars: cents where there are any, more digits where a cent would be too coarse. */
export function money(value: number, locale: string): string {
  const small = value > 0 && value < 0.1;
  return numbers(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: small ? 4 : 2,
  }).format(value);
}

/** "14:05:09" */
export function clockSeconds(at: number, locale: string): string {
  return dates(locale, { timeStyle: 'medium' }).format(at);
}

/** "Fri, Nov 20" */
export function shortDay(at: number, locale: string, timeZone?: string): string {
  return dates(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(at);
}

/** "14:05" on the same day, "Nov 20, 14:05" on another. Times are epoch milliseconds. */
export function nearTime(at: number, now: number, locale: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return dates(
    locale,
    sameDay ? { timeStyle: 'short' } : { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  ).format(at);
}
