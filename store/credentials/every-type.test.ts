import { expect, onTestFinished, test } from 'vitest';
import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import { setupTokenLifeMs } from '#core/profile/key-shape.ts';
import { addProfile, replaceCredential } from '#store/credentials/add.ts';
import { addAgent, removeAgent } from '#store/credentials/agents.ts';
import { setOrder } from '#store/credentials/change.ts';
import { editProfile } from '#store/credentials/edit.ts';
import { setPlace } from '#store/credentials/place.ts';
import { copyProfile, moveProfile } from '#store/credentials/transfer.ts';
import { openStores } from '#store/open-stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';

const setupToken = `sk-ant-oat01-${'FAKE'.repeat(20)}`;
const key = 'sk-proj-FAKE-0123456789-a1b2';
const now = 1_800_000_000_000;

async function open() {
  const vault = memoryVault();
  const stores = await openStores({ stateDir: await testDirectory(), vault });
  await addAgent(stores, { id: 'work', name: 'Work' });
  return {
    stores,
    vault,
    add: (credential: GivenCredential, provider = 'openai', name?: string) =>
      addProfile(stores, { agent: 'main', provider, name, credential }, now),
    async profile(id: string, agent = 'main') {
      return (await stores.profiles.read()).agents[agent]?.profiles[id];
    },
    async secret(id: string, agent = 'main') {
      const place = (await stores.profiles.read()).agents[agent]?.profiles[id]?.secret;
      return place?.kind === 'vault' ? vault.items.get(place.item) : place?.ref;
    },
  };
}

/** A variable of this process that a reference can point at, gone after the test. */
function variable(value: string) {
  const id = `GATEHOUSE_TEST_${Math.random().toString(36).slice(2).toUpperCase()}`;
  process.env[id] = value;
  onTestFinished(() => {
    delete process.env[id];
  });
  return { source: 'env', provider: 'default', id } as const;
}

test('a setup-token lies in the vault and lasts a year unless it is said otherwise; an expired one is refused', async () => {
  const { add, profile, secret } = await open();
  await add({ type: 'token', token: ` ${setupToken}\n` }, 'anthropic');
  expect(await profile('anthropic:default')).toMatchObject({
    type: 'token',
    tail: 'FAKE',
    expires: now + setupTokenLifeMs,
  });
  expect(await secret('anthropic:default')).toBe(setupToken);
  await add({ type: 'token', token: setupToken, expires: now + 5 }, 'anthropic');
  expect(await profile('anthropic:default-2')).toMatchObject({ expires: now + 5 });
  await add({ type: 'token', token: 'FAKE-bearer-0123' }, 'ollama');
  expect(await profile('ollama:default')).not.toHaveProperty('expires');
  await expect(
    add({ type: 'token', token: setupToken, expires: now - 1 }, 'anthropic'),
  ).rejects.toMatchObject({
    code: 'profile_expired',
  });
});

test('a reference is followed once when it is given; one that leads nowhere, or to another kind of secret, is refused', async () => {
  const { add, profile, vault, secret } = await open();
  const ref = variable(key);
  await add({ type: 'reference', of: 'api_key', ref });
  expect(await profile('openai:default')).toMatchObject({
    type: 'api_key',
    tail: '',
    secret: { kind: 'ref', ref },
  });
  expect([vault.items.size, await secret('openai:default')]).toEqual([0, ref]);
  const nowhere = { source: 'env', provider: 'default', id: 'GATEHOUSE_TEST_NOTHING' } as const;
  await expect(add({ type: 'reference', of: 'api_key', ref: nowhere })).rejects.toMatchObject({
    code: 'secret_ref_unresolved',
  });
  await expect(
    add({ type: 'reference', of: 'api_key', ref: variable(setupToken) }, 'anthropic'),
  ).rejects.toMatchObject({
    code: 'key_shape',
  });
});

test('a key is replaced by a token, then by a reference, and no old secret stays behind', async () => {
  const { stores, add, profile, vault } = await open();
  await add({ type: 'api_key', key: 'sk-ant-api03-FAKE-0123456789' }, 'anthropic');
  const id = 'anthropic:default';
  await replaceCredential(
    stores,
    { agent: 'main', id, credential: { type: 'token', token: setupToken } },
    now,
  );
  expect([[...vault.items.values()], (await profile(id))?.type]).toEqual([[setupToken], 'token']);
  const ref = variable('sk-ant-api03-FAKE-from-elsewhere');
  await replaceCredential(
    stores,
    { agent: 'main', id, credential: { type: 'reference', of: 'api_key', ref } },
    now,
  );
  expect(vault.items.size).toBe(0);
  expect(await profile(id)).not.toHaveProperty('expires');
});

