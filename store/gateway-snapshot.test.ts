import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewaySnapshotSchema } from '#core/link/link.ts';
import { indexModels } from '#core/model/resolve.ts';
import { serialiseOAuthSecret } from '#core/profile/oauth-secret.ts';
import { accessToken } from '#store/access-token.ts';
import { addApiKey } from '#store/credentials/add.ts';
import { setDisabled, setOrder } from '#store/credentials/change.ts';
import { explainModel } from '#store/explain-model.ts';
import { loadGatewaySnapshot } from '#store/gateway-snapshot.ts';
import { parseResolveRequest, resolveSecrets } from '#store/resolve-secrets.ts';
import type { Stores } from '#store/stores.ts';
import { testStores } from '#store/testing/stores.ts';
import { requireKeychain, startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';

let keyring: TestKeyring;
beforeAll(async () => {
  requireKeychain();
  keyring = await startTestKeyring();
  Object.assign(process.env, keyring.env);
});
afterAll(() => keyring?.stop());

const openaiKey = 'sk-proj-FAKE-0123456789-a1b2';
const add = (stores: Stores, name: string, key = openaiKey) =>
  addApiKey(stores, { agent: 'main', provider: 'openai', name, key });
const itemOf = async (stores: Stores, id: string): Promise<string> => {
  const secret = (await stores.profiles.read()).agents.main?.profiles[id]?.secret;
  return secret?.kind === 'vault' ? secret.item : '';
};

test('a snapshot has what the gateway routes by: secrets, order, roles, providers, and a generated token', async () => {
  const stores = await testStores();
  await add(stores, 'a');
  await add(stores, 'b', 'sk-proj-FAKE-b-0123456789');
  await setOrder(stores, { agent: 'main', provider: 'openai', order: ['openai:b', 'openai:a'] });
  await stores.config.set(['agents', 'defaults', 'model'], {
    primary: 'openai/gpt-5.5',
    fallbacks: ['groq/x'],
  });
  const { revision, snapshot, problems } = await loadGatewaySnapshot(await testStores(stores.dir.root));
  expect(gatewaySnapshotSchema.parse(snapshot)).toEqual(snapshot);
  expect([revision, problems]).toEqual([1, []]);
  expect(snapshot.agents.main).toMatchObject({
    profiles: [
      { id: 'openai:a', provider: 'openai', type: 'api_key', secret: openaiKey },
      { id: 'openai:b', secret: 'sk-proj-FAKE-b-0123456789' },
    ],
    order: { openai: ['openai:b', 'openai:a'] },
    primary: 'openai/gpt-5.5',
    fallbacks: ['groq/x'],
  });
  expect(snapshot.providers.ollama).toMatchObject({ needsKey: false });
  expect(snapshot.access).toMatchObject({ mode: 'token', token: expect.stringMatching(/^gh_[\w-]{43}$/) });
});

test('an id without a provider belongs to the first one that lists it and has a credential', async () => {
  const stores = await testStores();
  const owner = async () => {
    const { snapshot } = await loadGatewaySnapshot(stores);
    return indexModels(snapshot).get('gpt-6-sol');
  };
  expect(await owner()).toBe('openai');
  await addApiKey(stores, {
    agent: 'main',
    provider: 'openai-codex',
    name: 'plan',
    key: 'FAKE-token-0123456789',
  });
  expect(await owner()).toBe('openai-codex');
  const [step] = await explainModel(stores, { agent: 'main', model: 'gpt-6-sol', dialect: 'openai-chat' });
  expect(JSON.stringify(step)).toContain('openai-codex/gpt-6-sol');
  await add(stores, 'paid');
  expect(await owner()).toBe('openai');
});

test('the revision grows when profiles or config change what the gateway does, and stays when nothing did', async () => {
  const stores = await testStores();
  const revisions = [
    (await loadGatewaySnapshot(stores)).revision,
    (await loadGatewaySnapshot(stores)).revision,
  ];
  await add(stores, 'a');
  revisions.push((await loadGatewaySnapshot(stores)).revision);
  await stores.config.set(['agents', 'defaults', 'model', 'primary'], 'openai/gpt-5.5');
  revisions.push((await loadGatewaySnapshot(stores)).revision);
  await stores.config.set(['gateway', 'autostart'], false);
  revisions.push((await loadGatewaySnapshot(stores)).revision);
  expect(revisions).toEqual([1, 1, 2, 3, 3]);
});

test('a subscription that expired still stands before the paid key, so that a restart does not open what policy holds', async () => {
  const stores = await testStores();
  await add(stores, 'paid');
  await addApiKey(stores, { agent: 'main', provider: 'ollama', name: 'old', key: 'FAKE-token-0123456789' });
  await stores.config.set(['gateway', 'policy', 'paidSwitch'], 'hold');
  await stores.profiles.update((doc) => {
    const own = doc.agents.main?.profiles;
    if (own?.['openai:paid'] === undefined || own['ollama:old'] === undefined) throw new Error('not added');
    own['openai:plan'] = { ...own['openai:paid'], type: 'token', expires: 1 };
    own['ollama:old'].expires = 1;
    return doc;
  });
  const { snapshot } = await loadGatewaySnapshot(stores);
  expect(gatewaySnapshotSchema.parse(snapshot)).toEqual(snapshot);
  expect(snapshot.agents.main?.expired).toEqual([
    { id: 'ollama:old', provider: 'ollama', type: 'api_key' },
    { id: 'openai:plan', provider: 'openai', type: 'token' },
  ]);
  for (const model of ['openai/gpt-5.5', 'ollama/any']) {
    const steps = await explainModel(stores, { agent: 'main', model });
    expect(steps.at(-1)).toMatchObject({ kind: 'refused' });
  }
});

test('disabled, expired and missing ones are left out, each with its reason', async () => {
  const stores = await testStores();
  for (const name of ['ok', 'off', 'old', 'gone']) await add(stores, name);
  await setDisabled(stores, { agent: 'main', id: 'openai:off', disabled: true });
  await stores.vault.delete(await itemOf(stores, 'openai:gone'));
  await stores.profiles.update((doc) => {
    const old = doc.agents.main?.profiles['openai:old'];
    if (old) old.expires = 1;
    return doc;
  });
  const { snapshot, problems } = await loadGatewaySnapshot(stores);
  expect(snapshot.agents.main?.profiles.map(({ id }) => id)).toEqual(['openai:ok']);
  expect(problems.map(({ code, where }) => [code, where]).toSorted()).toEqual([
    ['profile_disabled', 'openai:off'],
    ['profile_expired', 'openai:old'],
    ['vault_item_missing', 'openai:gone'],
  ]);
});

test('a config that is bad leaves the last good one in force and is a problem; bad profiles are an error', async () => {
  const stores = await testStores();
  await stores.config.set(['agents', 'defaults', 'model', 'primary'], 'openai/gpt-5.5');
  await loadGatewaySnapshot(stores);
  await writeFile(stores.dir.configFile, '{');
  const { snapshot, problems } = await loadGatewaySnapshot(stores);
  expect(snapshot.agents.main?.primary).toBe('openai/gpt-5.5');
  expect(problems.map(({ code }) => code)).toEqual(['config_invalid']);
  await writeFile(stores.dir.profilesFile, '{');
  await expect(loadGatewaySnapshot(stores)).rejects.toMatchObject({ code: 'profiles_unreadable' });
});

test('access never opens by mistake', async () => {
  const stores = await testStores();
  const access = async (gateway: object) => {
    await writeFile(stores.dir.configFile, JSON.stringify({ gateway }));
    const { snapshot, problems } = await loadGatewaySnapshot(stores);
    return [snapshot.access.mode, problems.map(({ code }) => code)];
  };
  expect(await access({ auth: { mode: 'none' } })).toEqual(['none', []]);
  expect(await access({ auth: { mode: 'none' }, bind: 'lan' })).toEqual(['token', ['config_invalid']]);
  expect(await access({ auth: { mode: 'password' } })).toEqual(['token', ['config_invalid']]);
  expect(await access({ auth: { token: 'my-own-token' } })).toEqual(['token', []]);
  const ref = { source: 'env', provider: 'default', id: 'TOKEN' };
  expect(await access({ auth: { token: ref } })).toEqual(['token', ['secret_ref_unresolved']]);
});

test('where traces go is in the snapshot, and nowhere without an address', async () => {
  const stores = await testStores();
  await stores.config.set(['gateway', 'traces'], { sample: 0.5 });
  expect((await loadGatewaySnapshot(stores)).snapshot.traces).toBeUndefined();
  const traces = { url: 'http://127.0.0.1:4318', sample: 0.5 };
  await stores.config.set(['gateway', 'traces'], traces);
  expect((await loadGatewaySnapshot(stores)).snapshot.traces).toEqual(traces);
});

test('the generated token is the same in every run, lies in the keychain, and in no file', async () => {
  const stores = await testStores();
  const first = await accessToken(stores);
  expect(first).toEqual({ source: 'vault', token: await stores.vault.get('gateway-token') });
  expect(await accessToken(await testStores(stores.dir.root))).toEqual(first);
});

test('the resolver gives values for what profiles name, and an error for every other id', async () => {
  const stores = await testStores();
  for (const name of ['a', 'b', 'gone']) await add(stores, name);
  await accessToken(stores);
  const [a, b, gone] = [
    await itemOf(stores, 'openai:a'),
    await itemOf(stores, 'openai:b'),
    await itemOf(stores, 'openai:gone'),
  ];
  await stores.vault.delete(gone);
  const ids = [a, b, gone, 'gateway-token', 'unknown', '__proto__', '../x', a];
  const answer = await resolveSecrets(await testStores(stores.dir.root), {
    protocolVersion: 1,
    provider: 'any',
    ids,
  });
  expect(JSON.parse(JSON.stringify(answer.values))).toEqual({ [a]: openaiKey, [b]: openaiKey });
  expect(Object.keys(answer.errors).toSorted()).toEqual(
    ['../x', '__proto__', 'gateway-token', gone, 'unknown'].toSorted(),
  );
  expect(JSON.stringify(answer.errors)).not.toContain('FAKE');
});

test.for([
  ['no JSON', 'x'],
  ['another protocol', '{"protocolVersion":2,"provider":"a","ids":[]}'],
  ['ids that are no list', '{"protocolVersion":1,"provider":"a","ids":"x"}'],
  [
    'too many ids',
    JSON.stringify({ protocolVersion: 1, provider: 'a', ids: Array.from({ length: 513 }, () => 'a') }),
  ],
  ['too large', JSON.stringify({ protocolVersion: 1, provider: 'a', ids: [], pad: 'x'.repeat(300_000) })],
] as const)('a request that is %s is refused', ([, text]) => {
  expect(() => parseResolveRequest(text)).toThrowError(expect.objectContaining({ code: 'bad_input' }));
});

test('of a sign-in the gateway gets the access token alone; one that is damaged is left out and named', async () => {
  const stores = await testStores();
  const grant = { version: 1, access: 'FAKE-access', refresh: 'FAKE-refresh', expires: 9e12 } as const;
  await stores.vault.set('p-grant', serialiseOAuthSecret(grant));
  await stores.vault.set('p-broken', 'FAKE no grant');
  const signIn = (item: string) =>
    ({ provider: 'openai', type: 'oauth', secret: { kind: 'vault', item }, tail: '', createdAt: 1 }) as const;
  await stores.profiles.update((doc) => ({
    ...doc,
    agents: {
      main: { profiles: { 'openai:me': signIn('p-grant'), 'openai:no': signIn('p-broken') }, order: {} },
    },
  }));
  const { snapshot, problems } = await loadGatewaySnapshot(stores);
  expect(snapshot.agents.main?.profiles).toEqual([
    { id: 'openai:me', provider: 'openai', type: 'oauth', secret: 'FAKE-access' },
  ]);
  expect(JSON.stringify(snapshot)).not.toContain('FAKE-refresh');
  expect(problems).toMatchObject([{ code: 'vault_item_damaged', where: 'openai:no' }]);
});

test('keys of the environment and of the .env file are in the snapshot, by provider and in their order', async () => {
  const stores = await testStores();
  await writeFile(join(stores.dir.root, '.env'), 'OPENAI_API_KEY_2=FAKE-two\nOPENAI_API_KEY=FAKE-dotenv\n');
  const env = { OPENAI_API_KEY: 'FAKE-one', GATEHOUSE_LIVE_GROQ_KEY: 'FAKE-live' };
  const { snapshot } = await loadGatewaySnapshot(stores, Date.now(), env);
  expect(snapshot.envKeys).toEqual({
    openai: {
      override: false,
      keys: [
        { variable: 'OPENAI_API_KEY', secret: 'FAKE-one' },
        { variable: 'OPENAI_API_KEY_2', secret: 'FAKE-two' },
      ],
    },
    groq: { override: true, keys: [{ variable: 'GATEHOUSE_LIVE_GROQ_KEY', secret: 'FAKE-live' }] },
  });
  expect(gatewaySnapshotSchema.parse(snapshot)).toEqual(snapshot);
});

test('a locked keychain gives a snapshot without secrets, one problem, and a token for this run; the resolver says why', async () => {
  const before = await testStores();
  await add(before, 'a');
  await add(before, 'b');
  await keyring.lock();
  const stores = await testStores(before.dir.root);
  const { snapshot, problems } = await loadGatewaySnapshot(stores);
  expect(snapshot.agents.main?.profiles).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['vault_locked']);
  expect(snapshot.access).toMatchObject({ mode: 'token' });
  expect((await loadGatewaySnapshot(stores)).snapshot.access).toEqual(snapshot.access);
  expect(await accessToken(stores)).toMatchObject({ source: 'memory', problem: { code: 'vault_locked' } });
  const item = await itemOf(stores, 'openai:a');
  const answer = await resolveSecrets(stores, { protocolVersion: 1, provider: 'gatehouse', ids: [item] });
  expect(answer.errors[item]?.message).toContain('vault_locked');
  expect(await readFile(stores.dir.profilesFile, 'utf8')).not.toContain('FAKE');
});
