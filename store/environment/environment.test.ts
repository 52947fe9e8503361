import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askLoginShell, dotenvFile, readEnvironment } from '#store/environment/environment.ts';
import { readLoginShell } from '#store/environment/login-shell.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { testStores } from '#store/testing/stores.ts';

/** A shell that is a script of this test: it gets `-i -l -c COMMAND`. */
async function shell(body: string): Promise<string> {
  const file = join(await testDirectory(), 'shell');
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o700);
  return file;
}

test('the .env of the state directory is read in dotenv syntax, and the process environment beats it', async () => {
  const stores = await testStores();
  await writeFile(
    dotenvFile(stores),
    '# keys\nexport OPENAI_API_KEY="FAKE-from-file"\nGROQ_API_KEY=FAKE-groq\n',
  );
  const { variables, problems } = await readEnvironment(stores, { OPENAI_API_KEY: 'FAKE-env' });
  expect(variables).toEqual({ OPENAI_API_KEY: 'FAKE-env', GROQ_API_KEY: 'FAKE-groq' });
  expect(problems).toEqual([]);
});

test('a .env that cannot be read is told, and what else there is stays', async () => {
  const stores = await testStores();
  await mkdir(dotenvFile(stores));
  const { variables, problems } = await readEnvironment(stores, { A: 'b' });
  expect(variables).toEqual({ A: 'b' });
  expect(problems).toMatchObject([{ code: 'config_unreadable', where: dotenvFile(stores) }]);
});

test('a login shell tells what its start-up files set, whatever they print', async () => {
  const file = await shell('echo "welcome {"; export XAI_API_KEY=FAKE-xai; eval "$4"; echo bye');
  const answer = await readLoginShell({ shell: file });
  expect(answer).toMatchObject({ ok: true, variables: { XAI_API_KEY: 'FAKE-xai' } });
});

test('a login shell that hangs, fails or is not there is given up', async () => {
  const hanging = await shell('sleep 600');
  expect(await readLoginShell({ shell: hanging, timeoutMs: 200 })).toEqual({
    ok: false,
    reason: 'timed_out',
  });
  expect(await readLoginShell({ shell: await shell('exit 3') })).toEqual({ ok: false, reason: 'failed' });
  expect(await readLoginShell({ shell: '/no/such/shell' })).toEqual({ ok: false, reason: 'not_here' });
  expect(await readLoginShell({ platform: 'win32' })).toEqual({ ok: false, reason: 'not_here' });
});

test('the login shell is asked only when the config wants it', async () => {
  const stores = await testStores();
  expect(askLoginShell(stores, {})).toBeUndefined();
});
