import { describe, expect, test } from 'vitest';
import type { RoutingProfile } from './candidates.ts';
import { type Cooldown, cooldownKey } from './cooldown.ts';
import type { FailureReason } from './failure.ts';
import { Itinerary, type ItineraryRules, type Probing } from './itinerary.ts';
import type { Leg } from './leg.ts';

const now = 1_800_000_000_000;
const minute = 60_000;

const key = (id: string, more: Partial<RoutingProfile> = {}): RoutingProfile => ({
  id,
  provider: id.slice(0, id.indexOf(':')),
  type: 'api_key',
  ...more,
});
const env = (id: string) => key(id, { env: true });
const subscription = (id: string) => key(id, { type: 'oauth' });

const leg = (name: string, ordered: RoutingProfile[], more: Partial<Leg<RoutingProfile>> = {}) => ({
  name,
  providerId: name.slice(0, name.indexOf('/')),
  model: name.slice(name.indexOf('/') + 1),
  needsKey: true,
  pool: { ordered },
  ...more,
});
const rests = (until: number, more: Partial<Cooldown> = {}): Cooldown => ({
  reason: 'rate_limit',
  failures: 1,
  billingFailures: 0,
  since: now - minute,
  until,
  ...more,
});

/** Walks to the end; each credential fails as `fail` says, and answers when it is not named there. */
function walk(
  legs: Leg<RoutingProfile>[],
  fail: Record<string, FailureReason | { reason: FailureReason; status: number }>,
  { probing, ...rules }: Partial<ItineraryRules> & { probing?: Probing } = {},
  cooldowns = new Map<string, Cooldown>(),
): string {
  const itinerary = new Itinerary(legs, cooldowns, { paidSwitch: 'announce', ...rules }, probing);
  const seen: string[] = [];
  let next: ReturnType<typeof itinerary.failed> = itinerary.first(now);
  for (;;) {
    if (next.act === 'wait') return [...seen, `wait ${next.key}`].join(' | ');
    if (next.act === 'reconnect') throw new Error('not here');
    if (next.act === 'give_up') return [...seen, next.why].join(' | ');
    const { stop } = next;
    const id = stop.profile?.id ?? 'nobody';
    const paid = stop.paidSwitch === undefined ? '' : ` (paid for ${stop.paidSwitch.from})`;
    seen.push(`${legs[stop.leg]?.name} ${id}${paid}`);
    const failure = fail[id];
    if (failure === undefined) return [...seen, 'answers'].join(' | ');
    const how = typeof failure === 'string' ? { reason: failure } : failure;
    next = itinerary.failed(how, { answered: false, reset: false }, now);
  }
}

const a = leg('a/big', [key('a:1'), key('a:2')]);
const b = leg('b/big', [key('b:1')]);
const c = leg('a/small', [key('a:1'), key('a:2')]);

describe('a request goes', () => {
  test.each<[string, Leg<RoutingProfile>[], Parameters<typeof walk>[1], string]>([
    ['to the first credential', [a, b], {}, 'a/big a:1 | answers'],
    ['to the next one after a limit', [a, b], { 'a:1': 'rate_limit' }, 'a/big a:1 | a/big a:2 | answers'],
    [
      'to the fallback model when the provider is exhausted',
      [a, b],
      { 'a:1': 'rate_limit', 'a:2': 'auth' },
      'a/big a:1 | a/big a:2 | b/big b:1 | answers',
    ],
    [
      'to another model of the same provider when the model is not there',
      [a, c],
      { 'a:1': 'model_not_found', 'a:2': 'model_not_found' },
      'a/big a:1 | a/big a:2 | a/small a:1 | a/small a:2 | none_left',
    ],
    [
      'nowhere else after the caller’s own mistake',
      [a, b],
      { 'a:1': 'bad_request' },
      'a/big a:1 | not_the_credential',
    ],
    [
      'past a provider that does not answer',
      [a, c, b],
      { 'a:1': 'unreachable' },
      'a/big a:1 | b/big b:1 | answers',
    ],
    [
      'past a model that takes too long',
      [a, c],
      { 'a:1': 'timeout' },
      'a/big a:1 | a/small a:1 | not_the_credential',
    ],
    ['to the end', [b], { 'b:1': 'billing' }, 'b/big b:1 | none_left'],
    [
      'past a provider without credentials',
      [leg('x/m', [], { pool: undefined }), b],
      {},
      'b/big b:1 | answers',
    ],
    [
      'without a credential where none is needed',
      [leg('local/m', [], { pool: undefined, needsKey: false })],
      {},
      'local/m nobody | answers',
    ],
  ])('%s', (_where, legs, fail, way) => {
    expect(walk(legs, fail)).toBe(way);
  });
});

