import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SignInView } from '#core/contract/calls/sign-in.ts';
import { type Hosted, hosted, upstream } from '#main/testing/hosted.ts';
import { TestBrowser } from '#store/oauth/testing/browser.ts';
import { startOAuthServer, type TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';

let server: TestOAuthServer;
let acme: Awaited<ReturnType<typeof upstream>>;
let one: Hosted;
beforeEach(async () => {
  server = await startOAuthServer();
  acme = await upstream({ status: 200, body: '{"choices":[]}' });
  one = await hosted({
    models: {
      providers: {
        acme: { baseUrl: `${acme.url}/v1`, api: 'openai-completions', models: [{ id: 'big' }], name: 'Acme' },
      },
    },
    auth: { oauth: { acme: { issuer: server.issuer, clientId: 'gatehouse-public' } } },
  });
});
afterEach(async () => {
  await one.clean();
  await acme.close();
  await server.close();
});

type Step = SignInView['step'];

/** The view of a flow once its step is so. */
async function reach<S extends Step['state']>(flow: string, state: S) {
  const { flows } = await one.until('signIns', ({ flows: all }) =>
    all.some((view) => view.flow === flow && view.step.state === state),
  );
  const view = flows.find((each) => each.flow === flow);
  if (view?.step.state !== state) throw new Error('unreachable');
  return { view, step: view.step as Extract<Step, { state: S }> };
}

async function start(
  input: { method?: 'browser' | 'paste' | 'device'; name?: string; replace?: string } = {},
) {
  const answer = await one.call('signIn.start', { provider: 'acme', ...input });
  if (!answer.ok) throw new Error(answer.error.message);
  const { flow } = answer.value;
  return { flow, ...(await reach(flow, 'waiting')) };
}

test('a provider of the config says how it can be signed in to', async () => {
  const { providers } = await one.until('models', ({ providers: all }) =>
    all.some(({ id }) => id === 'acme'),
  );
  expect(providers.find(({ id }) => id === 'acme')?.signIn).toEqual(['browser', 'paste', 'device']);
  expect(providers.find(({ id }) => id === 'openrouter')?.signIn).toEqual(['browser', 'paste']);
  expect(providers.find(({ id }) => id === 'anthropic')?.signIn).toEqual([]);
});

test('a sign-in ends as a profile that the gateway answers with, and no face ever sees a token', async () => {
  const before = await one.until('gateway', ({ observed }) => observed.state === 'ready');
  const { flow, view, step } = await start();
  expect(view).toMatchObject({ agent: 'main', provider: 'acme', method: 'browser' });
  await new TestBrowser().decide(step.url, 'allow');
  expect((await reach(flow, 'done')).step.profile).toBe('acme:alice@example.com');
  const profiles = await one.until('profiles', ({ agents }) => (agents[0]?.profiles.length ?? 0) > 0);
  expect(profiles.agents[0]?.profiles[0]).toMatchObject({ type: 'oauth', provider: 'acme' });

  await one.until(
    'gateway',
    ({ loadedRevision, wantedRevision }) =>
      wantedRevision > before.wantedRevision && loadedRevision === wantedRevision,
  );
  const tokenAnswer = await one.call('gateway.accessToken', {});
  const token = tokenAnswer.ok ? tokenAnswer.value.token : '';
  const asked = await fetch(`http://127.0.0.1:${one.gatewayPort}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'acme/big', messages: [] }),
  });
  expect(asked.status).toBe(200);
  const used = acme.seen.at(-1)?.replace('Bearer ', '') ?? '';
  const item = (await one.vault.list()).find((name) => name.startsWith('p-')) ?? '';
  expect(JSON.parse(await one.vault.get(item)).access).toBe(used);
  expect(JSON.stringify(one.host.topics.snapshot())).not.toContain(used);
});

test('signing in again for a profile replaces its grant', async () => {
  const first = await start();
  await new TestBrowser().decide(first.step.url, 'allow');
  const { profile } = (await reach(first.flow, 'done')).step;
  const again = await start({ replace: profile });
  await new TestBrowser().decide(again.step.url, 'allow');
  expect((await reach(again.flow, 'done')).step.profile).toBe(profile);
  expect((await one.vault.list()).filter((name) => name.startsWith('p-'))).toHaveLength(1);
});

test('a wrong paste is answered and may be mended', async () => {
  const { flow, step } = await start({ method: 'paste' });
  expect(await one.call('signIn.paste', { flow, redirect: 'https://example.com/' })).toMatchObject({
    ok: false,
    error: { code: 'bad_input', where: 'redirect' },
  });
  const away = await new TestBrowser().decide(step.url, 'allow', (url) => url.pathname === '/oauth/callback');
  expect(await one.call('signIn.paste', { flow, redirect: away.url.href })).toMatchObject({ ok: true });
  await reach(flow, 'done');
});

test('a denied sign-in stays on the list with its reason until it is dismissed', async () => {
  const { flow, step } = await start();
  await new TestBrowser().decide(step.url, 'deny');
  expect((await reach(flow, 'failed')).step).toMatchObject({ reason: 'denied' });
  expect(await one.call('signIn.dismiss', { flow })).toMatchObject({ ok: true });
  expect(one.host.topics.current('signIns')).toEqual({ flows: [] });
  expect(await one.call('signIn.dismiss', { flow })).toMatchObject({ ok: false });
});

test('a dismissed flow stops listening and stores nothing', async () => {
  const { flow, step } = await start();
  const redirect = new URL(step.url).searchParams.get('redirect_uri') ?? '';
  await one.call('signIn.dismiss', { flow });
  await expect
    .poll(() =>
      fetch(redirect).then(
        () => 'answers',
        () => 'gone',
      ),
    )
    .toBe('gone');
  expect((await one.vault.list()).filter((name) => name.startsWith('p-'))).toEqual([]);
});

test('a device code is in the view, and a server that is gone ends as a failed flow', async () => {
  const { step, view } = await start({ method: 'device' });
  expect(step.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  expect(view.expiresAt - Date.now()).toBeLessThanOrEqual(600_000);
  await server.close();
  const answer = await one.call('signIn.start', { provider: 'acme' });
  const flow = answer.ok ? answer.value.flow : '';
  expect((await reach(flow, 'failed')).step).toMatchObject({ reason: 'network' });
});

test.for([
  [{ provider: 'anthropic' }, 'unknown_provider'],
  [{ provider: 'chutes' }, 'unknown_provider'],
  [{ provider: 'openrouter', method: 'device' }, 'bad_input'],
  [{ provider: 'acme', agent: 'ghost' }, 'unknown_agent'],
  [{ provider: 'acme', replace: 'acme:ghost' }, 'unknown_profile'],
] as const)('%o is refused with %s before anything begins', async ([input, code]) => {
  expect(await one.call('signIn.start', input)).toMatchObject({ ok: false, error: { code } });
});

test('with a locked vault nobody is sent to sign in for nothing', async () => {
  one.vault.become({
    state: 'locked',
    level: 'keychain',
    backend: 'memory',
    reason: 'test',
    message: 'Locked.',
    hint: 'Unlock it.',
  });
  expect(await one.call('signIn.start', { provider: 'acme' })).toMatchObject({
    ok: false,
    error: { code: 'vault_locked' },
  });
});
