import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Profile } from '#core/profile/profile.ts';
import type { SecretRef } from '#core/secret/secret-ref.ts';
import { loadGatewaySnapshot } from '#store/gateway-snapshot.ts';
import { forgetResolvedRefs, resolveProfileSecret } from '#store/secrets/profile-secret.ts';
import { testStores } from '#store/testing/stores.ts';

const profile = (ref: SecretRef, type: Profile['type'] = 'api_key'): Profile => ({
  provider: 'openai',
  type,
  secret: { kind: 'ref', ref },
  tail: '',
  createdAt: 0,
});

/** Stores whose config knows a secret file and a command that counts how often it was asked. */
async function storesWithProviders() {
  const stores = await testStores();
  const { root } = stores.dir;
  const secrets = join(root, 'secrets.json');
  await writeFile(secrets, '{"openai":"sk-FAKE-file"}', { mode: 0o600 });
  await mkdir(join(root, 'own'));
  const command = join(root, 'own', 'command');
  const body = `require('node:fs').appendFileSync('calls', 'x');
    console.log(JSON.stringify({ protocolVersion: 1, values: { good: 'sk-FAKE-exec' } }));`;
  await writeFile(command, `#!${process.execPath}\n${body}`);
  await chmod(command, 0o700);
  await stores.config.set(['secrets', 'providers'], {
    fm: { source: 'file', path: secrets },
    own: { source: 'exec', command },
  });
  const calls = async () => (await readFile(join(root, 'own', 'calls'), 'utf8')).length;
  return { stores, calls, secrets };
}

test('a bad reference takes out only its own profile, which the problems name', async () => {
  const { stores } = await storesWithProviders();
  await stores.profiles.update((doc) => ({
    ...doc,
    agents: {
      main: {
        order: {},
        profiles: {
          'openai:file': profile({ source: 'file', provider: 'fm', id: '/openai' }),
          'openai:exec': profile({ source: 'exec', provider: 'own', id: 'good' }, 'token'),
          'openai:unknown': profile({ source: 'exec', provider: 'own', id: 'bad' }),
          'openai:nowhere': profile({ source: 'env', provider: 'none', id: 'A' }),
          'openai:oauth': profile({ source: 'file', provider: 'fm', id: '/openai' }, 'oauth'),
        },
      },
    },
  }));
  const { snapshot, problems } = await loadGatewaySnapshot(stores);
  expect(snapshot.agents.main?.profiles.map(({ id, secret }) => [id, secret])).toEqual([
    ['openai:file', 'sk-FAKE-file'],
    ['openai:exec', 'sk-FAKE-exec'],
  ]);
  const told = problems
    .filter(({ code }) => code.startsWith('secret_'))
    .map(({ code, where }) => [where, code]);
  expect(told).toEqual([
    ['openai:unknown', 'secret_ref_unresolved'],
    ['openai:nowhere', 'secret_ref_invalid'],
    ['openai:oauth', 'secret_ref_invalid'],
  ]);
});

test('a command is asked once until the secrets are reloaded, a file each time', async () => {
  const { stores, calls, secrets } = await storesWithProviders();
  const exec = profile({ source: 'exec', provider: 'own', id: 'good' });
  const file = profile({ source: 'file', provider: 'fm', id: '/openai' });
  for (let time = 0; time < 3; time++) expect(await resolveProfileSecret(stores, exec)).toBe('sk-FAKE-exec');
  expect(await calls()).toBe(1);
  await resolveProfileSecret(stores, exec, { fresh: true });
  expect(await calls()).toBe(2);
  forgetResolvedRefs(stores);
  await resolveProfileSecret(stores, exec);
  expect(await calls()).toBe(3);
  expect(await resolveProfileSecret(stores, file)).toBe('sk-FAKE-file');
  await writeFile(secrets, '{"openai":"sk-FAKE-new"}', { mode: 0o600 });
  expect(await resolveProfileSecret(stores, file)).toBe('sk-FAKE-new');
});
