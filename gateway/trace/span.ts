/**
 * A span as OTLP's JSON has it (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): ids are
 * hexadecimal, times are decimal strings of nanoseconds since the epoch, 64-bit numbers are strings.
 */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: typeof spanKind.server | typeof spanKind.client;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  /** Absent: unset. */
  status?: { code: typeof statusError };
}

export interface Attribute {
  key: string;
  value: { stringValue: string } | { intValue: string } | { boolValue: boolean };
}

export const spanKind = { server: 2, client: 3 } as const;
export const statusError = 2;

/** Absent values are left out. */
export function attributes(
  given: Readonly<Record<string, string | number | boolean | undefined>>,
): Attribute[] {
  const list: Attribute[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'string') list.push({ key, value: { stringValue: value } });
    else if (typeof value === 'number') list.push({ key, value: { intValue: String(Math.round(value)) } });
    else if (typeof value === 'boolean') list.push({ key, value: { boolValue: value } });
  }
  return list;
}

/** @param ms epoch milliseconds, with fractions down to microseconds. */
export const unixNano = (ms: number): string => `${Math.round(ms * 1000)}000`;

/** Epoch milliseconds of now, with fractions. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
