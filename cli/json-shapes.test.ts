import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCommand } from '#cli/parse/parse.ts';
import { commands } from '#cli/registry.ts';
import { freePort, makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import type { ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

const key = 'sk-FAKE-acme-0123456789-abcdefgh';
let state: Awaited<ReturnType<typeof makeStateDir>>;
let acme: ScriptedUpstream;
beforeAll(async () => {
  state = await makeStateDir();
  acme = await startOpenai([key]);
  const models = [{ id: 'big' }, { id: 'small' }];
  const config = {
    gateway: { port: await freePort() },
    models: { providers: { acme: { baseUrl: `${acme.origin}/v1`, api: 'openai-completions', models } } },
  };
  await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify(config), { mode: 0o600 });
});
afterAll(async () => {
  await runCli(['host', 'stop'], { stateDir: state.dir });
  await acme.stop();
  await state.remove();
});

/** One story: each line goes on where the one before left off. What follows `<` is standard input. */
const story: readonly string[] = [
  '',
  'status',
  'vault status',
  'vault move --to encrypted_file --key-file --yes',
  'vault unlock',
  'vault places',
  `models auth paste-api-key --provider acme < ${key}`,
  'models auth paste-token --provider acme --profile-id acme:token < FAKE-token-0123456789',
  'models auth add --provider acme --name ref --source env --ref-id ACME_KEY',
  'agents add work --name Work',
  'agents list',
  'models auth edit acme:default --label Mine',
  'models auth copy acme:default --to work',
  'models auth move acme:token --to work',
  'models auth disable acme:ref',
  'models auth enable acme:ref',
  'models auth list',
  'models auth calendar',
  'models auth order set --provider acme acme:default acme:ref',
  'models auth order get --provider acme',
  'models auth order clear --provider acme',
  'models auth logout acme:ref --yes',
  'models status',
  'models set acme/big',
  'models set-image acme/big',
  'models set-utility acme/small',
  'models list',
  'models aliases add quick acme/small',
  'models aliases list',
  'models aliases remove quick',
  'models fallbacks add acme/small',
  'models fallbacks list',
  'models fallbacks remove acme/small',
  'models fallbacks clear',
  'models image-fallbacks add acme/small',
  'models image-fallbacks list',
  'models image-fallbacks remove acme/small',
  'models image-fallbacks clear',
  'models allow list',
  'models allow add acme/big',
  'models allow add acme/small',
  'models allow remove acme/big',
  'models allow clear',
  'models explain acme/big',
  'secrets audit',
  'imports scan',
  'mirrors list',
  'mirrors set-mode plain --yes',
  'mirrors journal',
  'auth-monitor install --dry-run',
  'auth-monitor status',
  'settings list',
  'settings get warnHours',
  'settings set warnHours 48',
  'gateway tokens add editor',
  'gateway tokens list',
  'gateway tokens edit editor --hold 5',
  'gateway tokens remove editor --yes',
  'gateway status',
  'gateway token',
  'gateway service',
  'host status',
  'snippets codex',
  'doctor --check disk',
  'onboard --non-interactive',
  'gateway start',
  'gateway status',
  'models probe acme/big',
  'models auth test acme:default',
  'chat --message hello',
  'doctor',
  'families list',
  'families scan',
  'secrets reload',
  'ui --no-open',
  'gateway restart',
  'gateway stop',
  'vault lock',
  'host stop',
  'host start',
  'host stop',
];

/** What cannot be told in one run here: it asks a person, a scheduler, a page, a plan or another gateway. */
const elsewhere: readonly string[] = [
  'models auth login',
  'models auth setup-token',
  'models auth set-place',
  'models scan',
  'secrets configure',
  'secrets apply',
  'imports take',
  'mirrors undo',
  'auth-monitor uninstall',
  'auth-monitor run',
  'agents remove',
  'gateway attach',
  'gateway set-port',
  'gateway install',
  'gateway uninstall',
  'logs',
  'families preview',
  'families adopt',
  'families release',
  'families start',
  'families stop',
  'families restart',
  'families reload',
  'families set-model',
  'families set-order',
  'families add-remote',
  'families remove-remote',
  'families upgrade',
];

const parts = (line: string): { words: string[]; input: string } => {
  const [words = '', input = ''] = line.split(' < ');
  return { words: words.split(' ').filter(Boolean), input };
};
const commandOf = (words: string[]) => {
  const found = findCommand(words, commands);
  if (found.kind !== 'command' || !found.command.schema) throw new Error(`no --json: ${words.join(' ')}`);
  return { ...found.command, schema: found.command.schema };
};

it('every command with --json is in the story, or has a test elsewhere', () => {
  const told = new Set(story.map((line) => commandOf(parts(line).words).path.join(' ')));
  const missing = commands
    .filter(({ schema, path }) => schema && !told.has(path.join(' ')) && !elsewhere.includes(path.join(' ')))
    .map(({ path }) => path.join(' '));
  expect(missing).toEqual([]);
});

it('what --json prints has the documented shape, with nothing beside it', async () => {
  const wrong: unknown[] = [];
  for (const line of story) {
    const { words, input } = parts(line);
    const { schema } = commandOf(words);
    const { stdout, stderr } = await runCli([...words, '--json'], {
      stateDir: state.dir,
      input,
      env: { ACME_KEY: key },
    });
    const value = stdout === '' ? { stderr } : (JSON.parse(stdout) as object);
    const { success, data } = (await schema()).safeParse(value);
    if (!success || !isDeepStrictEqual(data, value)) wrong.push({ line, value });
    if (stdout.includes(key)) wrong.push({ line, value: 'it shows the key' });
  }
  expect(wrong).toEqual([]);
}, 240_000);
