import type { RequestOutcome } from '#core/link/link.ts';

/** What nearly every request has goes by its place, null where absent; the rest by name, in an object at the end. */
const placed = [
  'requestId',
  'at',
  'agent',
  'dialect',
  'model',
  'profile',
  'attempts',
  'status',
  'result',
  'firstByteMs',
  'totalMs',
  'inputTokens',
  'outputTokens',
  'cost',
] as const satisfies (keyof RequestOutcome)[];

const named = [
  'tried',
  'paidSwitchFrom',
  'session',
  'reason',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'token',
] as const satisfies (keyof RequestOutcome)[];

/**
 * An outcome on its way from the gateway to the host. Written out for each request, field names would be half of what is
 * said and of the time to say it.
 */
export type OutcomeRow = unknown[];

export function outcomeRow(outcome: RequestOutcome): OutcomeRow {
  const row: OutcomeRow = [
    outcome.requestId,
    outcome.at,
    outcome.agent,
    outcome.dialect,
    outcome.model,
    outcome.profile,
    outcome.attempts,
    outcome.status,
    outcome.result,
    outcome.firstByteMs,
    outcome.totalMs,
    outcome.inputTokens,
    outcome.outputTokens,
    outcome.cost,
  ];
  let more: Record<string, unknown> | undefined;
  for (const name of named) {
    const value = outcome[name];
    if (value === undefined) continue;
    more ??= {};
    more[name] = value;
  }
  if (more !== undefined) row.push(more);
  return row;
}

/** What a row says, not yet checked. JSON turns what is absent into null. */
export function outcomeOf(row: OutcomeRow): Record<string, unknown> {
  const more = row[placed.length];
  const outcome: Record<string, unknown> = typeof more === 'object' && more !== null ? { ...more } : {};
  for (const [place, name] of placed.entries()) {
    const value = row[place];
    if (value !== null && value !== undefined) outcome[name] = value;
  }
  return outcome;
}
