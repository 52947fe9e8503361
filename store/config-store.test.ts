import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { english } from '#core/say/say.ts';
import { openConfigStore } from '#store/config-store.ts';
import { testDirectory } from '#store/testing/directory.ts';

const openStore = async (text?: string) => {
  const file = join(await testDirectory(), 'gatehouse.json');
  if (text !== undefined) await writeFile(file, text);
  return { file, store: openConfigStore(file, { limitMs: 1_000 }) };
};

test('a missing file is an empty configuration without an error', async () => {
  const { store } = await openStore();
  expect(await store.read()).toEqual({ config: {}, warnings: [] });
});

test('a text that is no JSON5 is told with line and column, and repeats nothing of the file', async () => {
  const { file, store } = await openStore('{\n  gateway: { auth: { token: sk-secret-FAKE } },\n}');
  const { error } = await store.read();
  expect(error).toMatchObject({ code: 'config_invalid', where: `${file}:2:29`, hint: expect.any(String) });
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('an end that comes too early is told at the end', async () => {
  const { file, store } = await openStore('{\n  a: {\n');
  expect((await store.read()).error).toMatchObject({ where: `${file}:2:6` });
});

test('a field that does not fit is named, with where it stands', async () => {
  const { file, store } = await openStore('{\n  gateway: {\n    port: 99999,\n  },\n}');
  const { error } = await store.read();
  expect(error?.message).toContain('"gateway.port"');
  expect(error).toMatchObject({ code: 'config_invalid', where: `${file}:3:11` });
});

test('keys that are not known are warnings, with their line, and are kept', async () => {
  const { store } = await openStore('{\n  gateway: {\n    prot: 1 } }');
  const { config, warnings, error } = await store.read();
  expect(error).toBeUndefined();
  expect(warnings.map(english)).toEqual(['"gateway.prot" is not known and has no effect (line 3).']);
  expect(config.gateway).toEqual({ prot: 1 });
});

test('while the file is bad the last good one stays in force, and it cannot be written to', async () => {
  const { file, store } = await openStore('{ gateway: { port: 4000 } }');
  await store.read();
  await writeFile(file, '{ gateway: {');
  expect(await store.read()).toMatchObject({
    config: { gateway: { port: 4000 } },
    error: { code: 'config_invalid' },
  });
  await expect(store.set(['gateway', 'port'], 1)).rejects.toMatchObject({ code: 'config_invalid' });
  expect(await readFile(file, 'utf8')).toBe('{ gateway: {');
  await rm(file);
  await mkdir(file);
  expect(await store.read()).toMatchObject({
    config: { gateway: { port: 4000 } },
    error: { code: 'config_unreadable' },
  });
});

test('a value that would make the configuration invalid is refused, and nothing is written', async () => {
  const { file, store } = await openStore('{ gateway: { port: 4000 } }');
  await expect(store.set(['gateway', 'port'], 'x')).rejects.toMatchObject({ code: 'config_invalid' });
  expect(await readFile(file, 'utf8')).toBe('{ gateway: { port: 4000 } }');
});

test('set makes the file, keeps the one before, and edits of two stores at once both survive', async () => {
  const { file, store } = await openStore();
  await store.set(['gateway', 'port'], 4000);
  await Promise.all([
    store.set(['agents', 'defaults', 'model', 'primary'], 'openai/gpt-5.5'),
    openConfigStore(file).set(['gateway', 'autostart'], false),
  ]);
  expect((await store.read()).config).toEqual({
    gateway: { port: 4000, autostart: false },
    agents: { defaults: { model: { primary: 'openai/gpt-5.5' } } },
  });
  expect((await readdir(join(file, '..'))).toSorted()).toEqual(['gatehouse.json', 'gatehouse.json.bak']);
});

test('a watcher hears of an edit in place and of a replaced file', async () => {
  const { file, store } = await openStore('{}');
  let heard = Promise.withResolvers<void>();
  const stop = store.watch(() => heard.resolve());
  await writeFile(file, '{ gateway: {} }');
  await heard.promise;
  heard = Promise.withResolvers();
  await openConfigStore(file).set(['gateway', 'port'], 5000);
  await heard.promise;
  stop();
});

test('ten thousand mutated files are each a value or a config error, never a crash and never a write', async () => {
  const good =
    '{\n  // c\n  gateway: { port: 18790, auth: { mode: "token" } },\n  agents: { list: [{ id: "main" }] },\n}';
  const { file, store } = await openStore();
  const mutation = fc.tuple(
    fc.nat({ max: good.length }),
    fc.nat({ max: 8 }),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      let text = good;
      for (const [at, length, put] of mutations) text = text.slice(0, at) + put + text.slice(at + length);
      await writeFile(file, text);
      const { error } = await store.read();
      if (error !== undefined) expect(error.code).toBe('config_invalid');
    }),
    { numRuns: 10_000 },
  );
  expect(await readdir(join(file, '..'))).toEqual(['gatehouse.json']);
}, 120_000);

test('a nesting beyond the stack is a config error', async () => {
  const { store } = await openStore('['.repeat(200_000));
  expect((await store.read()).error?.code).toBe('config_invalid');
});

test.for(['{"a":"b\\', "{a:'\\", '{"a', '{"a\\', '{"\\u12', '{"\\x', '{a:1}//\\', '\\'])(
  'a file that was cut off at %j is told, and does not keep the parser for ever',
  { timeout: 5_000 },
  async (text) => {
    const file = join(await testDirectory(), 'gatehouse.json');
    await writeFile(file, text);
    const { error } = await openConfigStore(file).read();
    expect(error?.code).toBe(text === '{a:1}//\\' ? undefined : 'config_invalid');
  },
);