describe('keys of the environment', () => {
  const pool = (envOverrides = false) =>
    leg('a/m', [], { pool: { ordered: [key('a:1')], env: [env('a:env:X'), env('a:env:Y')], envOverrides } });
  test.each<[string, Leg<RoutingProfile>, Parameters<typeof walk>[1], string]>([
    ['come after the profiles', pool(), { 'a:1': 'auth' }, 'a/m a:1 | a/m a:env:X | answers'],
    [
      'follow each other after a rate limit',
      pool(),
      { 'a:1': 'auth', 'a:env:X': 'rate_limit' },
      'a/m a:1 | a/m a:env:X | a/m a:env:Y | answers',
    ],
    [
      'follow each other after a spent quota',
      pool(),
      { 'a:1': 'auth', 'a:env:X': { reason: 'billing', status: 429 } },
      'a/m a:1 | a/m a:env:X | a/m a:env:Y | answers',
    ],
    [
      'do not follow each other after any other error',
      pool(),
      { 'a:1': 'auth', 'a:env:X': 'auth' },
      'a/m a:1 | a/m a:env:X | none_left',
    ],
    [
      'beat the profiles as an override, alone',
      pool(true),
      { 'a:env:X': 'rate_limit' },
      'a/m a:env:X | none_left',
    ],
  ])('%s', (_what, one, fail, way) => {
    expect(walk([one], fail)).toBe(way);
  });
});

describe('keys of the environment that rest', () => {
  const keys = [env('a:env:X'), env('a:env:Y')];
  const one = leg('a/m', [], { pool: { ordered: [], env: keys } });
  const other = leg('a/n', [], { pool: { ordered: [], env: keys } });
  test.each<[string, Partial<Cooldown>, string]>([
    ['for a limit give way to the next', {}, 'a/m a:env:Y | answers'],
    ['for a spent quota too', { reason: 'billing', quota: true }, 'a/m a:env:Y | answers'],
    ['for lack of money do not', { reason: 'billing' }, 'b/big b:1 | answers'],
    ['for a refusal do not', { reason: 'auth' }, 'b/big b:1 | answers'],
    ['for an overload are tried all the same', { reason: 'overloaded' }, 'a/m a:env:X | answers'],
  ])('%s', (_what, rest, way) => {
    const cooldowns = new Map([['a:env:X', rests(now + minute, rest)]]);
    expect(walk([one, other, b], {}, {}, cooldowns)).toBe(way);
  });
  test('are not followed by the next while somebody finds out whether a refusal has ended', () => {
    const over = new Map([['a:env:X', rests(now - 1, { reason: 'auth' })]]);
    expect(walk([one], {}, { probing: () => true }, over)).toBe('wait a:env:X');
  });
  test('leave the profiles to a session that preferred one of them', () => {
    const both = leg('a/m', [], { pool: { ordered: [key('a:1')], env: keys } });
    expect(walk([both], { 'a:env:Y': 'server' }, { preferred: () => 'a:env:Y' })).toBe(
      'a/m a:env:Y | a/m a:1 | answers',
    );
  });
});

describe('a session', () => {
  test('prefers the credential that answered before', () => {
    expect(walk([a], {}, { preferred: () => 'a:2' })).toBe('a/big a:2 | answers');
    expect(walk([a], { 'a:2': 'rate_limit' }, { preferred: () => 'a:2' })).toBe(
      'a/big a:2 | a/big a:1 | answers',
    );
  });
  test('leaves it while it rests', () => {
    const cooldowns = new Map([['a:2', rests(now + minute)]]);
    expect(walk([a], {}, { preferred: () => 'a:2' }, cooldowns)).toBe('a/big a:1 | answers');
  });
  test('with a pin uses that one alone, and then the fallback model', () => {
    expect(walk([a, b], { 'a:2': 'rate_limit' }, { pinned: 'a:2' })).toBe('a/big a:2 | b/big b:1 | answers');
  });
});

