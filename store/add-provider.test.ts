import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addProvider } from '#store/add-provider.ts';
import { openStores } from '#store/open-stores.ts';
import type { Stores } from '#store/stores.ts';

let root: string;
let stores: Stores;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-add-provider-')));
  stores = await openStores({ stateDir: root, homedir: root });
});
afterEach(() => rm(root, { recursive: true }));
const file = () => join(root, 'gatehouse.json');
const lab = {
  id: 'lab',
  name: 'The lab',
  baseUrl: 'https://llm.example.com/v1',
  api: 'openai-completions',
} as const;

test('a provider is added by its address, and what stood in the config stays, comments too', async () => {
  await writeFile(
    file(),
    '{\n  // mine\n  models: { providers: { own: { baseUrl: "http://127.0.0.1:1/v1", api: "openai-completions" } } },\n}\n',
  );
  await addProvider(stores, lab);
  const { config } = await stores.config.read();
  expect(config.models?.providers?.lab).toEqual({ name: lab.name, baseUrl: lab.baseUrl, api: lab.api });
  expect(config.models?.providers?.own?.baseUrl).toBe('http://127.0.0.1:1/v1');
  expect(await readFile(file(), 'utf8')).toContain('// mine');
});

test('one that is known keeps its address, whether it ships or was added', async () => {
  await addProvider(stores, lab);
  for (const id of ['lab', 'anthropic']) {
    await expect(
      addProvider(stores, { ...lab, id, baseUrl: 'https://elsewhere.example' }),
    ).rejects.toMatchObject({
      code: 'provider_exists',
    });
  }
  expect(await readFile(file(), 'utf8')).not.toContain('elsewhere');
});
