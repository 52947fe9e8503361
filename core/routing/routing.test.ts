import { describe, expect, test } from 'vitest';
import { orderProfiles } from '#core/profile/order.ts';
import { candidates, type RoutingProfile, soonestReset } from './candidates.ts';
import { classifyFailure } from './classify.ts';
import { afterFailure, afterSuccess, type Cooldown } from './cooldown.ts';
import type { Failure, FailureReason } from './failure.ts';
import { nextAttempt } from './next-attempt.ts';
import { retryAt } from './retry-after.ts';
import { moveAfterUse } from './rotation.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

describe('a failed answer means', () => {
  test.each<[number, string, FailureReason]>([
    [400, '{"error":{"message":"bad temperature"}}', 'bad_request'],
    [400, 'Your credit balance is too low to access the Anthropic API', 'billing'],
    [400, '{"error":{"status":"INVALID_ARGUMENT","reason":"API_KEY_INVALID"}}', 'auth'],
    [400, '{"type":"error","error":{"message":"Your credit balance is too low to access"}}', 'billing'],
    [400, '{"error":{"code":"billing_hard_limit_reached","message":"m"}}', 'billing'],
    [400, '[{"error":{"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]', 'auth'],
    [400, '{"error":{"message":"API key not valid. Please pass a valid API key."}}', 'auth'],
    // What a 400 repeats is the caller's own text.
    [
      400,
      `{"error":{"message":"Invalid value: 'insufficient_funds'.","code":"invalid_value"}}`,
      'bad_request',
    ],
    [400, `{"error":{"message":"Unknown parameter: 'billing_error'.","code":"x"}}`, 'bad_request'],
    [400, '{"error":{"message":"tool: \\"Your credit balance is too low\\" is no schema"}}', 'bad_request'],
    [400, '{"error":{"message":"bad name: API key not valid","code":"invalid_value"}}', 'bad_request'],
    [400, 'bad name: API_KEY_INVALID', 'bad_request'],
    [401, '', 'auth'],
    [402, '', 'billing'],
    [403, '', 'auth'],
    [403, '{"error":{"code":"billing_not_active"}}', 'billing'],
    [404, '{"error":{"code":"model_not_found"}}', 'model_not_found'],
    [
      404,
      '{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}',
      'model_not_found',
    ],
    [404, '<html>nothing here</html>', 'bad_request'],
    [408, '', 'timeout'],
    [413, '', 'bad_request'],
    [422, '', 'bad_request'],
    [429, '', 'rate_limit'],
    [429, '{"error":{"code":"insufficient_quota"}}', 'billing'],
    [302, '', 'server'],
    [500, '', 'server'],
    [502, '', 'server'],
    [503, '', 'overloaded'],
    [504, '', 'timeout'],
    [529, '', 'overloaded'],
  ])('%i %s: %s', (status, bodyText, reason) => {
    expect(classifyFailure({ status, headers: {}, bodyText }, now).reason).toBe(reason);
  });

  test.each([
    ['timeout', 'timeout'],
    ['reset', 'unreachable'],
    ['unreachable', 'unreachable'],
  ] as const)('a connection that fails by %s: %s', (transport, reason) => {
    expect(classifyFailure({ transport }, now)).toEqual({ reason });
  });
});

describe('Retry-After', () => {
  test.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:02:00 GMT' }, 2 * minute],
    [{ 'retry-after-ms': '250', 'retry-after': '30' }, 250],
    [{ 'retry-after': ['7', '9'] }, 7000],
    [{ 'retry-after': '99999999' }, 24 * hour],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('%j is %j milliseconds from now', (headers, expected) => {
    expect(retryAt(headers, now)).toBe(expected === undefined ? undefined : now + expected);
  });
});

const fail = (before: Cooldown | undefined, reason: FailureReason, at: number, asked?: number) =>
  afterFailure(before, { reason, retryAt: asked } satisfies Failure, at);

