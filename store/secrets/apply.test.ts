import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Profile } from '#core/profile/profile.ts';
import { makePlan } from '#core/secret/plan.ts';
import { applyPlan, undoApply, undoApplyMs } from '#store/secrets/apply.ts';
import { parsePlan, previewPlan } from '#store/secrets/plan.ts';
import { fileVaultStores } from '#store/testing/file-vault-stores.ts';

const key = 'sk-FAKE-0123456789abcdefghij';
const vaultProfile: Profile = {
  provider: 'openai',
  type: 'api_key',
  secret: { kind: 'vault', item: 'p-1abcdef-0123456789abcdef' },
  tail: 'ghij',
  label: 'work',
  createdAt: 0,
};

/** A plaintext world: the key in the vault, in `.env` and in a header; and a secret file that a plan can point at. */
async function world(inFile = key) {
  const stores = await fileVaultStores();
  const { root } = stores.dir;
  await stores.vault.set('p-1abcdef-0123456789abcdef', key);
  await stores.profiles.update((doc) => ({
    ...doc,
    agents: { main: { order: {}, profiles: { 'openai:default': vaultProfile } } },
  }));
  await stores.config.set(['models', 'providers', 'openai'], {
    baseUrl: 'http://127.0.0.1:1/v1',
    api: 'openai-completions',
    headers: { Authorization: `Bearer ${key}` },
  });
  const dotenv = join(root, '.env');
  await writeFile(dotenv, `A=1\nOPENAI_API_KEY="${key}"\n`, { mode: 0o600 });
  const secrets = join(root, 'secrets.json');
  await writeFile(secrets, JSON.stringify({ openai: inFile }), { mode: 0o600 });
  const ref = { source: 'file', provider: 'fm', id: '/openai' } as const;
  const plan = (extra: { id?: string; provider?: string } = {}) =>
    makePlan(
      [{ agent: 'main', id: extra.id ?? 'openai:default', type: 'api_key', provider: extra.provider, ref }],
      { fm: { source: 'file', path: secrets } },
      new Date(0),
    );
  const everything = async () => {
    const names = (await readdir(root)).filter((name) =>
      /^(gatehouse|profiles|\.env|secrets-undo)/.test(name),
    );
    const texts = await Promise.all(names.map((name) => readFile(join(root, name), 'utf8')));
    return Object.fromEntries(names.map((name, index) => [name, texts[index]]));
  };
  return { stores, plan, ref, dotenv, everything };
}
const profileOf = async (stores: Awaited<ReturnType<typeof fileVaultStores>>, id = 'openai:default') =>
  (await stores.profiles.read()).agents.main?.profiles[id];

test('the plan is in the format that the family writes, and back', async () => {
  const { plan } = await world();
  expect(parsePlan(JSON.parse(JSON.stringify(plan())))).toMatchObject({
    version: 1,
    protocolVersion: 1,
    targets: [
      {
        type: 'auth-profiles.api_key.key',
        path: 'profiles.openai:default.key',
        pathSegments: ['profiles', 'openai:default', 'key'],
        agentId: 'main',
        ref: { source: 'file', provider: 'fm', id: '/openai' },
      },
    ],
  });
});

test('a preview says what would be done, and writes nothing', async () => {
  const { stores, plan, everything } = await world();
  const before = await everything();
  const preview = await previewPlan(stores, plan(), { env: {} });
  expect([preview.ok, preview.errors]).toEqual([true, []]);
  expect(preview.changes.map(({ what, where }) => [what, where.replace(stores.dir.root, '')])).toEqual([
    ['provider', 'secrets.providers.fm'],
    ['profile', 'main/openai:default'],
    ['scrub', '/gatehouse.json (models.providers.openai.headers.Authorization)'],
    ['scrub', '/.env (OPENAI_API_KEY)'],
  ]);
  expect(JSON.stringify(preview)).not.toContain('FAKE');
  expect(await everything()).toEqual(before);
});

