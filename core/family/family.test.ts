import { describe, expect, it } from 'vitest';
import { applyPlan } from '#core/family/apply-plan.ts';
import { connectAuth, gatewayPort } from '#core/family/auth.ts';
import { canaryConfig, compareStatus, withoutRefresh } from '#core/family/canary.ts';
import { type OwnedKey, planConfig, planPrimary } from '#core/family/config-plan.ts';
import { familyExitMeans } from '#core/family/exit.ts';
import { connectFrame, readFrame, readHello, readReadyz } from '#core/family/frames.ts';
import { mirrorModes, probedGeneration } from '#core/family/generation.ts';
import { type FamilyRecord, familyRecordsSchema } from '#core/family/record.ts';
import { compareVersions, parseVersion } from '#core/family/version.ts';
import type { JsonObject } from '#core/profile/mirror.ts';
import records from '#resources/families.json' with { type: 'json' };

const all = familyRecordsSchema.parse(records).families;
const record = (id: string) => all.find((one) => one.id === id) as FamilyRecord;

describe('records', () => {
  it('name the members of the family with all that is needed to reach them', () => {
    expect(all.map(({ id }) => id)).toEqual([
      'openclaw',
      'fased',
      'traseai',
      'thinkfleet',
      'aipro',
      'jarvis',
    ]);
    expect(record('thinkfleet').envPrefixes).toEqual(['THINKFLEETBOT_', 'THINKFLEET_']);
    expect(record('thinkfleet').stateDir).toBe('.thinkfleetbot');
  });
});

describe('versions', () => {
  it.each([
    ['2026.3.2\n', '2026.3.2'],
    ['OpenClaw 2026.5.7 (eeef486)', '2026.5.7'],
    ['v1.2.3-beta.1', '1.2.3-beta.1'],
    ['no version', undefined],
  ])('%j is %s', (output, version) => expect(parseVersion(output)).toBe(version));
  it('are compared as numbers', () => {
    expect(compareVersions('2026.10.1', '2026.9.6')).toBeGreaterThan(0);
    expect(compareVersions('2026.3.2', '2026.3.2-beta.1')).toBe(0);
  });
});

describe('the generation of an installation', () => {
  const facts = { store: 'json', hasStateFile: false, secretsCommand: true, version: '2026.3.2' } as const;
  it.each([
    ['references and an old version', facts, 'json_references_clobber'],
    ['no references', { ...facts, secretsCommand: false, version: '2026.2.12' }, 'json_plain'],
    ['what its gateway lists before what its command says', { ...facts, methods: ['health'] }, 'json_plain'],
    ['order beside the store', { ...facts, hasStateFile: true }, 'json_references'],
    ['a later version', { ...facts, version: '2026.5.7' }, 'json_references'],
    ['a database, whatever the version says', { ...facts, store: 'database' }, 'sqlite'],
    ['both a database and a file', { ...facts, store: 'both' }, 'sqlite'],
    [
      'nothing there yet, and a version that will make a database',
      { ...facts, store: 'none', version: '2026.9.6' },
      'sqlite',
    ],
    ['nothing there yet, and no version', { ...facts, store: 'none', version: undefined }, 'unknown'],
    ['nobody to ask', { ...facts, secretsCommand: undefined }, 'unknown'],
  ] as const)('%s', (_what, given, generation) => {
    expect(probedGeneration(record('openclaw'), given).generation).toBe(generation);
  });
  it('decides what may be written: nothing where it is unknown, no reference where none is followed', () => {
    expect(mirrorModes({ generation: 'unknown', references: true })).toEqual([]);
    expect(mirrorModes({ generation: 'json_plain', references: false })).toEqual(['plain']);
    expect(mirrorModes({ generation: 'sqlite', references: true })).toEqual(['reference', 'plain']);
  });
});

describe('frames', () => {
  it('reads the challenge, answers, events, and tells what is none of them', () => {
    expect(readFrame('{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":1}}')).toEqual({
      kind: 'challenge',
      nonce: 'n',
    });
    expect(readFrame('{"type":"event","event":"tick"}')).toEqual({ kind: 'event', event: 'tick' });
    expect(readFrame('{"type":"res","id":"1","ok":true,"payload":{}}')).toMatchObject({
      kind: 'response',
      ok: true,
    });
    expect(readFrame('{"type":"res","id":"1","ok":false,"error":{"code":"X","message":"secret"}}')).toEqual({
      kind: 'response',
      id: '1',
      ok: false,
      code: 'X',
    });
    for (const odd of [
      '',
      '<html>',
      '[]',
      'null',
      '{"type":"event"}',
      '{"type":"event","event":"connect.challenge"}',
    ])
      expect(readFrame(odd).kind).toBe('foreign');
  });
  it('connects by protocols 3 and 4, with a token or without', () => {
    const { params } = JSON.parse(connectFrame('1', { token: 't' }, 'linux'));
    expect(params).toMatchObject({ minProtocol: 3, maxProtocol: 4, auth: { token: 't' } });
    expect(JSON.parse(connectFrame('1', {}, 'linux')).params.auth).toBeUndefined();
  });
  it('knows no version where the gateway says "dev"', () => {
    const hello = {
      type: 'hello-ok',
      server: { version: 'dev' },
      features: { methods: ['health'] },
      snapshot: { configPath: '/c' },
    };
    expect(readHello(hello)).toMatchObject({ version: undefined, methods: ['health'], configPath: '/c' });
    expect(readHello({ type: 'hello' })).toBeUndefined();
  });
  it('takes a page of HTML at /readyz for no answer at all', () => {
    expect(readReadyz('<html>ready</html>')).toBeUndefined();
    expect(readReadyz('{"ready":false,"failing":["x"]}')).toBe(false);
  });
});

