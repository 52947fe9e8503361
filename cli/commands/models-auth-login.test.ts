import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { keychainEnv } from '#cli/testing/keychain.ts';
import {
  finished,
  freePort,
  makeStateDir,
  runCli,
  runCliOnTerminal,
  startCli,
} from '#cli/testing/run-cli.ts';
import { TestBrowser } from '#store/oauth/testing/browser.ts';
import { startOAuthServer, type TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';

let server: TestOAuthServer;
let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeAll(async () => {
  server = await startOAuthServer();
});
afterAll(() => server?.close());
beforeEach(async () => {
  state = await makeStateDir();
  const config = {
    gateway: { port: await freePort(), autostart: false },
    models: { providers: { acme: { baseUrl: `${server.issuer}/v1`, api: 'openai-completions' } } },
    auth: { oauth: { acme: { issuer: server.issuer, clientId: 'gatehouse-public' } } },
  };
  await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify(config));
});
afterEach(() => state.remove());

const login = ['models', 'auth', 'login', '-p', 'acme'];
const options = () => ({ stateDir: state.dir, env: keychainEnv() });

/** Runs a sign-in with `--json`; `act` does the person's part with the first line. */
async function signIn(
  args: string[],
  act: (waiting: { url: string; userCode: string }, type: (text: string) => void) => Promise<unknown>,
) {
  const child = startCli([...args, '--json'], options());
  const end = finished(child);
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const [first] = (await once(lines, 'line')) as [string];
  await act(JSON.parse(first), (text) => child.stdin?.end(text));
  const { code, stdout, stderr } = await end;
  return {
    code,
    stderr,
    events: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

it('without a terminal says that it needs one, or --json', async () => {
  for (const method of [[], ['-m', 'paste'], ['-m', 'device']]) {
    const run = await runCli([...login, ...method], options());
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('needs a terminal, or --json');
  }
});

it('signs in by the browser, in its own process', async () => {
  const { code, events } = await signIn(login, ({ url }) => new TestBrowser().decide(url, 'allow'));
  expect(events).toMatchObject([
    { event: 'waiting', provider: 'acme', agentId: 'main', method: 'browser', via: 'store' },
    { event: 'done', id: 'acme:alice@example.com' },
  ]);
  expect(code).toBe(0);
  const list = JSON.parse((await runCli(['models', 'auth', 'list', '--json'], options())).stdout);
  expect(list.profiles).toMatchObject([{ id: 'acme:alice@example.com', type: 'oauth' }]);
});

it('takes the pasted address from standard input, and names the credential as told', async () => {
  const { code, events } = await signIn(
    [...login, '-m', 'paste', '--profile-id', 'acme:work'],
    async ({ url }, type) => {
      const stop = (to: URL) => to.pathname === '/oauth/callback';
      type((await new TestBrowser().decide(url, 'allow', stop)).url.href);
    },
  );
  expect({ code, last: events.at(-1) }).toMatchObject({ code: 0, last: { event: 'done', id: 'acme:work' } });
});

it('tells a denied sign-in with its reason and fails', async () => {
  const { code, events } = await signIn(login, ({ url }) => new TestBrowser().decide(url, 'deny'));
  expect(code).toBe(1);
  expect(events.at(-1)).toMatchObject({ ok: false, error: { code: 'upstream_refused', where: 'denied' } });
});

it('shows page and code of a device on a terminal, and Ctrl-C cancels it', async () => {
  const { code, screen } = await runCliOnTerminal([...login, '-m', 'device'], options(), [
    { wait: 'Ctrl-C cancels', type: '\u0003' },
  ]);
  expect(screen).toMatch(/type this code there:\s+\S*[A-Z]{4}-[A-Z]{4}/);
  expect(screen).toContain('cancelled; nothing was stored');
  // The shell between script(1) and the command is interrupted as well and may answer for it.
  expect(code).not.toBe(0);
});

it('through the running host, which has the credential at once', async () => {
  expect(await runCli(['host', 'start'], options())).toMatchObject({ code: 0 });
  try {
    const { code, events } = await signIn([...login, '-m', 'device'], ({ url, userCode }) =>
      new TestBrowser().decideDevice(url, userCode, 'allow'),
    );
    expect({ code, events }).toMatchObject({
      code: 0,
      events: [
        { event: 'waiting', via: 'host' },
        { event: 'done', id: 'acme:alice@example.com' },
      ],
    });
  } finally {
    await runCli(['host', 'stop'], options());
  }
});
