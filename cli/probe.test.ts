import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostStatusSchema } from '#cli/commands/host.schema.ts';
import { testedCredentialSchema } from '#cli/commands/models-auth-test.schema.ts';
import { modelsStatusSchema } from '#cli/commands/models-status.schema.ts';
import { useFileVault } from '#cli/testing/file-vault.ts';
import { freePort, makeStateDir, runCli } from '#cli/testing/run-cli.ts';

const good = 'FAKE-good-key-0123456789';

let state: Awaited<ReturnType<typeof makeStateDir>>;
let upstream: Server;
beforeEach(async () => {
  state = await makeStateDir();
  await useFileVault(state.dir);
  upstream = createServer((request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${good}` ? 200 : 401);
    response.end('{"data":[]}');
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const config = {
    gateway: { port: await freePort() },
    models: { providers: { mine: { baseUrl, api: 'openai-completions' } } },
  };
  await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify(config));
});
afterEach(async () => {
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await state.remove();
});

const run = (args: string[], input?: string) =>
  runCli(args, { stateDir: state.dir, ...(input === undefined ? {} : { input }) });
const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'])).stdout) as unknown;

it('where no host runs, one is started to ask the provider, and ended again', async () => {
  await run(['models', 'auth', 'paste-api-key', '-p', 'mine'], good);
  await run(
    ['models', 'auth', 'paste-api-key', '-p', 'mine', '--name', 'wrong'],
    'FAKE-wrong-key-0123456789',
  );
  expect(testedCredentialSchema.parse(await json('models', 'auth', 'test', 'mine:default'))).toMatchObject({
    outcome: 'ok',
  });
  const { auth } = modelsStatusSchema.parse(await json('models', 'status', '--probe'));
  expect(auth.probes?.map(({ profileId, reason }) => [profileId, reason])).toEqual([
    ['mine:default', undefined],
    ['mine:wrong', 'invalid_key'],
  ]);
  expect(hostStatusSchema.parse(await json('host', 'status'))).toMatchObject({ running: false });
}, 60_000);