describe('an exit', () => {
  const facts = { code: 0, wasReady: false, portHeld: false, configGood: true };
  it.each([
    ['0 with a taken port (2026.5.7)', { ...facts, portHeld: true }, 'port_taken'],
    ['1 with a taken port (2026.3.2)', { ...facts, code: 1, portHeld: true }, 'port_taken'],
    ['78', { ...facts, code: 78 }, 'configuration'],
    ['1 without gateway.mode (2026.3.2)', { ...facts, code: 1, configGood: false }, 'configuration'],
    ['0 of its own accord', facts, 'crash'],
    [
      'a signal while it ran, and another took the port at once',
      { ...facts, code: null, wasReady: true, portHeld: true },
      'crash',
    ],
  ] as const)('%s', (_what, given, meaning) => expect(familyExitMeans(given)).toBe(meaning));
});

describe('how one gets in', () => {
  it('is by its config, else by its environment; a word in braces is no token', () => {
    const env = { JARVIS_GATEWAY_TOKEN: 'env' };
    expect(connectAuth({ gateway: { auth: { token: 'config' } } }, env, ['JARVIS_'])).toEqual({
      token: 'config',
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in their file
    expect(connectAuth({ gateway: { auth: { token: '${TOKEN}' } } }, env, ['JARVIS_'])).toEqual({
      token: 'env',
    });
    expect(connectAuth({ gateway: { auth: { mode: 'password', password: 'p' } } }, {}, [])).toEqual({
      password: 'p',
    });
    expect(connectAuth(undefined, {}, [])).toEqual({});
  });
  it('has its port by environment, config, record', () => {
    const openclaw = record('openclaw');
    expect(gatewayPort({ gateway: { port: 5 } }, { OPENCLAW_GATEWAY_PORT: '6' }, openclaw)).toBe(6);
    expect(gatewayPort({ gateway: { port: 5 } }, { OPENCLAW_GATEWAY_PORT: 'x' }, openclaw)).toBe(5);
    expect(gatewayPort({ gateway: { port: 99_999 } }, {}, openclaw)).toBe(18_789);
  });
});

describe('keys of their config', () => {
  const resolver = { source: 'exec', command: '/bin/g' };
  const profile = { id: 'anthropic:work', provider: 'anthropic', type: 'api_key' } as const;
  const apply = (config: JsonObject, edits: ReturnType<typeof planConfig>['edits']): JsonObject => {
    const next = structuredClone(config);
    for (const { path, after } of edits) {
      let at: JsonObject = next;
      for (const key of path.slice(0, -1)) {
        at[key] ??= {};
        at = at[key] as JsonObject;
      }
      const last = path.at(-1) ?? '';
      if (after === undefined) delete at[last];
      else at[last] = after;
    }
    return next;
  };

  it('are as few as can be: the resolver alone, where nothing filters', () => {
    const { edits } = planConfig({}, [], { resolver, profiles: [profile] });
    expect(edits).toEqual([
      expect.objectContaining({
        path: ['secrets', 'providers', 'gatehouse'],
        after: resolver,
        restarts: false,
      }),
    ]);
  });
  it('let a profile through where others of its provider are named or ordered, and say that this restarts', () => {
    const config = {
      auth: {
        profiles: { 'anthropic:default': { provider: 'anthropic', mode: 'api_key' } },
        order: { anthropic: ['anthropic:default'] },
      },
    };
    const { edits } = planConfig(config, [], { resolver: undefined, profiles: [profile] });
    expect(edits.map(({ path, after, restarts }) => [path.join('/'), after, restarts])).toEqual([
      ['auth/profiles/anthropic:work', { provider: 'anthropic', mode: 'api_key' }, true],
      ['auth/order/anthropic', ['anthropic:default', 'anthropic:work'], true],
    ]);
  });
  it.each([
    [{}],
    [{ secrets: {} }],
    [{ secrets: { providers: { other: { source: 'env' } } } }],
    [
      {
        auth: {
          profiles: { 'anthropic:work': { provider: 'anthropic', mode: 'token', email: 'a@b.c' } },
          order: { anthropic: ['x'] },
        },
      },
    ],
  ] as JsonObject[][])('can be taken back to the last comma: %j', (config = {}) => {
    const made = planConfig(config, [], { resolver, profiles: [profile] });
    const then = apply(config, made.edits);
    expect(planConfig(then, made.owned, { resolver, profiles: [profile] }).edits).toEqual([]);
    const back = planConfig(then, made.owned, { resolver: undefined, profiles: [] });
    expect(apply(then, back.edits)).toEqual(config);
    expect(back.owned).toEqual([]);
  });
  it('are left alone once somebody else changed them', () => {
    const owned: OwnedKey[] = [
      { path: ['auth', 'order', 'anthropic'], before: ['a'], after: ['a', 'anthropic:work'] },
    ];
    const config = { auth: { order: { anthropic: ['anthropic:work', 'a'] } } };
    expect(planConfig(config, owned, { resolver: undefined, profiles: [] })).toEqual({
      edits: [],
      owned: [],
    });
  });
  it('that a person wrote in the same words are theirs', () => {
    const config = { secrets: { providers: { gatehouse: resolver } } };
    expect(planConfig(config, [], { resolver, profiles: [] })).toEqual({ edits: [], owned: [] });
  });
  it('set the primary model where it stands, and let it through an allowlist', () => {
    expect(planPrimary({ agents: { defaults: { model: 'a/b' } } }, 'main', 'c/d')).toEqual([
      { path: ['agents', 'defaults', 'model'], value: 'c/d' },
    ]);
    expect(
      planPrimary(
        { agents: { defaults: { model: { primary: 'a/b' }, models: { 'a/b': {} } } } },
        'main',
        'c/d',
      ),
    ).toEqual([
      { path: ['agents', 'defaults', 'model', 'primary'], value: 'c/d' },
      { path: ['agents', 'defaults', 'models', 'c/d'], value: {} },
    ]);
    expect(planPrimary({ agents: { list: [{ id: 'work' }] } }, 'work', 'c/d')).toEqual([
      { path: ['agents', 'list', 0, 'model'], value: 'c/d' },
    ]);
  });
});

it('plans references for their own command, and no grant', () => {
  const plan = applyPlan(
    'main',
    [
      { id: 'a:k', provider: 'a', type: 'api_key', item: 'p-1', isNew: true },
      { id: 'a:t', provider: 'a', type: 'token', item: 'p-2', isNew: false },
      { id: 'a:o', provider: 'a', type: 'oauth', item: 'p-3', isNew: true },
    ],
    { source: 'exec' },
    0,
  );
  expect(plan.targets).toEqual([
    expect.objectContaining({
      path: 'profiles.a:k.key',
      authProfileProvider: 'a',
      ref: { source: 'exec', provider: 'gatehouse', id: 'p-1' },
    }),
    expect.not.objectContaining({ authProfileProvider: 'a' }),
  ]);
});

describe('a try of a new version', () => {
  const status = (missing: string[], count: number, defaultModel = 'a/b') => ({
    code: missing.length > 0 ? 1 : 0,
    json: {
      defaultModel,
      fallbacks: [],
      auth: { missingProvidersInUse: missing, providers: [{ provider: 'a', profiles: { count } }] },
    },
  });
  it('keeps what says how models are reached, and nothing that acts in the world', () => {
    const config = {
      channels: { telegram: {} },
      hooks: {},
      cron: {},
      plugins: {},
      auth: { order: {} },
      agents: { list: [{ id: 'x', workspace: '/home' }] },
    };
    const tried = canaryConfig(config, 1, 't', '/tmp/w');
    expect(Object.keys(tried).toSorted()).toEqual(['agents', 'auth', 'gateway']);
    expect(JSON.stringify(tried)).not.toContain('/home');
  });
  it('has grants without what would renew them', () => {
    const store = { profiles: { a: { type: 'oauth', access: 'x', refresh: 'y' }, b: { key: 'k' } } };
    expect(withoutRefresh(store)).toEqual({
      profiles: { a: { type: 'oauth', access: 'x', refresh: '' }, b: { key: 'k' } },
    });
  });
  it.each([
    ['the same', status([], 2), false],
    ['a provider without a credential', status(['a'], 2), true],
    ['fewer credentials', status([], 1), true],
    ['more credentials', status([], 3), false],
    ['another default', status([], 2, 'c/d'), true],
    ['no status', { code: 1, json: undefined }, true],
  ] as const)('is judged: %s', (_what, after, worse) =>
    expect(compareStatus(status([], 2), after).worse).toBe(worse),
  );
});
