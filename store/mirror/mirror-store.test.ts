import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Profile } from '#core/profile/profile.ts';
import { mirrorStatus, syncMirrors } from '#store/mirror/mirror-store.ts';
import type { Stores } from '#store/stores.ts';
import { testStores } from '#store/testing/stores.ts';

const profile: Profile = {
  provider: 'openai',
  type: 'api_key',
  secret: { kind: 'vault', item: 'p-1' },
  tail: 'a1b2',
  createdAt: 1,
};
const put = (stores: Stores, profiles: Record<string, Profile>, agent = 'main') =>
  stores.profiles.update((doc) => ({ ...doc, agents: { ...doc.agents, [agent]: { profiles, order: {} } } }));
const read = async (file: string) => JSON.parse(await readFile(file, 'utf8'));

test('the mirror of each agent appears, 0600, in the revision of the profiles; the record beside it holds no secret', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:default': profile });
  await put(stores, { 'openai:w': profile }, 'work');
  const views = await syncMirrors(stores);
  expect(views.map(({ agent, revision, error }) => [agent, revision, error])).toEqual([
    ['main', 2, undefined],
    ['work', 2, undefined],
  ]);
  const file = stores.dir.mirrorFile('main');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await read(file)).toEqual({
    version: 1,
    profiles: {
      'openai:default': {
        type: 'api_key',
        provider: 'openai',
        keyRef: { source: 'exec', provider: 'gatehouse', id: 'p-1' },
      },
    },
  });
  expect(await readdir(dirname(file))).toEqual(['auth-profiles.json']);
  expect(await mirrorStatus(stores)).toEqual(views);
});

test('nothing is written when nothing differs', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:default': profile });
  await syncMirrors(stores);
  const before = await stat(stores.dir.mirrorFile('main'));
  await put(stores, { 'openai:default': { ...profile, label: 'seen by us alone' } });
  expect((await syncMirrors(stores))[0]?.revision).toBe(2);
  const after = await stat(stores.dir.mirrorFile('main'));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
});

test('what a gateway wrote meanwhile survives, and a removed profile of ours goes', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile, 'openai:b': profile });
  await syncMirrors(stores);
  const file = stores.dir.mirrorFile('main');
  const doc = await read(file);
  doc.profiles['groq:theirs'] = { type: 'api_key', provider: 'groq', keyRef: { source: 'env', id: 'GROQ' } };
  doc.profiles['openai:a'].metadata = { account: 'x' };
  doc.usageStats = { 'openai:a': { lastUsed: 7 } };
  await writeFile(file, JSON.stringify(doc));
  await put(stores, { 'openai:a': profile });
  await syncMirrors(stores);
  delete doc.profiles['openai:b'];
  expect(await read(file)).toEqual(doc);
});

test('a damaged mirror is reported, copied aside once, and left alone until it is good or gone', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile });
  const file = stores.dir.mirrorFile('main');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '{"version":1,"profiles":{');
  const report = async () => (await syncMirrors(stores))[0];
  expect(await report()).toMatchObject({ revision: 0, error: { code: 'mirror_unreadable', where: file } });
  await report();
  expect((await mirrorStatus(stores))[0]?.error?.code).toBe('mirror_unreadable');
  expect(await readFile(file, 'utf8')).toBe('{"version":1,"profiles":{');
  const copies = (await readdir(dirname(file))).filter((name) =>
    name.startsWith('auth-profiles.json.unreadable-'),
  );
  expect(copies).toHaveLength(1);
  const copy = join(dirname(file), copies[0] ?? '');
  expect([await readFile(copy, 'utf8'), (await stat(copy)).mode & 0o777]).toEqual([
    '{"version":1,"profiles":{',
    0o600,
  ]);
  await rm(file);
  expect(await report()).toMatchObject({ revision: 1 });
});

test('a credential that another program put under our name is kept and told', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile });
  const file = stores.dir.mirrorFile('main');
  await mkdir(dirname(file), { recursive: true });
  const theirs = { type: 'token', provider: 'openai', token: 'FAKE' };
  await writeFile(file, JSON.stringify({ version: 1, profiles: { 'openai:a': theirs } }));
  expect((await syncMirrors(stores))[0]).toMatchObject({ error: { code: 'mirror_conflict', where: file } });
  expect((await read(file)).profiles['openai:a']).toEqual(theirs);
});

test('a lock of the family is waited for, and what its holder wrote is merged', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile });
  await syncMirrors(stores);
  const file = stores.dir.mirrorFile('main');
  await writeFile(`${file}.lock`, JSON.stringify({ pid: process.pid, createdAt: new Date().toISOString() }));
  await put(stores, { 'openai:a': { ...profile, secret: { kind: 'vault', item: 'p-2' } } });
  expect((await syncMirrors(stores, { lock: { limitMs: 50 } }))[0]).toMatchObject({
    revision: 1,
    error: { code: 'store_locked' },
  });
  const waiting = syncMirrors(stores);
  const doc = await read(file);
  await writeFile(file, JSON.stringify({ ...doc, lastGood: { openai: 'openai:a' } }));
  await rm(`${file}.lock`);
  expect((await waiting)[0]).toMatchObject({ revision: 2 });
  expect(await read(file)).toMatchObject({
    lastGood: { openai: 'openai:a' },
    profiles: { 'openai:a': { keyRef: { id: 'p-2' } } },
  });
});

test('a mirror that is a symlink stays one', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile });
  const file = stores.dir.mirrorFile('main');
  await mkdir(dirname(file), { recursive: true });
  await symlink(join(stores.dir.root, 'elsewhere.json'), file);
  await syncMirrors(stores);
  expect(await read(join(stores.dir.root, 'elsewhere.json'))).toHaveProperty('profiles.openai:a');
});

test('unreadable profiles touch no mirror', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile });
  await syncMirrors(stores);
  const before = await readFile(stores.dir.mirrorFile('main'), 'utf8');
  await writeFile(stores.dir.profilesFile, '{');
  await expect(syncMirrors(stores)).rejects.toMatchObject({ code: 'profiles_unreadable' });
  expect(await readFile(stores.dir.mirrorFile('main'), 'utf8')).toBe(before);
});

test('two thousand mutated mirrors are each merged or left as they are', async () => {
  const stores = await testStores();
  await put(stores, { 'openai:a': profile });
  await syncMirrors(stores);
  const file = stores.dir.mirrorFile('main');
  const good = JSON.stringify({
    ...(await read(file)),
    order: { openai: ['openai:a'] },
    usageStats: { x: { lastUsed: 1 } },
  });
  const mutation = fc.tuple(fc.nat({ max: good.length }), fc.nat({ max: 8 }), fc.string({ maxLength: 5 }));
  const record = join(stores.dir.root, 'mirrors', 'embedded', 'main.json');
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { maxLength: 3 }), async (mutations) => {
      let text = good;
      for (const [at, length, inserted] of mutations)
        text = text.slice(0, at) + inserted + text.slice(at + length);
      await writeFile(file, text);
      await rm(record, { force: true });
      const [view] = await syncMirrors(stores);
      const after = await readFile(file, 'utf8');
      if (view?.error?.code === 'mirror_unreadable') expect(after).toBe(text);
      else expect(JSON.parse(after).profiles).toHaveProperty(['openai:a']);
      for (const name of await readdir(dirname(file))) {
        if (name.includes('.unreadable-')) await rm(join(dirname(file), name));
      }
    }),
    { numRuns: 2_000 },
  );
}, 120_000);
