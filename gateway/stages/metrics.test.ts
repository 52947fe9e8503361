import { expect, test } from 'vitest';
import type { RequestOutcome } from '#core/link/link.ts';
import { Metrics } from './metrics.ts';

const outcome = (model: string, result: RequestOutcome['result']): RequestOutcome => ({
  requestId: 'gh_1',
  at: 0,
  agent: 'main',
  dialect: 'openai-chat',
  model,
  attempts: 1,
  status: 200,
  result,
  firstByteMs: 1,
  totalMs: 1,
});

test('names that clients make up are bounded, and push no model away that answers', () => {
  const metrics = new Metrics();
  for (let at = 0; at < 5000; at++) metrics.count(outcome(`openai/made-up-${at}`, 'upstream_error'));
  for (let at = 0; at < 100; at++) metrics.count(outcome(`openai/real-${at}`, 'ok'));
  const text = metrics.text(0);
  expect(text).toContain('gatehouse_requests_total{model="openai/real-99",profile="",result="ok"} 1\n');
  expect(text).toContain('gatehouse_requests_total{model="other",profile="",result="upstream_error"} 4700\n');
  expect(text.match(/result="/g)?.length).toBe(401);
});
