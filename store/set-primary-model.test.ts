import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStores } from '#store/open-stores.ts';
import { choosePrimaryModel, primaryModelEdit, setPrimaryModel } from '#store/set-primary-model.ts';
import type { Stores } from '#store/stores.ts';

describe('where the primary model of an agent stands', () => {
  it('is agents.defaults for main, and keeps the fallbacks of a role that is an object', () => {
    expect(primaryModelEdit({}, 'main', 'a/b')).toEqual({
      path: ['agents', 'defaults', 'model'],
      value: 'a/b',
    });
    const config = { agents: { defaults: { model: { fallbacks: ['c/d'] } } } };
    expect(primaryModelEdit(config, 'main', 'a/b')).toEqual({
      path: ['agents', 'defaults', 'model', 'primary'],
      value: 'a/b',
    });
  });

  it('is the entry of main in the list where that has a model of its own', () => {
    const list = [{ id: 'work' }, { id: 'main', model: 'x/y' }];
    expect(primaryModelEdit({ agents: { list } }, 'main', 'a/b').path).toEqual([
      'agents',
      'list',
      1,
      'model',
    ]);
    expect(primaryModelEdit({ agents: { list: [{ id: 'main' }] } }, 'main', 'a/b').path).toEqual([
      'agents',
      'defaults',
      'model',
    ]);
  });

  it('is the list for another agent, which gets an entry where it has none', () => {
    expect(primaryModelEdit({ agents: { list: [{ id: 'work' }] } }, 'work', 'a/b').path).toEqual([
      'agents',
      'list',
      0,
      'model',
    ]);
    expect(primaryModelEdit({ agents: { list: [{ id: 'work' }] } }, 'home', 'a/b')).toEqual({
      path: ['agents', 'list', 1],
      value: { id: 'home', model: 'a/b' },
    });
    expect(primaryModelEdit({}, 'home', 'a/b')).toEqual({
      path: ['agents', 'list'],
      value: [{ id: 'home', model: 'a/b' }],
    });
  });
});

describe('setting it', () => {
  let dir: string;
  let stores: Stores;
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-primary-')));
    stores = await openStores({ stateDir: dir, homedir: dir });
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const config = () => readFile(join(dir, 'gatehouse.json'), 'utf8');

  it('takes a model of a known provider that no list names, and an alias', async () => {
    await writeFile(
      join(dir, 'gatehouse.json'),
      '{ agents: { defaults: { models: { "openai/gpt-5.5": { alias: "five" } } } } }',
    );
    await setPrimaryModel(stores, { agent: 'main', model: 'five' });
    expect(await config()).toContain('five');
    await setPrimaryModel(stores, { agent: 'main', model: 'openrouter/vendor/new-model' });
    expect((await stores.config.read()).config.agents?.defaults?.model).toBe('openrouter/vendor/new-model');
  });

  it.each([
    ['sonnet', 'unknown_model'],
    ['antropic/x', 'unknown_provider'],
  ])('refuses %s with %s', async (model, code) => {
    await expect(setPrimaryModel(stores, { agent: 'main', model })).rejects.toMatchObject({ code });
  });

  it('refuses an unknown agent, and a config that is not good', async () => {
    await expect(setPrimaryModel(stores, { agent: 'nope', model: 'openai/x' })).rejects.toMatchObject({
      code: 'unknown_agent',
    });
    await writeFile(join(dir, 'gatehouse.json'), '{');
    await expect(setPrimaryModel(stores, { agent: 'nope', model: 'openai/x' })).rejects.toMatchObject({
      code: 'config_invalid',
    });
  });

  it('is done for a first credential, and not for a second one', async () => {
    expect(await choosePrimaryModel(stores, { agent: 'main', provider: 'anthropic' })).toMatch(
      /^anthropic\//,
    );
    expect(await choosePrimaryModel(stores, { agent: 'main', provider: 'openai' })).toBeUndefined();
  });
});