test('a secret becomes a reference only to itself, and comes back', async () => {
  const { stores, add, profile, vault, secret } = await open();
  await add({ type: 'api_key', key });
  const id = 'openai:default';
  const place = (ref: ReturnType<typeof variable>) =>
    setPlace(stores, { agent: 'main', id, place: { kind: 'ref', ref } }, now);
  await expect(place(variable('sk-proj-FAKE-another-one-0123'))).rejects.toMatchObject({
    code: 'ref_mismatch',
  });
  expect(await secret(id)).toBe(key);
  const ref = variable(key);
  await place(ref);
  expect([vault.items.size, (await profile(id))?.secret]).toEqual([0, { kind: 'ref', ref }]);
  await setPlace(stores, { agent: 'main', id, place: { kind: 'vault' } }, now);
  expect([await secret(id), (await profile(id))?.tail]).toEqual([key, 'a1b2']);
  await expect(setPlace(stores, { agent: 'main', id, place: { kind: 'vault' } })).rejects.toMatchObject({
    code: 'bad_input',
  });
});

test('a copy has an item of its own and a free name; a sign-in is not copied', async () => {
  const { stores, add, vault, secret } = await open();
  await add({ type: 'api_key', key });
  const copy = { agent: 'main', id: 'openai:default', toAgent: 'work' };
  expect(await copyProfile(stores, copy)).toMatchObject({ id: 'openai:default' });
  expect(await copyProfile(stores, copy)).toMatchObject({ id: 'openai:default-2' });
  expect(await secret('openai:default-2', 'work')).toBe(key);
  expect(vault.items.size).toBe(3);
  await stores.profiles.update((doc) => {
    const main = doc.agents.main ?? { profiles: {}, order: {} };
    const grant = {
      provider: 'openai',
      type: 'oauth',
      secret: { kind: 'vault', item: 'p-1' },
      tail: '',
      createdAt: 1,
    } as const;
    return {
      ...doc,
      agents: { ...doc.agents, main: { ...main, profiles: { ...main.profiles, 'openai:me': grant } } },
    };
  });
  await expect(copyProfile(stores, { ...copy, id: 'openai:me' })).rejects.toMatchObject({
    code: 'oauth_one_owner',
  });
  await expect(copyProfile(stores, { ...copy, toAgent: 'ghost' })).rejects.toMatchObject({
    code: 'unknown_agent',
  });
});

test('a moved credential leaves the old order, joins the new one, and keeps its item', async () => {
  const { stores, add, vault, profile, secret } = await open();
  await add({ type: 'api_key', key }, 'openai', 'a');
  await add({ type: 'api_key', key: `${key}-2` }, 'openai', 'b');
  await setOrder(stores, { agent: 'main', provider: 'openai', order: ['openai:b', 'openai:a'] });
  await moveProfile(stores, { agent: 'main', id: 'openai:a', toAgent: 'work' });
  const doc = await stores.profiles.read();
  expect([doc.agents.main?.order, await profile('openai:a')]).toEqual([{ openai: ['openai:b'] }, undefined]);
  expect([await secret('openai:a', 'work'), vault.items.size]).toEqual([key, 2]);
  await add({ type: 'api_key', key: `${key}-3` }, 'openai', 'a');
  await expect(moveProfile(stores, { agent: 'main', id: 'openai:a', toAgent: 'work' })).rejects.toMatchObject(
    {
      code: 'profile_exists',
    },
  );
});

test('label, note and expiry are set, left and taken away', async () => {
  const { stores, add, profile } = await open();
  await add({ type: 'api_key', key });
  const of = { agent: 'main', id: 'openai:default' };
  await editProfile(stores, { ...of, label: 'Work', note: 'paid by Ada', expires: now });
  await editProfile(stores, { ...of, label: null });
  expect(await profile(of.id)).toMatchObject({ note: 'paid by Ada', expires: now });
  expect(await profile(of.id)).not.toHaveProperty('label');
});

test('an agent is added once, and removed only when it is empty', async () => {
  const { stores, add } = await open();
  await expect(addAgent(stores, { id: 'work' })).rejects.toMatchObject({ code: 'agent_exists' });
  await expect(addAgent(stores, { id: 'main' })).rejects.toMatchObject({ code: 'agent_exists' });
  await add({ type: 'api_key', key });
  await moveProfile(stores, { agent: 'main', id: 'openai:default', toAgent: 'work' });
  await expect(removeAgent(stores, { id: 'work' })).rejects.toMatchObject({ code: 'agent_in_use' });
  await moveProfile(stores, { agent: 'work', id: 'openai:default', toAgent: 'main' });
  await removeAgent(stores, { id: 'work' });
  expect((await stores.config.read()).config.agents?.list).toEqual([]);
  expect(Object.keys((await stores.profiles.read()).agents)).toEqual(['main']);
  await expect(removeAgent(stores, { id: 'work' })).rejects.toMatchObject({ code: 'unknown_agent' });
  await expect(removeAgent(stores, { id: 'main' })).rejects.toMatchObject({ code: 'bad_input' });
});
