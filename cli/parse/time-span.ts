import { GatehouseError } from '#core/contract/error.ts';

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** A hundred years: far beyond any credential, and still a safe time stamp. */
const longestMs = 100 * 365 * 86_400_000;

/**
 * A length of time as people write it: `12h`, `365d`, `30m`, `1y`, also `1d12h`. @returns milliseconds.
 * @throws GatehouseError `bad_input`, naming the option.
 */
export function parseTimeSpan(text: string, option: string): number {
  const given = text.trim().toLowerCase().replaceAll(/\s+/g, '');
  const parts = given.match(/\d+(?:\.\d+)?(?:ms|min|s|m|h|d|w|y)/g) ?? [];
  const span = parts.reduce((sum, part) => {
    const [, number = '0', unit = ''] = /^([\d.]+)(\D+)$/.exec(part) ?? [];
    return sum + Number(number) * (unitMs[unit] ?? 0);
  }, 0);
  if (parts.join('') === given && span > 0 && span <= longestMs) return Math.round(span);
  throw new GatehouseError('bad_input', `--${option} is a length of time.`, {
    hint: 'A number and a unit: 30m, 12h, 365d, 1y.',
  });
}
