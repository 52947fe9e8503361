import type { ProbeFilter } from '#cli/host/probe-profiles.ts';
import { parseTimeSpan } from '#cli/parse/time-span.ts';
import { GatehouseError } from '#core/contract/error.ts';

/** A provider has 15 s, and a keychain may be slow before (milliseconds). */
const defaultTimeoutMs = 20_000;
const mostAtOnce = 16;

/** @throws GatehouseError `bad_input`, naming the option. */
export function probeFilter(options: {
  'probe-provider': string | undefined;
  'probe-profile': string | undefined;
  'probe-timeout': string | undefined;
  'probe-concurrency': string | undefined;
}): ProbeFilter {
  const { 'probe-timeout': timeout, 'probe-concurrency': atOnce } = options;
  const concurrency = atOnce === undefined ? undefined : Number(atOnce);
  if (
    concurrency !== undefined &&
    !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= mostAtOnce)
  ) {
    throw new GatehouseError('bad_input', `--probe-concurrency is a whole number from 1 to ${mostAtOnce}.`);
  }
  return {
    provider: options['probe-provider'],
    profiles: options['probe-profile']
      ?.split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
    timeoutMs:
      timeout === undefined
        ? defaultTimeoutMs
        : parseTimeSpan(/^\d+$/.test(timeout) ? `${timeout}ms` : timeout, 'probe-timeout'),
    concurrency,
  };
}
