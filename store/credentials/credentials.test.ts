import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addApiKey, replaceApiKey } from '#store/credentials/add.ts';
import { renameProfile, setDisabled, setOrder } from '#store/credentials/change.ts';
import { newVaultItem } from '#store/credentials/common.ts';
import { purgeRemoved, removeProfile, undoRemove } from '#store/credentials/remove.ts';
import { auditVault, sweepVaultItems } from '#store/credentials/sweep.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { testStores } from '#store/testing/stores.ts';
import { requireKeychain, startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';

let keyring: TestKeyring;
beforeAll(async () => {
  requireKeychain();
  keyring = await startTestKeyring();
  Object.assign(process.env, keyring.env);
});
afterAll(() => keyring?.stop());

const key = 'sk-proj-FAKE-0123456789-a1b2';
const add = { agent: 'main', provider: 'openai', key };
const now = 1_800_000_000_000;

test('a pasted key lies in the keychain, its profile in the document, and the key in no file', async () => {
  const stores = await testStores();
  expect(await addApiKey(stores, { ...add, label: 'Mine' }, now)).toEqual({
    id: 'openai:default',
    revision: 1,
  });
  const profile = (await stores.profiles.read()).agents.main?.profiles['openai:default'];
  expect(profile).toMatchObject({ type: 'api_key', tail: 'a1b2', label: 'Mine', createdAt: now });
  const item = profile?.secret.kind === 'vault' ? profile.secret.item : '';
  const other = await testStores(stores.dir.root);
  expect(await other.vault.get(item)).toBe(key);
  expect(await readFile(stores.dir.profilesFile, 'utf8')).not.toContain('FAKE');
});

test('names are counted up when none is given, and a given one that is taken is refused before anything is stored', async () => {
  const stores = await testStores();
  const ids = [];
  for (let count = 0; count < 3; count++) ids.push((await addApiKey(stores, add)).id);
  expect(ids).toEqual(['openai:default', 'openai:default-2', 'openai:default-3']);
  await expect(addApiKey(stores, { ...add, name: 'default' })).rejects.toMatchObject({
    code: 'profile_exists',
  });
  expect(await auditVault(stores)).toEqual({ orphans: [], missing: [] });
});

test('keys added at once by several stores get names of their own', async () => {
  const stores = await testStores();
  const rivals = await Promise.all([1, 2, 3, 4].map(() => testStores(stores.dir.root)));
  const ids = await Promise.all(rivals.map(async (rival) => (await addApiKey(rival, add)).id));
  expect(new Set(ids).size).toBe(4);
  expect(await stores.vault.list()).toHaveLength(4);
});

test.for([
  ['unknown_agent', { agent: 'ghost' }],
  ['unknown_provider', { provider: 'nobody' }],
  ['key_empty', { key: ' ' }],
  ['key_multiline', { key: 'a\nb' }],
  ['key_shape', { key: 'gsk_FAKE0123456789' }],
  ['bad_input', { name: '\u0007' }],
] as const)('%s: nothing is stored', async ([code, more]) => {
  const stores = await testStores();
  await expect(addApiKey(stores, { ...add, ...more })).rejects.toMatchObject({ code });
  expect([(await stores.profiles.read()).revision, await stores.vault.list()]).toEqual([0, []]);
});

test('a provider and an agent of the config can be used', async () => {
  const stores = await testStores();
  await writeFile(
    stores.dir.configFile,
    '{ models: { providers: { mine: { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions" } } }, agents: { list: [{ id: "work" }] } }',
  );
  expect(
    await addApiKey(stores, {
      agent: 'work',
      provider: 'mine',
      name: 'me@example.com',
      key: 'anything-FAKE',
    }),
  ).toEqual({
    id: 'mine:me@example.com',
    revision: 1,
  });
});

test('when the profile cannot be written, the item is taken out of the keychain again', async () => {
  const stores = await testStores();
  const failing = {
    ...stores,
    profiles: { ...stores.profiles, update: () => Promise.reject(new Error('disk')) },
  };
  await expect(addApiKey(failing, add)).rejects.toThrow('disk');
  expect(await stores.vault.list()).toEqual([]);
});

test('a replaced key is the new one everywhere, and the old item is gone', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  await replaceApiKey(stores, { agent: 'main', id, key: 'sk-proj-FAKE-new-0123456789-c3d4' }, now);
  const profile = (await stores.profiles.read()).agents.main?.profiles[id];
  expect(profile).toMatchObject({ tail: 'c3d4', replacedAt: now });
  expect(await stores.vault.list()).toHaveLength(1);
  expect(await auditVault(stores)).toEqual({ orphans: [], missing: [] });
});

test('renaming keeps place, order and secret; a taken or impossible name is refused', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  await addApiKey(stores, { ...add, name: 'b' });
  await setOrder(stores, { agent: 'main', provider: 'openai', order: ['openai:b', id] });
  expect((await renameProfile(stores, { agent: 'main', id, name: ' work ' })).id).toBe('openai:work');
  const main = (await stores.profiles.read()).agents.main;
  expect(main?.order).toEqual({ openai: ['openai:b', 'openai:work'] });
  expect(Object.keys(main?.profiles ?? {})).toEqual(['openai:work', 'openai:b']);
  const rename = (name: string) => renameProfile(stores, { agent: 'main', id: 'openai:work', name });
  await expect(rename('b')).rejects.toMatchObject({ code: 'profile_exists' });
  await expect(rename('  ')).rejects.toMatchObject({ code: 'bad_input' });
  expect((await rename('work')).id).toBe('openai:work');
});

