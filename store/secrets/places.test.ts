import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutVariable } from '#store/secrets/dotenv-edit.ts';
import { removePlace, secretPlaces } from '#store/secrets/places.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { fileVaultStores } from '#store/testing/file-vault-stores.ts';

const key = 'sk-ant-api03-FAKE-0123456789012345';

async function littered() {
  const stores = await fileVaultStores();
  const { root } = stores.dir;
  await stores.vault.set('p-1abcdef-0123456789abcdef', 'sk-FAKE-used');
  await stores.vault.set('p-1abcdef-fedcba9876543210', 'sk-FAKE-orphan');
  await stores.profiles.update((doc) => ({
    ...doc,
    agents: {
      main: {
        order: {},
        profiles: {
          'openai:default': {
            provider: 'openai',
            type: 'api_key',
            secret: { kind: 'vault', item: 'p-1abcdef-0123456789abcdef' },
            tail: 'used',
            createdAt: 0,
          },
        },
      },
    },
  }));
  await stores.config.set(['gateway', 'auth', 'token'], 'gh_FAKE0123456789abcdef');
  await stores.config.set(['models', 'providers', 'own'], {
    baseUrl: 'http://127.0.0.1:1/v1',
    api: 'openai-completions',
    headers: { Authorization: `Bearer ${key}`, 'X-Team': 'blue' },
  });
  await writeFile(join(root, '.env'), `# keys\nOPENAI_API_KEY=${key}\nEDITOR=vi\n`, { mode: 0o600 });
  return stores;
}
const home = () => testDirectory();

test('every place where a secret lies is told, with no secret in the answer', async () => {
  const stores = await littered();
  const places = await secretPlaces(stores, { env: { GROQ_API_KEY: 'gsk_FAKE0123456789' } });
  const { root } = stores.dir;
  expect(
    places.map(({ kind, where, of, orphan, removable }) => [
      kind,
      where.replace(root, ''),
      of,
      orphan,
      removable,
    ]),
  ).toEqual([
    ['vault_file', 'Encrypted file: p-1abcdef-0123456789abcdef', 'openai:default', false, false],
    ['vault_file', 'Encrypted file: p-1abcdef-fedcba9876543210', undefined, true, true],
    ['key_file', expect.stringMatching(/^\/vault-[0-9a-f]{8}\.key$/), undefined, false, false],
    ['vault_file', '/vault.json', undefined, false, false],
    ['vault_file', '/vault.json.bak', undefined, false, false],
    ['config_value', '/gatehouse.json (gateway.auth.token)', undefined, false, true],
    ['config_value', '/gatehouse.json (models.providers.own.headers.Authorization)', 'own', false, true],
    ['config_value', '/gatehouse.json.bak (gateway.auth.token)', undefined, true, true],
    ['dotenv', '/.env (OPENAI_API_KEY)', undefined, false, true],
    ['environment', 'GROQ_API_KEY', undefined, false, false],
  ]);
  expect(JSON.stringify(places)).not.toMatch(/FAKE/);
});

test('a place is cleared, and nothing else with it', async () => {
  const stores = await littered();
  const { dir } = stores;
  for (const wanted of ['fedcba9876543210', '(gateway.auth.token)', '.env']) {
    const place = (await secretPlaces(stores, { env: {} })).find(({ where }) => where.includes(wanted));
    await removePlace(stores, place?.id ?? '', { env: {} });
  }
  expect(await stores.vault.list()).toEqual(['p-1abcdef-0123456789abcdef']);
  expect(await readFile(dir.configFile, 'utf8')).not.toContain('gh_FAKE');
  await expect(readFile(`${dir.configFile}.bak`)).rejects.toThrow();
  expect(await readFile(join(dir.root, '.env'), 'utf8')).toBe('# keys\nEDITOR=vi\n');
});

test('a secret in use, and one of another program, cannot be removed here', async () => {
  const stores = await littered();
  const other = await home();
  await mkdir(join(other, '.codex'));
  await writeFile(join(other, '.codex', 'auth.json'), JSON.stringify({ OPENAI_API_KEY: key }));
  const options = { outside: true, home: other, env: {} };
  const places = await secretPlaces(stores, options);
  const outside = places.filter(({ kind }) => kind === 'other_tool');
  expect(outside.map(({ where }) => where.includes('.codex'))).toEqual([true]);
  for (const { id } of places.filter(({ removable }) => !removable)) {
    await expect(removePlace(stores, id, options)).rejects.toMatchObject({ code: 'bad_input' });
  }
  expect(await readFile(join(other, '.codex', 'auth.json'), 'utf8')).toContain(key);
});

test('one variable is taken out of a .env file, whatever its value looks like', () => {
  const text = 'A=1\nexport KEY="one\ntwo=2\nthree"\nB=3\nKEY=again\n# KEY=comment\nKEYS=x\n';
  expect(withoutVariable(text, 'KEY')).toBe('A=1\nB=3\n# KEY=comment\nKEYS=x\n');
  expect(withoutVariable('A=1', 'B')).toBe('A=1');
  expect(withoutVariable('KEY=last', 'KEY')).toBe('');
});