test('applied, the profile is a reference and the secret stands in clear nowhere; undone, all is as it was', async () => {
  const { stores, plan, ref, everything } = await world();
  const before = await everything();
  const applied = await applyPlan(stores, plan(), { env: {} });
  expect(await profileOf(stores)).toMatchObject({ label: 'work', secret: { kind: 'ref', ref }, tail: '' });
  expect(await stores.vault.list()).not.toContain('p-1abcdef-0123456789abcdef');
  const after = await everything();
  expect(JSON.stringify(after)).not.toContain('FAKE');
  expect(after['.env']).toBe('A=1\n');
  const undone = await undoApply(stores);
  expect(undone).toEqual({ left: [], revision: applied.revision + 1 });
  const restored = await profileOf(stores);
  expect(restored?.secret.kind === 'vault' && (await stores.vault.get(restored.secret.item))).toBe(key);
  expect(await stores.vault.list()).toHaveLength(1);
  expect((await everything())['.env']).toBe(before['.env']);
  expect((await stores.config.read()).config.models?.providers?.openai?.headers).toEqual({
    Authorization: `Bearer ${key}`,
  });
  await expect(undoApply(stores)).rejects.toMatchObject({ code: 'nothing_to_undo' });
});

test('a plan with a reference that does not resolve writes nothing, and every reason is told', async () => {
  const { stores, plan, everything } = await world('');
  const before = await everything();
  expect(await previewPlan(stores, plan(), { env: {} })).toMatchObject({
    ok: false,
    errors: [{ code: 'secret_ref_unresolved', where: 'main/openai:default' }],
  });
  await expect(applyPlan(stores, plan(), { env: {} })).rejects.toMatchObject({
    code: 'secret_ref_unresolved',
  });
  expect(await everything()).toEqual(before);
});

test('a plan makes a profile that did not exist when it names its provider, and undoing takes it away', async () => {
  const { stores, plan } = await world();
  await expect(applyPlan(stores, plan({ id: 'openai:new' }), { env: {} })).rejects.toMatchObject({
    code: 'unknown_profile',
  });
  await applyPlan(stores, plan({ id: 'openai:new', provider: 'openai' }), { env: {} });
  expect(await profileOf(stores, 'openai:new')).toMatchObject({
    provider: 'openai',
    secret: { kind: 'ref' },
  });
  await undoApply(stores);
  expect(await profileOf(stores, 'openai:new')).toBeUndefined();
});

test('what was changed after the plan is left alone by undoing, and named', async () => {
  const { stores, plan, dotenv } = await world();
  await applyPlan(stores, plan(), { env: {} });
  await writeFile(dotenv, 'A=2\n', { mode: 0o600 });
  await stores.profiles.update((doc) => ({
    ...doc,
    agents: {
      main: {
        order: {},
        profiles: { 'openai:default': { ...vaultProfile, secret: { kind: 'vault', item: 'p-other' } } },
      },
    },
  }));
  expect((await undoApply(stores)).left).toEqual(['main/openai:default', dotenv]);
  expect(await profileOf(stores)).toMatchObject({ secret: { item: 'p-other' } });
  expect(await readFile(dotenv, 'utf8')).toBe('A=2\n');
});

test('a plan cannot be undone after its day', async () => {
  const { stores, plan } = await world();
  await applyPlan(stores, plan(), { env: {} }, 1_000);
  await expect(undoApply(stores, 1_001 + undoApplyMs)).rejects.toMatchObject({ code: 'nothing_to_undo' });
});

test('a plan that breaks a rule is refused with the field and the rule', () => {
  const target = {
    type: 'auth-profiles.token.token',
    path: 'profiles.openai:a.token',
    pathSegments: ['profiles', 'openai:a', 'token'],
    ref: { source: 'env', provider: 'default', id: 'A' },
  };
  const refusal = (plan: object) => {
    try {
      parsePlan({ version: 1, protocolVersion: 1, targets: [target], ...plan });
      return 'valid';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal({})).toBe('valid');
  expect(refusal({ version: 2 })).toContain('"version": the version is 1');
  expect(refusal({ targets: [] })).toContain('at least one target');
  expect(refusal({ targets: [target, target] })).toContain('twice');
  expect(refusal({ targets: [{ ...target, type: 'models.providers.apiKey' }] })).toContain(
    'auth-profiles.api_key.key',
  );
  expect(refusal({ targets: [{ ...target, path: 'profiles.openai:b.token' }] })).toContain('the same place');
  expect(
    refusal({
      targets: [{ ...target, pathSegments: ['profiles', 'openai:a', 'key'], path: 'profiles.openai:a.key' }],
    }),
  ).toContain('"token"');
  expect(
    refusal({ targets: [{ ...target, ref: { source: 'exec', provider: 'own', id: 'a@b' } }] }),
  ).toContain('targets.0.ref.id');
});