test('an order takes each profile of the provider once, a new one joins it at the end, and null clears it', async () => {
  const stores = await testStores();
  await addApiKey(stores, add);
  await addApiKey(stores, { ...add, provider: 'groq', key: 'gsk_FAKE0123456789' });
  const order = (...ids: string[]) => setOrder(stores, { agent: 'main', provider: 'openai', order: ids });
  await expect(order('openai:ghost')).rejects.toMatchObject({ code: 'unknown_profile' });
  await expect(order('groq:default')).rejects.toMatchObject({ code: 'bad_input' });
  await expect(order('openai:default', 'openai:default')).rejects.toMatchObject({ code: 'bad_input' });
  await order('openai:default');
  await addApiKey(stores, add);
  expect((await stores.profiles.read()).agents.main?.order).toEqual({
    openai: ['openai:default', 'openai:default-2'],
  });
  await setOrder(stores, { agent: 'main', provider: 'openai', order: null });
  expect((await stores.profiles.read()).agents.main?.order).toEqual({});
});

test('disabling is remembered, and enabling leaves no trace', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  const before = (await stores.profiles.read()).agents;
  await setDisabled(stores, { agent: 'main', id, disabled: true });
  expect((await stores.profiles.read()).agents.main?.profiles[id]?.disabled).toBe(true);
  await setDisabled(stores, { agent: 'main', id, disabled: false });
  expect((await stores.profiles.read()).agents).toEqual(before);
});

test('a removal can be undone for ten seconds, with its secret and its place; then the secret is purged', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  await addApiKey(stores, { ...add, name: 'b' });
  await setOrder(stores, { agent: 'main', provider: 'openai', order: [id, 'openai:b'] });
  const before = (await stores.profiles.read()).agents;
  expect(await removeProfile(stores, { agent: 'main', id }, now)).toMatchObject({ undoUntil: now + 10_000 });
  expect(Object.keys((await stores.profiles.read()).agents.main?.profiles ?? {})).toEqual(['openai:b']);
  expect(await purgeRemoved(stores, now + 9_999)).toEqual({ purged: 0, nextAt: now + 10_000 });
  expect((await auditVault(stores)).orphans).toEqual([]);
  await undoRemove(stores, { agent: 'main', id });
  expect((await stores.profiles.read()).agents).toEqual(before);
  await removeProfile(stores, { agent: 'main', id }, now);
  expect(await purgeRemoved(stores, now + 10_000)).toEqual({ purged: 1 });
  await expect(undoRemove(stores, { agent: 'main', id })).rejects.toMatchObject({ code: 'nothing_to_undo' });
  expect(await stores.vault.list()).toHaveLength(1);
});

test('a removal whose time lies in the future, from a clock set back, is purged and not kept for a day', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  await removeProfile(stores, { agent: 'main', id }, now + 86_400_000);
  expect(await purgeRemoved(stores, now)).toEqual({ purged: 1 });
});

test('undo does not replace a new profile of the same name', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  await removeProfile(stores, { agent: 'main', id });
  await addApiKey(stores, add);
  await expect(undoRemove(stores, { agent: 'main', id })).rejects.toMatchObject({ code: 'profile_exists' });
});

test('an item that no profile names is reported, and deleted only when it is over a day old', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add, now);
  const orphan = newVaultItem(now);
  await stores.vault.set(orphan, 'left-FAKE');
  await stores.vault.set('gateway-token', 'gh_FAKE');
  expect(await auditVault(stores)).toEqual({ orphans: [orphan], missing: [] });
  expect(await sweepVaultItems(stores, now + 3_600_000)).toEqual([]);
  expect(await sweepVaultItems(stores, now + 90_000_000)).toEqual([orphan]);
  await expect(stores.vault.get(orphan)).rejects.toMatchObject({ code: 'vault_item_missing' });
  expect((await auditVault(stores)).missing).toEqual([]);
  const secret = (await stores.profiles.read()).agents.main?.profiles[id]?.secret;
  await stores.vault.delete(secret?.kind === 'vault' ? secret.item : '');
  expect((await auditVault(stores)).missing).toEqual([{ agent: 'main', id }]);
});

test('killed at random while adding and replacing, no profile is ever without its secret', async () => {
  const stateDir = join(await testDirectory(), 'state');
  const program = fileURLToPath(new URL('testing/adder.ts', import.meta.url));
  for (let kill = 0; kill < 15; kill++) {
    const child = spawn(process.execPath, [program, stateDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    let armed = false;
    for await (const _ of createInterface({ input: child.stdout })) {
      // The moment is random on purpose: it is what this test varies.
      if (!armed) setTimeout(() => child.kill('SIGKILL'), Math.random() * 60);
      armed = true;
    }
    await closed;
    const stores = await testStores(stateDir);
    expect((await auditVault(stores)).missing).toEqual([]);
  }
}, 120_000);

test('while the keychain is locked nothing is added, and nothing is lost', async () => {
  const stores = await testStores();
  const { id } = await addApiKey(stores, add);
  await keyring.lock();
  const other = await testStores(stores.dir.root);
  await expect(addApiKey(other, add)).rejects.toMatchObject({ code: 'vault_locked' });
  await expect(replaceApiKey(other, { agent: 'main', id, key })).rejects.toMatchObject({
    code: 'vault_locked',
  });
  expect(Object.keys((await other.profiles.read()).agents.main?.profiles ?? {})).toEqual([id]);
});
