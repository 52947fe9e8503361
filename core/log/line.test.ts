import { expect, it } from 'vitest';
import { isAtLeast, parseLogLine } from '#core/log/line.ts';

it('reads a line of the host with its fields as words, and its cause below', () => {
  const raw =
    '{"at":"2026-11-21T00:00:01.500Z","level":"error","event":"gateway.exit","run":2,"from":"ready","why":"a b","cause":"Error: x\\n at y"}';
  expect(parseLogLine(raw, 90)).toEqual({
    end: 90,
    at: Date.parse('2026-11-21T00:00:01.500Z'),
    level: 'error',
    event: 'gateway.exit',
    text: 'run=2 from=ready why="a b"\nError: x\n at y',
  });
});

it('takes what is no line of ours as text, whatever it is', () => {
  for (const raw of ['plain', '{"level":"loud"}', '{broken', '[1]', '{}', '']) {
    expect(parseLogLine(raw, 1)).toEqual({ end: 1, level: 'info', text: raw });
  }
});

it('knows which level is graver', () => {
  expect([isAtLeast('warn', 'info'), isAtLeast('info', 'warn'), isAtLeast('error', 'error')]).toEqual([
    true,
    false,
    true,
  ]);
});
