import type { TopicValue } from '#core/contract/topics.ts';

type Minute = TopicValue<'activity'>['minutes'][number];
export interface Bar {
  /** Epoch milliseconds of the minute's start. */
  at: number;
  requests: number;
  errors: number;
  medianMs: number;
}

const minuteMs = 60_000;
export const barCount = 60;

/** The last sixty minutes as sixty bars, oldest first; minutes without a request are empty. */
export function hourBars(minutes: readonly Minute[], now: number): Bar[] {
  const last = Math.floor(now / minuteMs) * minuteMs;
  const known = new Map(minutes.map((minute) => [Math.floor(minute.at / minuteMs) * minuteMs, minute]));
  return Array.from({ length: barCount }, (_, index) => {
    const at = last - (barCount - 1 - index) * minuteMs;
    const { requests = 0, errors = 0, medianMs = 0 } = known.get(at) ?? {};
    return { at, requests, errors, medianMs };
  });
}

export interface HourSummary {
  requests: number;
  errors: number;
  /** The median minute's median, in milliseconds; a fair figure without the single latencies. */
  medianMs: number;
}

export function summarise(bars: readonly Bar[]): HourSummary {
  const busy = bars.filter(({ requests }) => requests > 0);
  const sorted = busy.map(({ medianMs }) => medianMs).sort((a, b) => a - b);
  return {
    requests: busy.reduce((sum, { requests }) => sum + requests, 0),
    errors: busy.reduce((sum, { errors }) => sum + errors, 0),
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
  };
}

/** The points of the latency line, broken where nothing was asked: one list per unbroken run, scaled to the box. */
export function latencyRuns(bars: readonly Bar[], width: number, height: number): string[] {
  const top = Math.max(1, ...bars.map(({ medianMs }) => medianMs));
  const step = width / bars.length;
  const runs: string[][] = [];
  let open = false;
  bars.forEach((bar, index) => {
    if (bar.requests === 0) {
      open = false;
      return;
    }
    if (!open) runs.push([]);
    open = true;
    const x = (index + 0.5) * step;
    const y = height - (bar.medianMs / top) * height;
    runs.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  return runs.map((points) => points.join(' '));
}
