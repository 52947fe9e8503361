import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onboardSchema } from '#cli/commands/onboard.schema.ts';
import { picked } from '#cli/onboard/talk.ts';
import { freePort, makeStateDir, runCli, runCliOnTerminal } from '#cli/testing/run-cli.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import type { ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

const key = 'sk-proj-FAKE-0123456789abcdefghijklmnopqrstuvwxyz';
const said = 'Hello, 世界 🎉';
let state: Awaited<ReturnType<typeof makeStateDir>>;
let openai: ScriptedUpstream;
beforeEach(async () => {
  state = await makeStateDir();
  openai = await startOpenai([key]);
  const config = {
    gateway: { port: await freePort() },
    models: {
      providers: {
        openai: {
          baseUrl: `${openai.origin}/v1`,
          api: 'openai-completions',
          models: [{ id: 'gpt-test' }],
        },
      },
    },
  };
  await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify(config), { mode: 0o600 });
});
afterEach(async () => {
  await runCli(['host', 'stop'], { stateDir: state.dir });
  await openai.stop();
  await state.remove();
});
const run = (args: string[], more: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
  runCli(args, { stateDir: state.dir, ...more });
const serverFlags = ['--non-interactive', '--vault', 'encrypted_file', '--key-file'];

describe('gatehouse onboard', () => {
  it('goes from nothing to a first answer without a question, and does nothing the second time', async () => {
    const line = ['onboard', ...serverFlags, '--provider', 'openai', '--json'];
    const first = await run(line, { input: `${key}\n` });
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const report = onboardSchema.parse(JSON.parse(first.stdout));
    expect(report).toMatchObject({
      added: ['openai:default'],
      model: 'openai/gpt-test',
      answer: { text: said, model: 'openai/gpt-test', profile: 'openai:default' },
      questions: 0,
    });
    expect(report.steps.map(({ step, state: how }) => [step, how])).toEqual([
      ['vault', 'done'],
      ['credentials', 'done'],
      ['model', 'already'],
      ['gateway', 'done'],
      ['answer', 'done'],
    ]);
    expect(first.stdout + first.stderr).not.toContain('FAKE');
    expect(await readFile(join(state.dir, 'gatehouse.json'), 'utf8')).toContain('"onboarded": true');

    const again = onboardSchema.parse(JSON.parse((await run(line, { input: key })).stdout));
    expect(again.added).toEqual([]);
    expect(again.steps.map(({ state: how }) => how)).toEqual([
      'already',
      'already',
      'already',
      'already',
      'done',
    ]);
    const doc = JSON.parse(await readFile(join(state.dir, 'profiles.json'), 'utf8'));
    expect(Object.keys(doc.agents.main.profiles)).toEqual(['openai:default']);
  });

  it('takes in what lies on this machine, and starts nothing when it is told so', async () => {
    const { code, stdout } = await run(
      ['onboard', ...serverFlags, '--import', 'all', '--no-start', '--model', 'openai/gpt-other', '--json'],
      { env: { OPENAI_API_KEY: key } },
    );
    expect(code).toBe(0);
    const report = onboardSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ model: 'openai/gpt-other', endpoint: null, answer: null });
    expect(report.added).toHaveLength(1);
    expect(JSON.parse((await run(['host', 'status', '--json'])).stdout)).toMatchObject({ running: false });
  });

  it('says by the exit code that the first answer failed, and keeps what was set up', async () => {
    const wrong = 'sk-proj-FAKE-wrong-0123456789abcdefghijklmnopqrstuv';
    const { code, stdout } = await run(['onboard', ...serverFlags, '--provider', 'openai', '--json'], {
      input: wrong,
    });
    expect(code).toBe(2);
    expect(onboardSchema.parse(JSON.parse(stdout)).steps.at(-1)).toMatchObject({
      step: 'answer',
      state: 'failed',
      code: 'upstream_failed',
    });
    expect((await run(['models', 'auth', 'list'])).stdout).toContain('openai:default');
  });

  it('asks nothing without a terminal, and says which option would answer', async () => {
    expect(await run(['onboard', '--vault', 'encrypted_file', '--provider', 'openai'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--key-file') as string,
    });
    expect(await run(['onboard', ...serverFlags, '--no-start'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--import all') as string,
    });
  });

  // Without a session bus there is no keychain on Linux; elsewhere there always is one.
  it.runIf(process.platform === 'linux')(
    'asks a person on a terminal for consent, passphrase and what to take, up to the first answer',
    async () => {
      const { code, screen } = await runCliOnTerminal(
        ['onboard'],
        { stateDir: state.dir, env: { OPENAI_API_KEY: key } },
        [
          { wait: 'encrypted file instead?', type: 'y\r' },
          { wait: 'New passphrase', type: 'FAKE pass phrase\r' },
          { wait: 'The same again', type: 'FAKE pass phrase\r' },
          { wait: 'Take which?', type: '1\r' },
        ],
      );
      expect(code, screen).toBe(0);
      expect(screen).toContain(said);
      expect(screen).toContain('gatehouse snippets');
      expect(screen).not.toContain('FAKE');
    },
  );
});

it.each([
  ['', []],
  ['all', [0, 1, 2]],
  ['none', []],
  ['1 3', [0, 2]],
  ['3,1,3', [2, 0]],
  ['4', undefined],
  ['x', undefined],
])('"%s" of three picks %j', (answer, numbers) => {
  expect(picked(answer, 3)).toEqual(numbers);
});

describe('gatehouse snippets', () => {
  it('names the tools, prints one without the token, and with it only when it was asked for', async () => {
    expect((await run(['snippets', '--list'])).stdout).toContain('claude-code');
    const plain = await run(['snippets', 'curl']);
    expect(plain.stdout).toContain('$GATEHOUSE_TOKEN');
    await run(['vault', 'move', '--to', 'encrypted_file', '--key-file', '--yes']);
    const token = (await run(['gateway', 'token'])).stdout.trim();
    expect(token.length).toBeGreaterThan(20);
    expect((await run(['snippets', 'curl'])).stdout).not.toContain(token);
    expect((await run(['snippets', 'curl', '--with-token'])).stdout).toContain(token);
    expect(await run(['snippets', 'claude'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('gatehouse snippets') as string,
    });
  });
});
