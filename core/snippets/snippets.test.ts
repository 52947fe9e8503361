import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SnippetInput, tokenVariable } from '#core/snippets/snippet.ts';
import { snippetText, tools } from '#core/snippets/tools.ts';
import { accessToken, type RunningGateway, startGateway } from '#gateway/testing/running-gateway.ts';

const run = promisify(execFile);
const said = 'Hello, 世界 🎉';
let gateway: RunningGateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-snippets-'));
  // Where a person's own project has its packages.
  await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

const inputs = (): [string, SnippetInput, NodeJS.ProcessEnv][] => {
  const { PATH } = process.env;
  const plain = { endpoint: gateway.url, model: 'gatehouse' };
  return [
    ['with the token in a variable', plain, { PATH, [tokenVariable]: accessToken }],
    ['with the token in it', { ...plain, token: accessToken }, { PATH }],
    ['with a model ref', { ...plain, model: 'openai/gpt-test' }, { PATH, [tokenVariable]: accessToken }],
  ];
};
const textOf = (id: string, input: SnippetInput): string => {
  const tool = tools.find((one) => one.id === id);
  if (!tool) throw new Error(id);
  return snippetText(tool, input);
};

describe.each([0, 1, 2])('a snippet does what it says (%#)', (which) => {
  test.each(['openai-javascript', 'anthropic-javascript'])('%s', async (id) => {
    const [, input, env] = inputs()[which] ?? [];
    const file = join(folder, `${id}-${which}.mjs`);
    await writeFile(file, textOf(id, input as SnippetInput));
    const { stdout } = await run(process.execPath, [file], { env: env as NodeJS.ProcessEnv });
    expect(stdout.trim()).toBe(said);
  });

  test.each(['curl', 'curl-anthropic'])('%s', async (id) => {
    const [, input, env] = inputs()[which] ?? [];
    const { stdout } = await run('sh', ['-c', textOf(id, input as SnippetInput)], {
      env: env as NodeJS.ProcessEnv,
    });
    expect(JSON.stringify(JSON.parse(stdout))).toContain(said);
  });
});

describe.each(tools.map((tool) => [tool.id, tool] as const))('%s', (_id, tool) => {
  const endpoint = 'http://127.0.0.1:18790';
  test('has no token unless it was asked for, and then has it', () => {
    expect(snippetText(tool, { endpoint, model: 'gatehouse' })).not.toContain('FAKE');
    expect(snippetText(tool, { endpoint, model: 'gatehouse', token: 'gh_FAKE-token' })).toContain(
      'gh_FAKE-token',
    );
  });

  test('names the address and the model', () => {
    const text = snippetText(tool, { endpoint: `${endpoint}/`, model: 'acme/big-1' });
    expect(text).toContain(endpoint);
    expect(text).toContain('acme/big-1');
    expect(text).not.toContain(`${endpoint}//`);
  });

  test('its JSON is JSON, and a quote in a value does not end its string', () => {
    const odd = `o'd"d`;
    for (const { language, text } of tool.parts({ endpoint, model: odd, token: odd })) {
      if (language === 'json') expect(JSON.stringify(JSON.parse(text))).toContain('o\'d\\"d');
      if (language === 'sh' && text.includes('export')) expect(text).toContain(`o'\\''d"d`);
    }
  });
});

test('shell snippets set what they say for the program that they start', async () => {
  const fake = join(folder, 'claude');
  await writeFile(
    fake,
    '#!/bin/sh\nprintf "%s|%s|%s|%s" "$ANTHROPIC_BASE_URL" "$ANTHROPIC_AUTH_TOKEN" "$ANTHROPIC_MODEL" "$ANTHROPIC_API_KEY"\n',
    { mode: 0o700 },
  );
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    [tokenVariable]: 'FAKE-token',
    ANTHROPIC_API_KEY: 'FAKE-old',
  };
  const text = textOf('claude-code', { endpoint: 'http://127.0.0.1:1', model: `we'ird` });
  const { stdout } = await run('sh', ['-c', text], { env });
  expect(stdout).toBe("http://127.0.0.1:1|FAKE-token|we'ird|");
});
