import { expect, test } from 'vitest';
import { gatewayToHostSchema, type RequestOutcome } from './link.ts';
import { outcomeRow } from './outcome-row.ts';

const plain: RequestOutcome = {
  requestId: 'gh_1',
  at: 1_800_000_000_000,
  agent: 'main',
  dialect: 'openai-chat',
  attempts: 0,
  status: 401,
  result: 'refused',
  firstByteMs: 0.5,
  totalMs: 0.75,
};
const full: Required<RequestOutcome> = {
  ...plain,
  model: 'a/m',
  profile: 'a:1',
  tried: [{ model: 'a/m', profile: 'a:0', reason: 'rate_limit' }],
  paidSwitchFrom: 'a:0',
  session: 's',
  reason: 'rate_limit',
  inputTokens: 10,
  outputTokens: 5,
  cacheReadTokens: 4,
  cacheWriteTokens: 3,
  reasoningTokens: 2,
  cost: 0.25,
  token: 'ci',
};

test.each([
  ['nothing optional', plain],
  ['everything', full],
])('an outcome with %s arrives as it was', (_, outcome) => {
  const said = JSON.parse(JSON.stringify({ type: 'outcomes', outcomes: [outcomeRow(outcome)] }));
  expect(gatewayToHostSchema.parse(said)).toEqual({ type: 'outcomes', outcomes: [outcome] });
});

test('a row that is no outcome is not taken', () => {
  const said = { type: 'outcomes', outcomes: [['gh_1', 'yesterday']] };
  expect(gatewayToHostSchema.safeParse(said).success).toBe(false);
});
