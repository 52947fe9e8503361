import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addProfile } from '#store/credentials/add.ts';
import { scanImports, takeImports } from '#store/import/import.ts';
import { openStores } from '#store/open-stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { lockedStatus, memoryVault } from '#store/testing/memory-vault.ts';

async function machine(files: Record<string, unknown> = {}) {
  const home = await testDirectory();
  for (const [path, content] of Object.entries(files)) {
    const file = join(home, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  await mkdir(join(home, '.gatehouse'), { recursive: true });
  const vault = memoryVault();
  const stores = await openStores({ stateDir: join(home, '.gatehouse'), vault });
  const options = { home, env: {} as Record<string, string>, platform: 'linux' as const };
  return { home, stores, vault, options, scan: () => scanImports(stores, options) };
}

const jwt = `eyJGQUtF.${Buffer.from(JSON.stringify({ exp: 4_000_000_000 })).toString('base64url')}.RkFLRQ`;
const everywhere = {
  '.claude/.credentials.json': {
    claudeAiOauth: {
      accessToken: 'sk-ant-oat01-FAKE-claude-code',
      refreshToken: 'sk-ant-ort01-FAKE',
      expiresAt: 5e12,
    },
  },
  '.claude/settings.json': { env: { ANTHROPIC_API_KEY: 'sk-ant-api03-FAKE-settings' } },
  '.claude.json': { primaryApiKey: 'sk-ant-api03-FAKE-primary' },
  '.codex/auth.json': {
    OPENAI_API_KEY: 'sk-proj-FAKE-codex',
    tokens: { access_token: jwt, refresh_token: 'FAKE-rt' },
  },
  '.gemini/oauth_creds.json': { access_token: 'ya29.FAKE', refresh_token: '1//FAKE', expiry_date: 5e12 },
  '.gemini/.env': 'GEMINI_API_KEY=AIzaFAKE-gemini-cli\n',
  '.local/share/opencode/auth.json': {
    groq: { type: 'api', key: 'gsk_FAKE-opencode' },
    anthropic: { type: 'oauth', access: 'sk-ant-oat01-FAKE-opencode', refresh: 'FAKE', expires: 5e12 },
    'made-up': { type: 'api', key: 'FAKE-made-up-key' },
  },
  '.jarvis/agents/main/agent/auth-profiles.json': {
    version: 1,
    profiles: {
      'openrouter:manual': { type: 'token', provider: 'openrouter', token: 'FAKE-openrouter-token' },
      'mistral:default': { mode: 'api_key', provider: 'mistral', apiKey: 'FAKE-mistral-key-0123' },
      'xai:ref': {
        type: 'api_key',
        provider: 'xai',
        keyRef: { source: 'env', provider: 'default', id: 'X' },
      },
    },
  },
  '.fased/.env': 'DEEPSEEK_API_KEY=sk-FAKE-deepseek-0123\n',
  '.openclaw/state/openclaw.sqlite': 'SQLite format 3',
  '.gatehouse/.env': 'XAI_API_KEY=xai-FAKE-dotenv-0123\n',
};

test('every known place is shown, without a secret and without a change to anything', async () => {
  const { scan, options, home, stores } = await machine(everywhere);
  options.env = { OPENAI_API_KEY: 'sk-proj-FAKE-env', OPENAI_API_KEY_2: 'sk-proj-FAKE-env-2' };
  const before = await snapshot(home);
  const { found, problems } = await scan();
  expect(found.map(({ source, provider, type, importable }) => [source, provider, type, importable])).toEqual(
    [
      ['environment', 'openai', 'api_key', true],
      ['environment', 'openai', 'api_key', true],
      ['dotenv', 'xai', 'api_key', true],
      ['claude-code', 'anthropic', 'oauth', false],
      ['claude-code', 'anthropic', 'api_key', true],
      ['claude-code', 'anthropic', 'api_key', true],
      ['codex', 'openai', 'api_key', true],
      ['codex', 'openai-codex', 'oauth', false],
      ['gemini-cli', 'google', 'api_key', true],
      ['gemini-cli', 'google-gemini-cli', 'oauth', false],
      ['opencode', 'groq', 'api_key', true],
      ['opencode', 'anthropic', 'oauth', false],
      ['opencode', 'made-up', 'api_key', false],
      ['fased', 'deepseek', 'api_key', true],
      ['jarvis', 'openrouter', 'token', true],
      ['jarvis', 'mistral', 'api_key', true],
    ],
  );
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  expect(problems).toMatchObject([
    { where: join(home, '.openclaw'), message: expect.stringMatching(/database/) },
  ]);
  expect(JSON.stringify({ found, problems })).not.toMatch(/sk-ant|sk-proj|AIza|gsk_|ya29|FAKE-/);
  for (const one of found) if (!one.importable) expect(one.why).toMatch(/\w/);
  expect(await snapshot(home)).toEqual(before);
  expect((await stores.profiles.read()).revision).toBe(0);
});

test('the chosen ones lie in the vault afterwards and are shown as there already; the others are refused with a reason', async () => {
  const { scan, stores, vault, options } = await machine(everywhere);
  const { found } = await scan();
  const ids = found.map(({ id }) => id);
  const { added, failed } = await takeImports(stores, { agent: 'main', ids: [...ids, 'gone'] }, options);
  expect(added.map(({ profile }) => profile)).toEqual([
    'xai:default',
    'anthropic:default',
    'anthropic:claude-code',
    'openai:codex',
    'google:default',
    'groq:opencode',
    'deepseek:default',
    'openrouter:manual',
    'mistral:default',
  ]);
  expect(failed.map(({ code }) => code)).toEqual([
    'bad_input',
    'bad_input',
    'bad_input',
    'bad_input',
    'bad_input',
    'unknown_profile',
  ]);
  expect([...vault.items.values()]).toContain('gsk_FAKE-opencode');
  expect([...vault.items.values()].join()).not.toMatch(/ort01|FAKE-rt|1\/\/FAKE/);
  const again = await scan();
  expect(
    again.found.filter(({ importable }) => importable).every(({ already }) => already !== undefined),
  ).toBe(true);
  const second = await takeImports(stores, { agent: 'main', ids: [ids[0] ?? ''] }, options);
  expect(second.failed).toMatchObject([{ code: 'profile_exists' }]);
});

test('pipes, giants, nonsense and strange links are told and hold nothing up', async () => {
  const { home, scan } = await machine({
    '.claude.json': '{ not json',
    '.codex/auth.json': `{"OPENAI_API_KEY":"${'x'.repeat(3_000_000)}"}`,
    'elsewhere.json': { groq: { type: 'api', key: 'gsk_FAKE-linked-0123' } },
    '.local/share/opencode/x': '',
  });
  await mkdir(join(home, '.gemini'));
  execFileSync('mkfifo', [join(home, '.gemini', 'oauth_creds.json')]);
  await symlink(join(home, 'elsewhere.json'), join(home, '.local/share/opencode/auth.json'));
  await mkdir(join(home, '.aipro/agents/main/agent/auth-profiles.json'), { recursive: true });
  const { found, problems } = await scan();
  expect(found.map(({ source }) => source)).toEqual(['opencode']);
  expect(problems.map(({ where }) => where.slice(home.length + 1)).toSorted()).toEqual([
    '.aipro/agents/main/agent/auth-profiles.json',
    '.claude.json',
    '.codex/auth.json',
    '.gemini/oauth_creds.json',
  ]);
});

test('while the vault is locked the places are shown all the same, and nothing is taken in', async () => {
  const { scan, stores, vault, options } = await machine(everywhere);
  await addProfile(stores, {
    agent: 'main',
    provider: 'groq',
    credential: { type: 'api_key', key: 'gsk_FAKE-opencode' },
  });
  vault.become(lockedStatus);
  const { found } = await scan();
  const groq = found.find(({ provider }) => provider === 'groq');
  expect(groq).not.toHaveProperty('already');
  const { failed } = await takeImports(stores, { agent: 'main', ids: [groq?.id ?? ''] }, options);
  expect(failed).toMatchObject([{ code: 'vault_locked' }]);
});

/** Every file below a directory with its content and times. */
async function snapshot(directory: string): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const name of await readdir(directory, { recursive: true })) {
    const path = join(directory, name);
    const info = await stat(path);
    if (info.isFile()) result[name] = `${info.mtimeMs} ${await readFile(path, 'utf8')}`;
  }
  return result;
}
