import { expect, test } from 'vitest';
import { allowedCommands, gatewayPhase } from '#renderer/state/gateway.ts';

const ready = { state: 'ready', host: '127.0.0.1', port: 1, pid: 1, since: 0 } as const;

test('what was asked for is shown before the gateway says so', () => {
  expect(gatewayPhase(ready, undefined)).toBe('ready');
  expect(gatewayPhase(ready, 'stop')).toBe('stopping');
  expect(gatewayPhase({ state: 'stopped' }, 'start')).toBe('starting');
  expect(gatewayPhase(ready, 'restart')).toBe('restarting');
});

test('a stop that is part of a restart is called a restart', () => {
  expect(gatewayPhase({ state: 'stopping', since: 0, restart: true }, undefined)).toBe('restarting');
  expect(gatewayPhase({ state: 'stopping', since: 0, restart: false }, undefined)).toBe('stopping');
});

test('there is always a command left, except while one is carried out', () => {
  for (const phase of ['stopped', 'starting', 'ready', 'backoff', 'failed', 'foreign'] as const) {
    expect(Object.values(allowedCommands(phase)).some(Boolean), phase).toBe(true);
  }
  expect(Object.values(allowedCommands('stopping')).some(Boolean)).toBe(false);
});
