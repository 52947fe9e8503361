import { describe, expect, test } from 'vitest';
import type { Finding } from '#core/doctor/finding.ts';
import { doctorExitCode, worstFirst } from '#core/doctor/outcome.ts';
import { safeConfig } from '#core/doctor/safe-config.ts';
import { scrubber } from '#core/doctor/scrub.ts';
import { guessBits } from '#core/secret/guess-bits.ts';

const canary = 'FAKE-canary-Zx81Qw77Lm03Kp55';
const finding = (state: Finding['state']): Finding => ({ id: state, check: state, state, what: '' });

describe('the configuration of a support bundle', () => {
  test('keeps what is known to be harmless', () => {
    expect(
      safeConfig({
        gateway: { port: 18790, bind: 'lan', auth: { mode: 'token' } },
        models: { providers: { acme: { api: 'openai-completions', models: [{ id: 'big-1' }] } } },
        agents: { defaults: { model: { primary: 'acme/big-1', fallbacks: ['openai/gpt-5'] } } },
        gatehouse: { mirrors: { embedded: { mode: 'plain' } } },
      }),
    ).toEqual({
      gateway: { port: 18790, bind: 'lan', auth: { mode: 'token' } },
      models: { providers: { acme: { api: 'openai-completions', models: [{ id: 'big-1' }] } } },
      agents: { defaults: { model: { primary: 'acme/big-1', fallbacks: ['openai/gpt-5'] } } },
      gatehouse: { mirrors: { embedded: { mode: 'plain' } } },
    });
  });

  test.each([
    ['a token', { gateway: { auth: { token: canary } } }],
    ['a password', { gateway: { auth: { password: canary } } }],
    ['a header', { models: { providers: { acme: { headers: { 'x-key': canary } } } } }],
    [
      'an address with a key in it',
      { models: { providers: { acme: { baseUrl: `https://${canary}@x.y` } } } },
    ],
    ['an unknown key', { custom: { deeper: [{ secret: canary }] } }],
    ['an unknown key beside known ones', { gateway: { port: 1, note: canary } }],
    ['the name of a key', { models: { providers: { [canary]: { api: 'x' } } } }],
    ['the name of an unknown key', { [canary]: 1 }],
    ['a list', { gateway: { trustedProxies: [canary], allowedOrigins: [canary] } }],
    ['a value that should be a word', { agents: { defaults: { model: canary } } }],
    ['an object where a word is expected', { gateway: { bind: { [canary]: canary } } }],
    ['a list of a word', { gateway: { auth: { mode: [canary] } } }],
    ['a number under an unknown key', { pin: 48151623, a: canary }],
  ])('never shows %s', (_name, config) => {
    const text = JSON.stringify(safeConfig(config));
    expect(text).not.toContain('Zx81');
    expect(text).not.toContain('48151623');
  });
});

test('a text is freed of known secrets, of what looks like one, of addresses and of the home directory', () => {
  const scrub = scrubber([canary, 'ab', 'quote"inside-FAKE'], '/home/ada');
  expect(
    scrub(
      `${canary} in /home/ada/x by ada@example.com with sk-ant-api03-FAKE0123456789 ab ${JSON.stringify('quote"inside-FAKE')}`,
    ),
  ).toBe('[secret] in ~/x by [e-mail] with sk-ant-[redacted] ab "[secret]"');
});

test('the exit code is that of the worst finding', () => {
  expect(doctorExitCode([finding('ok'), finding('note'), finding('skipped')])).toBe(0);
  expect(doctorExitCode([finding('ok'), finding('warn')])).toBe(2);
  expect(doctorExitCode([finding('warn'), finding('fail')])).toBe(1);
  expect(worstFirst([finding('ok'), finding('warn'), finding('fail')]).map(({ state }) => state)).toEqual([
    'fail',
    'warn',
    'ok',
  ]);
});

test.each([
  ['', 0],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 0],
  ['password', 30],
  ['abcabcabcabcabcabcabcabc', 10],
])('"%s" is weak', (secret, most) => {
  expect(guessBits(secret)).toBeLessThanOrEqual(most);
});
test('a generated token is strong', () => {
  expect(guessBits('gh_FAKE7Qm2xYvB0kLr9TzWpA4cHdJn')).toBeGreaterThan(100);
});