describe('a credential rests', () => {
  test('1, 5, 25 and then 60 minutes for failures in a row', () => {
    let cooldown: Cooldown | undefined;
    let at = now;
    const rests: number[] = [];
    for (let step = 0; step < 6; step++) {
      cooldown = fail(cooldown, 'rate_limit', at);
      rests.push(((cooldown?.until ?? 0) - at) / minute);
      at = cooldown?.until ?? 0;
    }
    expect(rests).toEqual([1, 5, 25, 60, 60, 60]);
  });

  test('5 hours for lack of money, doubling to 24', () => {
    let cooldown: Cooldown | undefined;
    let at = now;
    const rests: number[] = [];
    for (let step = 0; step < 4; step++) {
      cooldown = fail(cooldown, 'billing', at);
      rests.push(((cooldown?.until ?? 0) - at) / hour);
      at = cooldown?.until ?? 0;
    }
    expect(rests).toEqual([5, 10, 20, 24]);
  });

  test('as long as the provider asked for, when it asked', () => {
    expect(fail(undefined, 'rate_limit', now, now + 30_000)?.until).toBe(now + 30_000);
  });

  test.each<FailureReason>(['timeout', 'unreachable', 'bad_request', 'server', 'model_not_found'])(
    'not at all after %s',
    (reason) => {
      expect(fail(undefined, reason, now)).toBeUndefined();
      const before = fail(undefined, 'auth', now);
      expect(fail(before, reason, now + hour)).toBe(before);
    },
  );

  test('one step for many requests that meet one limit together', () => {
    const first = fail(undefined, 'rate_limit', now);
    let cooldown = first;
    for (let request = 0; request < 31; request++) cooldown = fail(cooldown, 'rate_limit', now + request);
    expect(cooldown).toBe(first);
  });

  test('for money even while it already rests for a limit', () => {
    const limited = fail(undefined, 'rate_limit', now);
    expect(fail(limited, 'billing', now + 1)).toMatchObject({ reason: 'billing', until: now + 1 + 5 * hour });
  });

  test.each<[FailureReason, FailureReason]>([
    ['overloaded', 'rate_limit'],
    ['overloaded', 'auth'],
    ['rate_limit', 'auth'],
  ])('for the graver reason while it already rests, without a further step: %s, then %s', (first, then) => {
    const before = fail(undefined, first, now);
    expect(fail(before, then, now + 1)).toMatchObject({ reason: then, failures: 1, until: now + 1 + minute });
    expect(fail(fail(undefined, then, now), first, now + 1)).toMatchObject({
      reason: then,
      until: now + minute,
    });
  });

  test('for the time that the provider names, while it already rests and tries last for an overload', () => {
    const overloaded = fail(undefined, 'overloaded', now);
    const asked = now + 10 * minute;
    expect(fail(overloaded, 'rate_limit', now + 1, asked)).toMatchObject({
      reason: 'rate_limit',
      until: asked,
    });
  });

  test('longer when the provider names a later time meanwhile, and not for a moment more', () => {
    const limited = fail(undefined, 'rate_limit', now, now + 10_000);
    expect(fail(limited, 'rate_limit', now + 1, now + 60_000)).toEqual({ ...limited, until: now + 60_000 });
    expect(fail(limited, 'rate_limit', now + 1, now + 10_500)).toBe(limited);
    expect(fail(limited, 'overloaded', now + 1, now + 60_000)).toBe(limited);
  });

  test('no shorter for a graver reason than for the limit that lasts', () => {
    const limited = fail(undefined, 'rate_limit', now, now + hour);
    expect(fail(limited, 'auth', now + 1)).toMatchObject({ reason: 'auth', until: now + hour });
  });

  test('one step for attempts that began before it, however late they fail', () => {
    const first = fail(undefined, 'rate_limit', now);
    const late = now + 2 * minute;
    const straggler = { reason: 'rate_limit', startedAt: now } as const;
    expect(afterFailure(first, straggler, late)).toBe(first);
    expect(afterFailure(first, { ...straggler, retryAt: late + minute }, late)).toMatchObject({
      failures: 1,
      until: late + minute,
    });
    expect(afterFailure(first, { ...straggler, startedAt: now + minute }, late)).toMatchObject({
      failures: 2,
    });
  });

  test('as for the first time after 24 hours without a failure', () => {
    const old = fail(fail(undefined, 'auth', now), 'auth', now + 2 * minute);
    const later = now + 2 * minute + 24 * hour;
    expect(fail(old, 'auth', later)).toMatchObject({ failures: 1, until: later + minute });
  });

  test('no longer after a success, unless that began before the failure', () => {
    const cooldown = fail(undefined, 'rate_limit', now);
    expect(afterSuccess(cooldown, now + 1)).toBeUndefined();
    expect(afterSuccess(cooldown, now - 1)).toBe(cooldown);
  });
});

