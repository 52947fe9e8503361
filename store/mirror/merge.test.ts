import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addProfile, replaceCredential } from '#store/credentials/add.ts';
import { setOrder } from '#store/credentials/change.ts';
import { removeProfile } from '#store/credentials/remove.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { mirrorFileIn, setMirrorMode } from '#store/mirror/targets.ts';
import { mirrorJournal, undoMirrorWrite } from '#store/mirror/undo.ts';
import { openStores } from '#store/open-stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { lockedStatus, memoryVault } from '#store/testing/memory-vault.ts';

/** Stores with one gateway besides ours, in `claw/`, and what that gateway does to its files. */
async function claw(mode: 'reference' | 'plain' = 'reference') {
  const root = await testDirectory();
  const [stateDir, other] = [join(root, 'state'), join(root, 'claw')];
  await mkdir(other, { recursive: true });
  await mkdir(stateDir, { recursive: true });
  await writeFile(
    join(stateDir, 'gatehouse.json'),
    JSON.stringify({ gatehouse: { mirrors: { claw: { stateDir: other, mode } } } }),
  );
  const vault = memoryVault();
  const stores = await openStores({ stateDir, vault });
  const file = mirrorFileIn(other, 'main');
  const read = async () => JSON.parse(await readFile(file, 'utf8'));
  return {
    stores,
    vault,
    other,
    file,
    read,
    async sync() {
      const views = await syncMirrors(stores, { items: new Set(vault.items.keys()) });
      return views.find(({ target }) => target === 'claw');
    },
    async edit(change: (doc: ReturnType<typeof JSON.parse>) => void) {
      const doc = await read().catch(() => ({ version: 1, profiles: {} }));
      change(doc);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(doc, null, 2)}\n`);
    },
    add: (name: string, key = `FAKE-${name}-0123456789`) =>
      addProfile(stores, { agent: 'main', provider: 'openai', name, credential: { type: 'api_key', key } }),
    async ours() {
      return (await stores.profiles.read()).agents.main ?? { profiles: {}, order: {} };
    },
    async secretOf(id: string) {
      const secret = (await stores.profiles.read()).agents.main?.profiles[id]?.secret;
      return secret?.kind === 'vault' ? vault.items.get(secret.item) : undefined;
    },
  };
}

test('a token that its CLI pasted becomes a profile with its secret in the vault, and a reference in the file', async () => {
  const { sync, edit, read, ours, secretOf } = await claw();
  await edit((doc) => {
    doc.profiles['openrouter:manual'] = {
      type: 'token',
      provider: 'openrouter',
      token: 'sk-or-v1-FAKE0000',
      x: 1,
    };
  });
  expect(await sync()).not.toHaveProperty('error');
  expect(await secretOf('openrouter:manual')).toBe('sk-or-v1-FAKE0000');
  expect((await ours()).profiles['openrouter:manual']).toMatchObject({ type: 'token', tail: '0000' });
  const entry = (await read()).profiles['openrouter:manual'];
  expect(entry).toMatchObject({ type: 'token', x: 1, tokenRef: { source: 'exec', provider: 'gatehouse' } });
  expect(entry).not.toHaveProperty('token');
});

test('in plain mode the secret stays in the file, 0600, and an edit there replaces ours', async () => {
  const { sync, edit, read, add, secretOf, file } = await claw('plain');
  await add('a', 'FAKE-key-one-0123');
  await sync();
  expect((await read()).profiles['openai:a']).toEqual({
    type: 'api_key',
    provider: 'openai',
    key: 'FAKE-key-one-0123',
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await edit((doc) => {
    doc.profiles['openai:a'] = {
      type: 'token',
      provider: 'openai',
      token: 'FAKE-their-token',
      expires: 9e12,
    };
  });
  await sync();
  expect(await secretOf('openai:a')).toBe('FAKE-their-token');
  expect((await read()).profiles['openai:a']).toMatchObject({ type: 'token', token: 'FAKE-their-token' });
});

test('an older copy, written back by a running gateway, undoes nothing: neither a new key nor a new profile nor an order', async () => {
  const { stores, sync, edit, read, add, secretOf, ours } = await claw('plain');
  const { id } = await add('a', 'FAKE-old-key-0123');
  await sync();
  const old = await read();
  await replaceCredential(stores, {
    agent: 'main',
    id,
    credential: { type: 'api_key', key: 'FAKE-new-key-0123' },
  });
  await add('b');
  await setOrder(stores, { agent: 'main', provider: 'openai', order: ['openai:b', 'openai:a'] });
  await sync();
  const wanted = await read();
  await edit((doc) => {
    for (const key of Object.keys(doc)) delete doc[key];
    Object.assign(doc, old, { usageStats: { 'openai:a': { lastUsed: 5 } } });
  });
  await sync();
  expect(await read()).toEqual({ ...wanted, usageStats: { 'openai:a': { lastUsed: 5 } } });
  expect(await secretOf('openai:a')).toBe('FAKE-new-key-0123');
  expect((await ours()).order.openai).toEqual(['openai:b', 'openai:a']);
  await removeProfile(stores, { agent: 'main', id: 'openai:b' });
  await sync();
  await edit((doc) => Object.assign(doc, wanted));
  await sync();
  expect(Object.keys((await read()).profiles)).toEqual(['openai:a']);
  expect(Object.keys((await ours()).profiles)).toEqual(['openai:a']);
});

test('an order set by its CLI flows back, in either era, and what it leaves out stays left out there', async () => {
  const { stores, sync, edit, read, add, ours, file } = await claw();
  await add('a');
  await add('b');
  await sync();
  await edit((doc) => {
    doc.order = { openai: ['openai:b'] };
  });
  await sync();
  await sync();
  expect((await ours()).order.openai).toEqual(['openai:b']);
  expect((await read()).order).toEqual({ openai: ['openai:b'] });
  // 2026.5.7 moves it to a file of its own.
  const state = join(dirname(file), 'auth-state.json');
  await edit((doc) => {
    delete doc.order;
  });
  await writeFile(
    state,
    JSON.stringify({
      version: 1,
      order: { openai: ['openai:a', 'openai:b'] },
      lastGood: { openai: 'openai:a' },
    }),
  );
  await sync();
  expect((await ours()).order.openai).toEqual(['openai:a', 'openai:b']);
  await setOrder(stores, { agent: 'main', provider: 'openai', order: ['openai:b', 'openai:a'] });
  await sync();
  expect(JSON.parse(await readFile(state, 'utf8'))).toEqual({
    version: 1,
    order: { openai: ['openai:b', 'openai:a'] },
    lastGood: { openai: 'openai:a' },
  });
  expect(await read()).not.toHaveProperty('order');
  await rm(state);
  await sync();
  expect((await ours()).order).toEqual({});
});

test('changed on both sides: ours stands, and theirs is a profile of its own', async () => {
  const { stores, sync, edit, read, add, secretOf } = await claw('plain');
  const { id } = await add('a', 'FAKE-first-0123456');
  await sync();
  await replaceCredential(stores, {
    agent: 'main',
    id,
    credential: { type: 'api_key', key: 'FAKE-ours-01234567' },
  });
  await edit((doc) => {
    doc.profiles[id].key = 'FAKE-theirs-012345';
  });
  await sync();
  expect([await secretOf('openai:a'), await secretOf('openai:a-2')]).toEqual([
    'FAKE-ours-01234567',
    'FAKE-theirs-012345',
  ]);
  expect((await read()).profiles).toMatchObject({
    'openai:a': { key: 'FAKE-ours-01234567' },
    'openai:a-2': {},
  });
});

test('a sign-in of the gateway is kept in the vault, its refresh flows in, an older copy is mended, and it is never taken away', async () => {
  const { stores, sync, edit, read, ours, secretOf } = await claw();
  const grant = (number: number) => ({
    type: 'oauth',
    provider: 'openai-codex',
    access: `FAKE-access-${number}`,
    refresh: `FAKE-refresh-${number}`,
    expires: 1_000_000 * number,
    accountId: 'acc',
  });
  const put = (number: number) =>
    edit((doc) => Object.assign(doc.profiles, { 'openai-codex:me': grant(number) }));
  const held = async () => JSON.parse((await secretOf('openai-codex:me')) ?? '{}');
  await put(1);
  await sync();
  expect(await held()).toMatchObject({ access: 'FAKE-access-1', owner: 'other', accountId: 'acc' });
  expect((await ours()).profiles['openai-codex:me']).toMatchObject({
    type: 'oauth',
    origin: 'claw',
    expires: 1_000_000,
  });
  expect((await read()).profiles['openai-codex:me']).toEqual(grant(1));
  await put(2);
  await sync();
  expect(await held()).toMatchObject({ refresh: 'FAKE-refresh-2' });
  await put(1);
  await sync();
  expect((await read()).profiles['openai-codex:me']).toEqual(grant(2));
  expect(await held()).toMatchObject({ refresh: 'FAKE-refresh-2' });
  await removeProfile(stores, { agent: 'main', id: 'openai-codex:me' });
  await sync();
  expect((await read()).profiles['openai-codex:me']).toEqual(grant(2));
  await put(3);
  await sync();
  expect(Object.keys((await ours()).profiles)).toEqual([]);
});

test('while the vault is locked nothing is taken in and nothing is lost; afterwards it is', async () => {
  const { sync, edit, read, vault, secretOf } = await claw();
  await edit((doc) => {
    doc.profiles['xai:manual'] = { type: 'token', provider: 'xai', token: 'xai-FAKE-0123' };
  });
  vault.become(lockedStatus);
  expect(await sync()).toMatchObject({ error: { code: 'vault_locked' } });
  expect((await read()).profiles['xai:manual'].token).toBe('xai-FAKE-0123');
  vault.become({ state: 'ready', level: 'keychain', backend: 'memory' });
  expect(await sync()).not.toHaveProperty('error');
  expect(await secretOf('xai:manual')).toBe('xai-FAKE-0123');
});

test('what belongs to the gateway alone stays: its references, odd entries, env words, statistics', async () => {
  const { sync, edit, read, ours } = await claw();
  const theirs = {
    'openai:ref': {
      type: 'api_key',
      provider: 'openai',
      keyRef: { source: 'env', provider: 'default', id: 'X' },
    },
    'openai:word': { type: 'api_key', provider: 'openai', key: '${' + 'OPENAI_KEY}' },
    odd: { type: 'api_key', provider: 'openai', key: 'FAKE' },
    'openai:future': { type: 'passkey', provider: 'openai' },
    'openai:no': 7,
  };
  await edit((doc) => Object.assign(doc, { profiles: theirs, lastGood: { openai: 'openai:ref' } }));
  const before = await read();
  expect(await sync()).not.toHaveProperty('error');
  expect(await read()).toEqual(before);
  expect((await ours()).profiles).toEqual({});
});

test('a state directory of the SQLite era, and one that is not there, get no file', async () => {
  const { sync, other, file, add } = await claw();
  await add('a');
  await mkdir(join(other, 'state'), { recursive: true });
  await writeFile(join(other, 'state', 'openclaw.sqlite'), '');
  expect(await sync()).toMatchObject({ error: { code: 'mirror_is_database' } });
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  await rm(other, { recursive: true });
  expect(await sync()).toMatchObject({ error: { code: 'write_failed' } });
  await expect(stat(other)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a write is in the journal without a secret, can be undone, and stays undone until ours changes', async () => {
  const { stores, sync, read, add } = await claw('plain');
  const { id } = await add('a', 'FAKE-journal-012345');
  await sync();
  const [entry] = await mirrorJournal(stores, 'claw');
  expect(entry).toMatchObject({ what: 'openai:a added', undoable: true });
  expect(await readFile(join(stores.dir.root, 'mirrors/claw/journal.json'), 'utf8')).not.toContain(
    'FAKE-journal',
  );
  expect(await readFile(join(stores.dir.root, 'mirrors/claw/main.json'), 'utf8')).not.toContain(
    'FAKE-journal',
  );
  await undoMirrorWrite(stores, { target: 'claw', entry: entry?.id ?? '' });
  await sync();
  expect((await read()).profiles).toEqual({});
  await replaceCredential(stores, {
    agent: 'main',
    id,
    credential: { type: 'api_key', key: 'FAKE-journal-2-0123' },
  });
  await sync();
  expect((await read()).profiles[id].key).toBe('FAKE-journal-2-0123');
});

test('from plain to reference the secret leaves the file; undoing brings it back by the vault', async () => {
  const { stores, sync, read, add, file } = await claw('plain');
  await add('a', 'FAKE-mode-01234567');
  await sync();
  await setMirrorMode(stores, { target: 'claw', mode: 'reference' });
  expect(await sync()).toMatchObject({ mode: 'reference' });
  expect(await readFile(file, 'utf8')).not.toContain('FAKE-mode');
  const [entry] = await mirrorJournal(stores, 'claw');
  await undoMirrorWrite(stores, { target: 'claw', entry: entry?.id ?? '' });
  await sync();
  expect((await read()).profiles['openai:a'].key).toBe('FAKE-mode-01234567');
});

test('a gateway that writes between our look and our write, without a lock, loses nothing, and nothing is taken in twice', async () => {
  const { stores, vault, edit, read, add, ours, file } = await claw();
  await add('a');
  await syncMirrors(stores);
  await edit((doc) => {
    doc.profiles['groq:manual'] = { type: 'token', provider: 'groq', token: 'gsk_FAKE-one-0123' };
  });
  let written = false;
  const racing = {
    ...stores,
    profiles: {
      ...stores.profiles,
      // The merge reads the profiles after it has read the file; by now it has taken in the first of the two.
      async read() {
        const takenIn = vault.items.size === 2;
        if (takenIn && !written) {
          written = true;
          await edit((doc) => {
            doc.profiles['xai:manual'] = { type: 'token', provider: 'xai', token: 'xai-FAKE-two-0123' };
          });
        }
        return stores.profiles.read();
      },
    },
  };
  const views = await syncMirrors(racing);
  await syncMirrors(stores);
  expect(views.every(({ error }) => error === undefined)).toBe(true);
  expect(Object.keys((await ours()).profiles)).toEqual(['openai:a', 'groq:manual', 'xai:manual']);
  expect([...vault.items.values()].toSorted()).toEqual([
    'FAKE-a-0123456789',
    'gsk_FAKE-one-0123',
    'xai-FAKE-two-0123',
  ]);
  expect(Object.keys((await read()).profiles)).toEqual(['openai:a', 'groq:manual', 'xai:manual']);
  expect(await readFile(file, 'utf8')).not.toContain('FAKE');
});
