import { type LoadResult, median } from './parts.ts';

export interface Figure {
  what: string;
  value: number;
  /** `x`: a ratio. */
  unit: 'x' | 'us' | 'ms' | 'MiB' | 'KB' | '1/s';
  /** What it is held to: at most, unless `atLeast`. Absent for what is told only for orientation. */
  limit?: number;
  atLeast?: boolean;
}

type Results = Record<'direct' | 'floor' | 'gateway' | 'portkey', readonly LoadResult[]>;

const of = (results: readonly LoadResult[], key: keyof LoadResult) => median(results.map((one) => one[key]));

/** The rows of the native wire. */
export function gatewayFigures(measured: {
  busy: Results;
  single: Results;
  streams: Results;
  stream: Results;
  stamped: Results;
}): Figure[] {
  const { busy, single, streams, stream, stamped } = measured;
  const added = (key: 'p50' | 'p99', target: 'floor' | 'gateway') =>
    of(single[target], key) - of(single.direct, key);
  return [
    { what: 'requests/s at 32 connections, floor', value: of(busy.floor, 'perSecond'), unit: '1/s' },
    { what: 'requests/s at 32 connections, gateway', value: of(busy.gateway, 'perSecond'), unit: '1/s' },
    {
      what: 'requests/s, gateway to floor',
      value: of(busy.gateway, 'perSecond') / of(busy.floor, 'perSecond'),
      unit: 'x',
      limit: 0.85,
      atLeast: true,
    },
    { what: 'added latency p50 at 1 connection, floor', value: added('p50', 'floor'), unit: 'ms' },
    { what: 'added latency p50 at 1 connection, gateway', value: added('p50', 'gateway'), unit: 'ms' },
    {
      what: 'added latency p50, gateway to floor',
      value: added('p50', 'gateway') / added('p50', 'floor'),
      unit: 'x',
      limit: 1.25,
    },
    {
      what: 'added latency p99, gateway to floor',
      value: added('p99', 'gateway') / added('p99', 'floor'),
      unit: 'x',
      limit: 1.5,
    },
    { what: 'longest pause at 32 connections, floor', value: of(busy.floor, 'longestPause'), unit: 'ms' },
    {
      what: 'longest pause at 32 connections, gateway',
      value: of(busy.gateway, 'longestPause'),
      unit: 'ms',
      limit: 10,
    },
    {
      what: 'first streamed byte behind direct, floor',
      value: of(stream.floor, 'firstByteP50') - of(stream.direct, 'firstByteP50'),
      unit: 'ms',
    },
    {
      what: 'first streamed byte behind direct, gateway',
      value: of(stream.gateway, 'firstByteP50') - of(stream.direct, 'firstByteP50'),
      unit: 'ms',
      limit: 1,
    },
    {
      what: 'chunk transit p99 behind direct, gateway',
      value: of(stamped.gateway, 'transitP99') - of(stamped.direct, 'transitP99'),
      unit: 'ms',
      limit: 1,
    },
    {
      what: 'streams of 200 chunks, gateway to floor',
      value: of(streams.gateway, 'perSecond') / of(streams.floor, 'perSecond'),
      unit: 'x',
      limit: 0.85,
      atLeast: true,
    },
  ];
}

/** The same of Portkey's gateway in the same run; the ratio to it is what the gateway is held to. */
export function portkeyFigures(
  measured: { busy: Results; single: Results; stream: Results },
  idleMiB: number,
  peakMiB: number,
): Figure[] {
  const { busy, single, stream } = measured;
  return [
    { what: 'requests/s at 32 connections, Portkey', value: of(busy.portkey, 'perSecond'), unit: '1/s' },
    {
      what: 'requests/s, gateway to Portkey',
      value: of(busy.gateway, 'perSecond') / of(busy.portkey, 'perSecond'),
      unit: 'x',
      limit: 8,
      atLeast: true,
    },
    {
      what: 'added latency p50 at 1 connection, Portkey',
      value: of(single.portkey, 'p50') - of(single.direct, 'p50'),
      unit: 'ms',
    },
    {
      what: 'first streamed byte behind direct, Portkey',
      value: of(stream.portkey, 'firstByteP50') - of(stream.direct, 'firstByteP50'),
      unit: 'ms',
    },
    { what: 'memory, idle, Portkey', value: idleMiB, unit: 'MiB' },
    { what: 'memory, peak at 32 connections, Portkey', value: peakMiB, unit: 'MiB' },
  ];
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, limit, atLeast }) => [
    what,
    number(value, unit),
    limit === undefined ? '' : `${atLeast === true ? 'at least' : 'at most'} ${number(limit, unit)}`,
    limit === undefined || Number.isNaN(value)
      ? ''
      : (atLeast === true ? value >= limit : value <= limit)
        ? 'held'
        : 'MISSED',
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([what = '', value = '', limit = '', verdict = '']) =>
      [what.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0), limit.padEnd(widths[2] ?? 0), verdict]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function number(value: number, unit: Figure['unit']): string {
  const digits = unit === 'x' ? 2 : unit === '1/s' ? 0 : value < 10 ? 3 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}