const profile = (name: string, more: Partial<RoutingProfile> = {}): RoutingProfile => ({
  id: `p:${name}`,
  provider: 'p',
  type: 'api_key',
  ...more,
});

const rests = (reason: Cooldown['reason'], until: number): Cooldown => ({
  reason,
  failures: 1,
  billingFailures: 0,
  since: now,
  until,
});

describe('candidates', () => {
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id.slice(2)).join(' ');

  test('an overloaded one comes last, a limited one not at all until its time has come', () => {
    const all = [profile('a'), profile('b'), profile('c'), profile('d')];
    const cooldowns = new Map([
      ['p:a', rests('overloaded', now + 2 * minute)],
      ['p:b', rests('overloaded', now + minute)],
      ['p:c', rests('rate_limit', now + minute)],
    ]);
    const found = candidates(all, undefined, cooldowns, now);
    expect(ids(found.usable)).toBe('d b a');
    expect(found.skipped).toEqual([{ id: 'p:c', why: 'rate_limit', until: now + minute }]);
    expect(ids(candidates(all, undefined, cooldowns, now + minute).usable)).toBe('b c d a');
  });

  test('the explicit order holds', () => {
    const all = [profile('a', { type: 'oauth' }), profile('b'), profile('c')];
    expect(ids(candidates(all, ['p:c', 'p:b'], new Map(), now).usable)).toBe('c b a');
  });

  test('an expired one is left out and says so', () => {
    const { usable, skipped } = candidates([profile('a', { expires: now })], undefined, new Map(), now);
    expect(usable).toEqual([]);
    expect(skipped).toEqual([{ id: 'p:a', why: 'expired' }]);
    expect(soonestReset(skipped)).toBeUndefined();
  });

  test('the soonest reset is that of whoever may be tried first', () => {
    const cooldowns = new Map([
      ['p:a', rests('rate_limit', now + 3 * minute)],
      ['p:b', rests('billing', now + 2 * minute)],
    ]);
    const { skipped } = candidates([profile('a'), profile('b')], undefined, cooldowns, now);
    expect(soonestReset(skipped)).toBe(now + 2 * minute);
  });
});

describe('a list kept in order while its profiles are used', () => {
  test('is what sorting it anew would give', () => {
    const types = ['api_key', 'oauth', 'token'] as const;
    const all = Array.from({ length: 12 }, (_, at) => profile(`n${at}`, { type: types[at % 3] ?? 'token' }));
    const explicit = ['p:n4', 'p:n7'];
    const ordered = orderProfiles(all, explicit);
    for (let use = 0; use < 200; use++) {
      const used = all[(use * 7) % all.length] as RoutingProfile;
      used.lastUsedAt = now + use;
      moveAfterUse(ordered, used, explicit);
      expect(ordered).toEqual(orderProfiles(all, explicit));
    }
  });
});

describe('after a failed attempt', () => {
  const state = { remaining: 1, answered: false, reconnected: false };

  test.each<[FailureReason, string]>([
    ['auth', 'rotate'],
    ['rate_limit', 'rotate'],
    ['billing', 'rotate'],
    ['overloaded', 'rotate'],
    ['server', 'rotate'],
    ['model_not_found', 'rotate'],
    ['bad_request', 'give_up'],
    ['timeout', 'give_up'],
    ['unreachable', 'give_up'],
  ])('by %s: %s', (reason, act) => {
    expect(nextAttempt(state, { reason }, false).act).toBe(act);
  });

  test('nothing is tried once a byte has reached the client', () => {
    expect(nextAttempt({ ...state, answered: true }, { reason: 'auth' }, true)).toMatchObject({
      act: 'give_up',
      why: 'answered',
    });
  });

  test('a closed connection is tried once more with the same credential', () => {
    expect(nextAttempt(state, { reason: 'unreachable' }, true).act).toBe('reconnect');
    expect(nextAttempt({ ...state, reconnected: true }, { reason: 'unreachable' }, true).act).toBe('give_up');
  });

  test('the last credential ends it', () => {
    expect(nextAttempt({ ...state, remaining: 0 }, { reason: 'auth' }, false)).toMatchObject({
      act: 'give_up',
      why: 'none_left',
    });
  });
});
