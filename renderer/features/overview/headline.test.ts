import { expect, test } from 'vitest';
import { type AttentionItem, attentionItems } from '#core/attention/attention.ts';
import { headline } from '#renderer/features/overview/headline.ts';
import { gatewayPhase } from '#renderer/state/gateway.ts';
import { answerChain } from '#renderer/state/models.ts';
import { type ScenarioName, scenario } from '#renderer/testing/scenarios.ts';

function of(name: ScenarioName) {
  const { topics } = scenario(name, 0);
  return headline({
    phase: gatewayPhase(topics.gateway.observed, undefined),
    attention: attentionItems(topics),
    connected: true,
    answered: answerChain(topics.models.agents[0]?.answersNext ?? []).some(({ next }) => next),
  });
}

test('all is well only when it is', () => {
  expect(of('well')).toEqual({ tone: 'good', key: 'well' });
  for (const name of ['locked', 'failed', 'foreign', 'configError', 'unreadable', 'refused'] as const) {
    expect(of(name), name).toEqual({ tone: 'bad', key: 'needsYou' });
  }
});

test('an expired profile is no alarm while another one answers', () => {
  expect(of('expiring')).toEqual({ tone: 'warn', key: 'works' });
  const expired = attentionItems(scenario('expiring', 0).topics) as AttentionItem[];
  expect(headline({ phase: 'ready', attention: expired, answered: false, connected: true }).key).toBe(
    'needsYou',
  );
});

test('a gateway on its way says so', () => {
  expect(of('starting').key).toBe('starting');
  expect(of('backoff')).toEqual({ tone: 'warn', key: 'retrying' });
  expect(of('stopped')).toEqual({ tone: 'quiet', key: 'stopped' });
});

test('a ready gateway that nothing can answer for is not called well', () => {
  expect(headline({ phase: 'ready', attention: [], answered: false, connected: true })).toEqual({
    tone: 'warn',
    key: 'noModel',
  });
});

test('nothing is called well while the host is gone, whatever it said last', () => {
  expect(headline({ phase: 'ready', attention: [], answered: true, connected: false })).toEqual({
    tone: 'quiet',
    key: 'offline',
  });
});
