import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Profile } from '#core/profile/profile.ts';
import { auditExitCode } from '#core/secret/audit.ts';
import { findPlaintext } from '#core/secret/plaintext.ts';
import type { SecretRef } from '#core/secret/secret-ref.ts';
import { auditSecrets } from '#store/secrets/audit.ts';
import type { Stores } from '#store/stores.ts';
import { fileVaultStores } from '#store/testing/file-vault-stores.ts';

const byRef = (ref: SecretRef, type: Profile['type'] = 'api_key'): Profile => ({
  provider: 'openai',
  type,
  secret: { kind: 'ref', ref },
  tail: '',
  createdAt: 0,
});
const env = (id: string): SecretRef => ({ source: 'env', provider: 'default', id });
const put = (stores: Stores, profiles: Record<string, Profile>) =>
  stores.profiles.update((doc) => ({ ...doc, agents: { main: { order: {}, profiles } } }));

test('a store with nothing in clear and references that resolve is clean', async () => {
  const stores = await fileVaultStores();
  await put(stores, { 'openai:default': byRef(env('OPENAI_API_KEY')) });
  const report = await auditSecrets(stores, { env: { OPENAI_API_KEY: 'sk-FAKE-0123456789' } });
  expect([report.status, report.findings, auditExitCode(report, { check: true })]).toEqual(['clean', [], 0]);
});

test('a reference that does not resolve, one on OAuth, and a lost vault item are errors with exit code 2', async () => {
  const stores = await fileVaultStores();
  await put(stores, {
    'openai:unset': byRef(env('UNSET_KEY')),
    'openai:oauth': byRef(env('UNSET_KEY'), 'oauth'),
    'openai:lost': { ...byRef(env('X')), secret: { kind: 'vault', item: 'p-lost' } },
  });
  const report = await auditSecrets(stores, { env: {} });
  expect(report.status).toBe('unresolved');
  expect(report.findings.map(({ code, profileId }) => [code, profileId]).toSorted()).toEqual([
    ['REF_UNRESOLVED', 'openai:lost'],
    ['REF_UNRESOLVED', 'openai:oauth'],
    ['REF_UNRESOLVED', 'openai:unset'],
  ]);
  expect([auditExitCode(report), auditExitCode(report, { check: true })]).toEqual([2, 2]);
});

test('a reference to a command is left alone until somebody allows it', async () => {
  const stores = await fileVaultStores();
  await stores.config.set(['secrets', 'providers'], { own: { source: 'exec', command: '/nowhere/command' } });
  await put(stores, { 'openai:exec': byRef({ source: 'exec', provider: 'own', id: 'a' }) });
  const left = await auditSecrets(stores, { env: {} });
  expect([left.status, left.summary.skippedExecRefCount]).toEqual(['clean', 1]);
  expect((await auditSecrets(stores, { env: {}, allowExec: true })).summary.unresolvedRefCount).toBe(1);
});

test('keys in the config, the .env file and a shadowing variable are findings, without their values', async () => {
  const stores = await fileVaultStores();
  await stores.config.set(['gateway', 'auth', 'token'], 'gh_FAKE0123456789abcdef');
  await writeFile(join(stores.dir.root, '.env'), 'OPENAI_API_KEY=sk-FAKE-0123456789\n', { mode: 0o600 });
  await put(stores, { 'openai:ref': byRef(env('OPENAI_API_KEY')) });
  const variables = {
    OPENAI_API_KEY: 'sk-FAKE-0123456789',
    GATEHOUSE_LIVE_OPENAI_KEY: 'sk-FAKE-live-0123456789',
  };
  const report = await auditSecrets(stores, { env: variables });
  expect(report.findings.map(({ code, jsonPath }) => [code, jsonPath])).toEqual([
    ['PLAINTEXT_FOUND', 'gateway.auth.token'],
    ['PLAINTEXT_FOUND', 'OPENAI_API_KEY'],
    ['REF_SHADOWED', 'agents.main.profiles.openai:ref.secret'],
  ]);
  expect(JSON.stringify(report)).not.toContain('FAKE');
  expect([auditExitCode(report), auditExitCode(report, { check: true })]).toEqual([0, 1]);
});

test('what merely has a telling name is not taken for a secret, and a variable in its place neither', () => {
  const config = {
    gateway: { auth: { token: '$' + '{GATEWAY_TOKEN}', mode: 'token' } },
    models: {
      providers: { own: { baseUrl: 'https://token.example/v1', maxTokens: 4096, apiKey: 'plain-FAKE-key' } },
    },
    secrets: { providers: { own: { source: 'exec', args: ['--token', 'sk-ant-api03-FAKE-0123456789'] } } },
  };
  expect(findPlaintext(config).map(({ path }) => path.join('.'))).toEqual([
    'models.providers.own.apiKey',
    'secrets.providers.own.args.1',
  ]);
});
