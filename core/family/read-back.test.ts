import { describe, expect, it } from 'vitest';
import { readBackAgent } from '#core/family/read-back.ts';
import type { JsonObject } from '#core/profile/mirror.ts';

const key = (provider: string, more: JsonObject = {}): JsonObject => ({
  type: 'api_key',
  provider,
  key: 'sk-FAKE',
  ...more,
});
const ours = { type: 'api_key', provider: 'p', keyRef: { source: 'exec', provider: 'gatehouse', id: 'p-1' } };

const read = (
  profiles: JsonObject,
  more: {
    config?: JsonObject;
    state?: JsonObject;
    store?: JsonObject;
    generation?: 'json_plain' | 'json_references';
  } = {},
) =>
  readBackAgent({
    agent: 'main',
    config: more.config ?? {},
    files: { store: { profiles, ...more.store }, state: more.state },
    generation: more.generation ?? 'json_references',
    now: 1_000,
  }).profiles;
const ids = (profiles: ReturnType<typeof read>) =>
  profiles.filter(({ usable }) => usable).map(({ id }) => id);

describe('what a gateway will use', () => {
  it('without an order: grants, tokens, keys, and inside a type the one that rested longest', () => {
    const profiles = {
      'p:new': key('p'),
      'p:old': key('p'),
      'p:token': { type: 'token', provider: 'p', token: 't' },
      'p:grant': { type: 'oauth', provider: 'p', access: 'a', refresh: 'r', expires: 1 },
    };
    const usageStats = { 'p:new': { lastUsed: 9 }, 'p:old': { lastUsed: 3 } };
    expect(ids(read(profiles, { state: { usageStats } }))).toEqual(['p:grant', 'p:token', 'p:old', 'p:new']);
  });
  it('follows the order of the state file before that of the store before that of the config', () => {
    const profiles = { 'p:a': key('p'), 'p:b': key('p') };
    const config = { auth: { order: { p: ['p:a', 'p:b'] } } };
    expect(ids(read(profiles, { config }))).toEqual(['p:a', 'p:b']);
    expect(ids(read(profiles, { config, store: { order: { p: ['p:b', 'p:a'] } } }))).toEqual(['p:b', 'p:a']);
    expect(
      ids(
        read(profiles, { store: { order: { p: ['p:b', 'p:a'] } }, state: { order: { p: ['p:a', 'p:b'] } } }),
      ),
    ).toEqual(['p:a', 'p:b']);
  });
  it('never tries what an order leaves out, and says so', () => {
    const found = read({ 'p:a': key('p'), 'p:b': key('p') }, { store: { order: { p: ['p:b'] } } });
    expect(ids(found)).toEqual(['p:b']);
    expect(found[1]).toMatchObject({ id: 'p:a', usable: false, why: expect.stringContaining('order') });
  });
  it('takes auth.profiles for a filter, unless none of those it names is there', () => {
    const profiles = { 'p:a': key('p'), 'p:b': key('p') };
    const named = (id: string, mode = 'api_key') => ({
      auth: { profiles: { [id]: { provider: 'p', mode } } },
    });
    expect(ids(read(profiles, { config: named('p:b') }))).toEqual(['p:b']);
    expect(ids(read(profiles, { config: named('p:gone') }))).toEqual(['p:a', 'p:b']);
    expect(ids(read(profiles, { config: named('p:b', 'token') }))).toEqual([]);
  });
  it('lets a token pass for a grant in the config', () => {
    const config = { auth: { profiles: { 'p:t': { provider: 'p', mode: 'oauth' } } } };
    expect(ids(read({ 'p:t': { type: 'token', provider: 'p', token: 't' } }, { config }))).toEqual(['p:t']);
  });
  it('puts what is resting last, soonest first, and says until when', () => {
    const profiles = { 'p:a': key('p'), 'p:b': key('p'), 'p:c': key('p') };
    const usageStats = {
      'p:a': { cooldownUntil: 9_000, cooldownReason: 'rate_limit' },
      'p:b': { disabledUntil: 5_000, disabledReason: 'billing' },
      'p:c': { cooldownUntil: 500 },
    };
    const found = read(profiles, { state: { usageStats } });
    expect(found.map(({ id, coolingUntil, coolingReason }) => [id, coolingUntil, coolingReason])).toEqual([
      ['p:c', undefined, undefined],
      ['p:b', 5_000, 'billing'],
      ['p:a', 9_000, 'rate_limit'],
    ]);
  });
  it('knows a reference to us from others, and that old versions follow none', () => {
    expect(read({ 'p:a': ours })[0]).toMatchObject({ secret: 'ours', usable: true });
    expect(read({ 'p:a': ours }, { generation: 'json_plain' })[0]).toMatchObject({ usable: false });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in their file
    expect(read({ 'p:a': key('p', { key: '${P_KEY}' }) })[0]).toMatchObject({
      secret: 'other_reference',
      usable: true,
    });
    expect(read({ 'p:a': { type: 'api_key', provider: 'p' } })[0]).toMatchObject({
      secret: 'none',
      usable: false,
    });
  });
  it('passes over what has expired, and not a grant that can be renewed', () => {
    const found = read({
      'p:t': { type: 'token', provider: 'p', token: 't', expires: 500 },
      'p:o': { type: 'oauth', provider: 'p', access: 'a', refresh: 'r', expires: 500 },
      'p:n': { type: 'oauth', provider: 'p', access: 'a', refresh: '', expires: 500 },
    });
    expect(ids(found)).toEqual(['p:o']);
  });
  it('reads main for another agent, too, whose own entries win', () => {
    const found = readBackAgent({
      agent: 'work',
      config: {
        agents: {
          defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] } },
          list: [{ id: 'work', model: 'e/f' }],
        },
      },
      files: { store: { profiles: { 'p:a': key('p', { key: '' }) } } },
      main: { store: { profiles: { 'p:a': key('p'), 'p:b': key('p') } } },
      generation: 'json_references',
      now: 1,
    });
    expect(found.primary).toBe('e/f');
    expect(found.profiles.map(({ id, usable }) => [id, usable])).toEqual([
      ['p:b', true],
      ['p:a', false],
    ]);
  });
  it('never fails for odd files', () => {
    for (const odd of [
      null,
      1,
      'x',
      [],
      { profiles: [] },
      { profiles: { a: 1, b: { provider: 7 }, c: { type: 'x', provider: 'p' } } },
    ])
      expect(() =>
        readBackAgent({
          agent: 'main',
          config: { auth: 3, agents: { list: 4 } } as JsonObject,
          files: { store: odd as JsonObject },
          generation: 'unknown',
          now: 1,
        }),
      ).not.toThrow();
  });
});
