import { describe, expect, test } from 'vitest';
import type { Config } from '#core/config/config.ts';
import { settingKeys } from '#core/config/setting-keys.ts';
import { parseSetting, settingsOf, settingValue, withSettings } from '#core/config/settings.ts';
import { settingsPatchSchema, settingsSchema } from '#core/contract/calls/settings.ts';

test('an empty config has the defaults, and they fit the contract', () => {
  expect(settingsSchema.parse(settingsOf({}))).toEqual({
    language: 'system',
    onboarded: false,
    gateway: {
      autostart: true,
      port: 18790,
      bind: 'loopback',
      access: 'token',
      paidSwitch: 'announce',
      budget: {},
      requestLog: { days: 30, maxMb: 256 },
    },
    warnHours: 24,
    notifications: true,
    updateChecks: false,
  });
});

test('what a patch says is in force afterwards, and nothing else of the config changes', () => {
  const before = { gateway: { auth: { token: 'FAKE-token' }, budget: { warn: 1 } }, mine: { kept: true } };
  const config = withSettings(before as Config, {
    language: 'de',
    onboarded: true,
    gateway: {
      port: 18800,
      access: 'none',
      budget: { hold: 5, warn: null },
      traces: 'http://127.0.0.1:4318',
      requestLog: { days: 7 },
    },
    warnHours: 72,
    notifications: false,
    updateChecks: true,
  });
  expect(settingsOf(config)).toMatchObject({
    language: 'de',
    onboarded: true,
    gateway: { port: 18800, access: 'none', budget: { hold: 5 }, traces: 'http://127.0.0.1:4318' },
    warnHours: 72,
    notifications: false,
    updateChecks: true,
  });
  expect(config).toMatchObject({
    gateway: { auth: { token: 'FAKE-token', mode: 'none' } },
    mine: { kept: true },
  });
  expect(settingsOf(config).gateway.budget).toEqual({ hold: 5 });
  const back = withSettings(config, { language: 'system', gateway: { traces: null } });
  expect(back.gatehouse).not.toHaveProperty('language');
  expect(back.gateway?.traces).toEqual({});
});

test('taking out what is not there changes nothing', () => {
  expect(withSettings({}, { language: 'system', gateway: { budget: { warn: null }, traces: null } })).toEqual(
    {},
  );
});

describe('what is typed for a setting', () => {
  test.each([
    ['gateway.port', '18800', { gateway: { port: 18800 } }],
    ['gateway.autostart', 'false', { gateway: { autostart: false } }],
    ['gateway.access', 'none', { gateway: { access: 'none' } }],
    ['gateway.budget.hold', 'none', { gateway: { budget: { hold: null } } }],
    ['gateway.budget.warn', '2.5', { gateway: { budget: { warn: 2.5 } } }],
    ['gateway.traces', 'http://127.0.0.1:4318', { gateway: { traces: 'http://127.0.0.1:4318' } }],
    ['language', 'ja', { language: 'ja' }],
    ['warnHours', '48', { warnHours: 48 }],
  ])('%s %s is a patch', (key, text, patch) => {
    expect(parseSetting(key, text)).toEqual({ ok: true, patch });
    expect(settingsPatchSchema.parse(patch)).toEqual(patch);
  });

  test.each([
    ['gateway.port', 'abc', 'a whole number from 1 to 65535'],
    ['gateway.port', '70000', 'a whole number from 1 to 65535'],
    ['gateway.bind', 'wan', 'loopback, lan'],
    ['notifications', 'yes', 'true or false'],
    ['gateway.budget.hold', '-1', 'a number above 0, or none'],
    ['gateway.traces', 'ftp://x', 'an address such as http://127.0.0.1:4318, or none'],
    ['language', 'tlh', 'system, en, de, fr, es, ja, zh'],
  ])('%s %s is told as: it takes %s', (key, text, expected) => {
    expect(parseSetting(key, text)).toEqual({ ok: false, expected });
  });

  test('every key names a setting and can be set', () => {
    const settings = settingsOf({ gateway: { budget: { warn: 1, hold: 2 }, traces: { url: 'http://x' } } });
    for (const key of settingKeys) expect([key, settingValue(settings, key)]).not.toEqual([key, undefined]);
    const leaves = (of: object, path = ''): string[] =>
      Object.entries(of).flatMap(([key, value]) =>
        typeof value === 'object' ? leaves(value, `${path}${key}.`) : [`${path}${key}`],
      );
    expect(leaves(settings).toSorted()).toEqual(settingKeys.toSorted());
  });
});
