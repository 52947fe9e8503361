/** What a W3C `traceparent` header says (https://www.w3.org/TR/trace-context/). */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits: the span that this request is part of. */
  spanId: string;
  /** Whoever asks records this trace. */
  sampled: boolean;
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** @returns undefined for what is no valid header: then a trace begins here. */
export function parseTraceParent(header: string | undefined): TraceParent | undefined {
  const match = header === undefined ? null : form.exec(header.trim());
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', more] = match;
  // Later versions may add fields; this one may not, and `ff` is no version.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceParent = (traceId: string, spanId: string): string => `00-${traceId}-${spanId}-01`;
