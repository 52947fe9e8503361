import type { SQLInputValue } from 'node:sqlite';
import type { LoggedRequest } from '#core/contract/calls/activity.ts';
import { type GatewayEvent, gatewayEventSchema, type RequestOutcome } from '#core/link/link.ts';

/** Column -> field of an outcome. */
const fields = {
  request_id: 'requestId',
  at: 'at',
  agent: 'agent',
  dialect: 'dialect',
  model: 'model',
  profile: 'profile',
  attempts: 'attempts',
  tried: 'tried',
  paid_switch_from: 'paidSwitchFrom',
  session: 'session',
  status: 'status',
  result: 'result',
  reason: 'reason',
  first_byte_ms: 'firstByteMs',
  total_ms: 'totalMs',
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cache_write_tokens: 'cacheWriteTokens',
  reasoning_tokens: 'reasoningTokens',
  cost: 'cost',
  token: 'token',
} as const satisfies Record<string, keyof RequestOutcome>;

const columns = Object.keys(fields);

export const insertRequest = `INSERT INTO requests (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;

export function requestRow(outcome: RequestOutcome): SQLInputValue[] {
  return Object.values(fields).map((field) => {
    const value = outcome[field];
    if (value === undefined) return null;
    if (field === 'at') return Math.round(outcome.at);
    return typeof value === 'object' ? JSON.stringify(value) : value;
  });
}

export function requestOf(row: Record<string, unknown>): LoggedRequest {
  const outcome: Record<string, unknown> = { seq: row.seq };
  for (const [column, field] of Object.entries(fields)) {
    const value = row[column];
    if (value === null || value === undefined) continue;
    outcome[field] = column === 'tried' && typeof value === 'string' ? JSON.parse(value) : value;
  }
  return outcome as unknown as LoggedRequest;
}

export const insertEvent =
  'INSERT INTO events (at, kind, agent, profile, to_profile, event) VALUES (?, ?, ?, ?, ?, ?)';

export function eventRow(event: GatewayEvent): SQLInputValue[] {
  const text = JSON.stringify(event);
  const at = Math.round(event.at);
  switch (event.kind) {
    case 'budget':
      return [at, event.kind, null, null, null, text];
    case 'switched':
      return [at, event.kind, event.agent, event.from.profile ?? null, event.to.profile ?? null, text];
    default:
      return [at, event.kind, event.agent, event.profile, null, text];
  }
}

/** @returns undefined for an event that this version does not know. */
export function eventOf(row: Record<string, unknown>): GatewayEvent | undefined {
  const parsed = gatewayEventSchema.safeParse(JSON.parse(String(row.event)));
  return parsed.success ? parsed.data : undefined;
}