describe('a limit of one model', () => {
  const cooldowns = new Map([[cooldownKey('a:1', 'big'), rests(now + minute)]]);
  const limited = (name: string) => leg(name, [key('a:1')], { limitsPerModel: true });
  test('rests that model and no other', () => {
    expect(walk([limited('a/big'), limited('a/small')], {}, {}, cooldowns)).toBe('a/small a:1 | answers');
  });
  test('is not looked at where the provider does not limit so', () => {
    expect(walk([leg('a/big', [key('a:1')])], {}, {}, cooldowns)).toBe('a/big a:1 | answers');
  });
});

describe('at the end of a window', () => {
  const over = new Map([['a:1', rests(now - 1)]]);
  test('one request tries, the others take another credential', () => {
    expect(walk([a], {}, {}, over)).toBe('a/big a:1 | answers');
    expect(walk([a], {}, { probing: (one) => one === 'a:1' }, over)).toBe('a/big a:2 | answers');
  });
  test('and wait for it when there is no other', () => {
    const only = leg('a/big', [key('a:1')]);
    expect(walk([only], {}, { probing: () => true }, over)).toBe('wait a:1');
  });
});

describe('from a subscription to a paid key', () => {
  const both = leg('a/m', [subscription('a:plan'), key('a:paid')]);
  const resting = new Map([['a:plan', rests(now + minute)]]);
  const failing = { 'a:plan': 'rate_limit' } as const;
  test.each<[ItineraryRules['paidSwitch'], string, string]>([
    ['allow', 'a/m a:plan | a/m a:paid | answers', 'a/m a:paid | answers'],
    [
      'announce',
      'a/m a:plan | a/m a:paid (paid for a:plan) | answers',
      'a/m a:paid (paid for a:plan) | answers',
    ],
    ['hold', 'a/m a:plan | none_left', 'none_left'],
  ])('%s', (paidSwitch, whenItFails, whileItRests) => {
    expect(walk([both], failing, { paidSwitch })).toBe(whenItFails);
    expect(walk([both], {}, { paidSwitch }, resting)).toBe(whileItRests);
  });
  test('is no switch when the paid key stands first by choice', () => {
    const chosen = leg('a/m', [key('a:paid'), subscription('a:plan')]);
    expect(walk([chosen], {}, { paidSwitch: 'hold' }, resting)).toBe('a/m a:paid | answers');
  });
  test('is no switch then for a session that was on the subscription either', () => {
    const chosen = leg('a/m', [key('a:paid'), subscription('a:plan'), key('a:last')]);
    const rules = { paidSwitch: 'hold', preferred: () => 'a:plan' } as const;
    expect(walk([chosen], failing, rules)).toBe('a/m a:plan | a/m a:paid | answers');
    expect(walk([chosen], { ...failing, 'a:paid': 'auth' }, rules)).toBe(
      'a/m a:plan | a/m a:paid | none_left',
    );
  });
  test('is one across models too', () => {
    expect(walk([leg('a/m', [subscription('a:plan')]), b], failing, { paidSwitch: 'hold' })).toBe(
      'a/m a:plan | none_left',
    );
  });
});

test('what could not be used is told with its reason', () => {
  const cooldowns = new Map([['a:1', rests(now + minute, { reason: 'billing' })]]);
  const itinerary = new Itinerary([leg('a/m', [key('a:1'), key('a:2', { expires: now })])], cooldowns, {
    paidSwitch: 'announce',
  });
  expect(itinerary.first(now)).toEqual({ act: 'give_up', why: 'none_left' });
  expect(itinerary.passed).toEqual([
    { id: 'a:1', provider: 'a', model: 'a/m', why: 'billing', until: now + minute, tried: false },
    { id: 'a:2', provider: 'a', model: 'a/m', why: 'expired', tried: false },
  ]);
});
