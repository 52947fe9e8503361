import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { modelCatalog } from '#store/model-catalog.ts';
import {
  listAliases,
  listAllowed,
  listFallbacks,
  rolesOf,
  setAlias,
  setAllowed,
  setFallbacks,
  setImageModel,
  setUtilityModel,
} from '#store/model-config.ts';
import { testStores } from '#store/testing/stores.ts';

const opened = async (text: string) => {
  const stores = await testStores();
  await writeFile(stores.dir.configFile, text);
  return { stores, read: () => readFile(stores.dir.configFile, 'utf8') };
};

describe('roles of an agent', () => {
  test('are written where they stand, and comments beside them stay', async () => {
    const { stores, read } = await opened(
      '{\n  agents: {\n    defaults: {\n      model: {\n        // the good one\n        primary: "anthropic/claude-opus-5-5",\n        fallbacks: [],\n      },\n    },\n  },\n}\n',
    );
    await setFallbacks(stores, {
      agent: 'main',
      role: 'model',
      models: ['openai/gpt-5.5', 'openai/gpt-5.5'],
    });
    await setImageModel(stores, { agent: 'main', model: 'google/gemini-3.8-flash' });
    await setUtilityModel(stores, { agent: 'main', model: 'openai/gpt-6-luna' });
    const text = await read();
    expect(text).toContain('// the good one');
    expect(text).toContain('fallbacks: ["openai/gpt-5.5"]');
    expect(rolesOf((await stores.config.read()).config, 'main')).toEqual({
      primary: 'anthropic/claude-opus-5-5',
      fallbacks: ['openai/gpt-5.5'],
      image: 'google/gemini-3.8-flash',
      imageFallbacks: [],
      utility: 'openai/gpt-6-luna',
    });
  });

  test('of another agent are its own, and what it does not have comes from the defaults', async () => {
    const { stores } = await opened(
      '{ agents: { defaults: { model: "openai/gpt-5.5" }, list: [{ id: "work" }] } }',
    );
    await setFallbacks(stores, { agent: 'work', role: 'model', models: ['openai/gpt-6-luna'] });
    await setFallbacks(stores, { agent: 'work', role: 'imageModel', models: ['openai/gpt-6-sol'] });
    const { config } = await stores.config.read();
    expect(config.agents?.list).toEqual([
      {
        id: 'work',
        model: { fallbacks: ['openai/gpt-6-luna'] },
        imageModel: { fallbacks: ['openai/gpt-6-sol'] },
      },
    ]);
    expect(rolesOf(config, 'work')).toMatchObject({
      primary: 'openai/gpt-5.5',
      fallbacks: ['openai/gpt-6-luna'],
    });
    expect(await listFallbacks(stores, 'main', 'model')).toEqual([]);
  });

  test('are taken back; the fallbacks of an image model stay for the next one', async () => {
    const { stores, read } = await opened('{}');
    await setUtilityModel(stores, { agent: 'main', model: null });
    expect(await read()).toBe('{}');
    await setImageModel(stores, { agent: 'main', model: 'openai/gpt-5.5' });
    await setFallbacks(stores, { agent: 'main', role: 'imageModel', models: ['openai/gpt-6-sol'] });
    await setImageModel(stores, { agent: 'main', model: null });
    const roles = rolesOf((await stores.config.read()).config, 'main');
    expect(roles).toEqual({ fallbacks: [], imageFallbacks: ['openai/gpt-6-sol'] });
  });

  test.each([
    ['unknown_agent', { agent: 'nobody', models: ['openai/gpt-5.5'] }],
    ['unknown_model', { agent: 'main', models: ['gpt'] }],
    ['unknown_provider', { agent: 'main', models: ['openai/gpt-5.5', 'nobody/x'] }],
  ])('%s writes nothing', async (code, input) => {
    const { stores, read } = await opened('{ /* mine */ }');
    await expect(setFallbacks(stores, { ...input, role: 'model' })).rejects.toMatchObject({ code });
    expect(await read()).toBe('{ /* mine */ }');
  });

  test('a config that is not good is told, and stays as it is', async () => {
    const { stores, read } = await opened('{');
    await expect(setImageModel(stores, { agent: 'x', model: null })).rejects.toMatchObject({
      code: 'config_invalid',
    });
    expect(await read()).toBe('{');
  });
});

describe('aliases and allowlist', () => {
  test('an alias moves from model to model, and forbids none', async () => {
    const { stores } = await opened('{}');
    await setAlias(stores, { alias: 'quick', model: 'openai/gpt-6-luna' });
    expect(await listAllowed(stores)).toBeNull();
    await setAlias(stores, { alias: 'quick', model: 'openai/gpt-6-sol' });
    expect(await listAliases(stores)).toEqual({ quick: 'openai/gpt-6-sol' });
    await setAlias(stores, { alias: 'quick', model: null });
    expect(await listAliases(stores)).toEqual({});
  });

  test('a list allows what it names and what has an alias; without one everything is allowed again', async () => {
    const { stores } = await opened('{}');
    await setAlias(stores, { alias: 'quick', model: 'openai/gpt-6-luna' });
    await setAllowed(stores, { models: ['anthropic/claude-opus-5-5', 'google/*', 'quick'] });
    expect((await listAllowed(stores))?.toSorted()).toEqual([
      'anthropic/claude-opus-5-5',
      'google/*',
      'openai/gpt-6-luna',
    ]);
    const models = await modelCatalog(stores, { agent: 'main' });
    const allowed = models.filter((model) => model.allowed).map(({ ref }) => ref);
    expect(allowed).toContain('google/gemini-3.8-flash');
    expect(allowed).not.toContain('anthropic/claude-opus-5');
    expect(models.find(({ ref }) => ref === 'openai/gpt-6-luna')?.alias).toBe('quick');
    await setAllowed(stores, { models: null });
    expect(await listAllowed(stores)).toBeNull();
    expect(await listAliases(stores)).toEqual({ quick: 'openai/gpt-6-luna' });
  });

  test.each<[string, string[]]>([
    ['bad_input', []],
    ['unknown_provider', ['nobody/*']],
    ['unknown_model', ['gpt']],
  ])('%s: the list %j is refused', async (code, models) => {
    const { stores, read } = await opened('{}');
    await expect(setAllowed(stores, { models })).rejects.toMatchObject({ code });
    expect(await read()).toBe('{}');
  });

  test('an alias that could be taken for something else is refused', async () => {
    const { stores } = await opened('{}');
    for (const alias of ['a/b', 'a@b', 'a b', '-a', '', 'default', 'gatehouse', 'auto', 'utility', 'list']) {
      await expect(setAlias(stores, { alias, model: 'openai/gpt-5.5' })).rejects.toMatchObject({
        code: 'bad_input',
      });
    }
  });
});
