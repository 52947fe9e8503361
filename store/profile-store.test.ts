import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyProfilesDoc, type ProfilesDoc } from '#core/profile/profile.ts';
import { openProfileStore } from '#store/profile-store.ts';
import { testDirectory } from '#store/testing/directory.ts';

const openStore = async () => {
  const file = join(await testDirectory(), 'profiles.json');
  return { file, store: openProfileStore(file, { limitMs: 1_000 }) };
};

test('a missing file is an empty document of revision 0, and reading makes no file', async () => {
  const { file, store } = await openStore();
  expect(await store.read()).toEqual(emptyProfilesDoc);
  expect(await readdir(join(file, '..'))).toEqual([]);
});

test('each change raises the revision by one and keeps the generation before', async () => {
  const { file, store } = await openStore();
  expect((await store.update((doc) => doc)).revision).toBe(1);
  expect((await store.update((doc) => ({ ...doc, revision: 77 }))).revision).toBe(2);
  expect(JSON.parse(await readFile(`${file}.bak`, 'utf8')).revision).toBe(1);
});

test.for([
  ['half a file', '{"version":1,"revision":3,'],
  ['an empty file', ''],
  ['another shape', '[]'],
  ['null', 'null'],
  [
    'a profile without a type',
    '{"version":1,"revision":1,"agents":{"main":{"profiles":{"a:b":{"provider":"a"}},"order":{}}},"removed":[]}',
  ],
  ['a newer format', '{"version":2,"everything":"else"}'],
] as const)('%s is unreadable, never empty, and is not written over', async ([, text]) => {
  const { file, store } = await openStore();
  await writeFile(file, text);
  await expect(store.read()).rejects.toMatchObject({ code: 'profiles_unreadable', where: file });
  await expect(store.update((doc) => doc)).rejects.toMatchObject({ code: 'profiles_unreadable' });
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(join(file, '..'))).toEqual(['profiles.json']);
});

test('fields that this version does not know survive a change, at every depth', async () => {
  const { file, store } = await openStore();
  const doc = {
    version: 1,
    revision: 4,
    future: { a: [1] },
    agents: {
      main: {
        profiles: {
          'openai:x': {
            provider: 'openai',
            type: 'api_key',
            secret: { kind: 'vault', item: 'p-x', slot: 2 },
            tail: '',
            createdAt: 1,
            tint: 'red',
          },
        },
        order: {},
        mood: 'fine',
      },
    },
    removed: [],
  };
  await writeFile(file, JSON.stringify(doc));
  await store.update((current) => ({
    ...current,
    agents: { ...current.agents, work: { profiles: {}, order: {} } },
  }));
  const after = JSON.parse(await readFile(file, 'utf8'));
  expect(after).toEqual({
    ...doc,
    revision: 5,
    agents: { ...doc.agents, work: { profiles: {}, order: {} } },
  });
});

test('a change that throws, or that gives a document which does not fit, writes nothing', async () => {
  const { file, store } = await openStore();
  await store.update((doc) => doc);
  const before = await readFile(file, 'utf8');
  const throwing = store.update(() => {
    throw new Error('no');
  });
  await expect(throwing).rejects.toThrow('no');
  const broken = { agents: { 'Not An Agent': {} } } as unknown as ProfilesDoc;
  await expect(store.update((doc) => ({ ...doc, ...broken }))).rejects.toMatchObject({ code: 'bad_input' });
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('a change made in place on the document is no way around the revision', async () => {
  const { store } = await openStore();
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 5 }, () =>
      store.update((doc) => {
        seen.push(doc.revision);
        doc.revision = 1_000;
        return doc;
      }),
    ),
  );
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

test('a watcher hears of a change by another store, and nothing after it stopped', async () => {
  const { file, store } = await openStore();
  const changed = Promise.withResolvers<void>();
  const stop = store.watch(() => changed.resolve());
  await openProfileStore(file).update((doc) => doc);
  await changed.promise;
  stop();
});
