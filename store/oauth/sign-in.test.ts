import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { OAuthDefinition } from '#core/oauth/definition.ts';
import type { FlowStep } from '#store/oauth/browser-flow.ts';
import { systemIo } from '#store/oauth/io.ts';
import { startSignIn } from '#store/oauth/sign-in.ts';
import { TestBrowser } from '#store/oauth/testing/browser.ts';
import { startOAuthServer, type TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';

let server: TestOAuthServer;
beforeAll(async () => {
  server = await startOAuthServer();
});
afterAll(() => server?.close());
beforeEach(() => {
  server.faults.token = () => undefined;
  server.faults.redirect = () => undefined;
});

type Waiting = Extract<FlowStep, { state: 'waiting' }>;

/** A sign-in whose page is known, or that has ended before. */
async function begin(
  definition: Partial<OAuthDefinition> = {},
  method: 'browser' | 'paste' | 'device' = 'browser',
  io = systemIo,
) {
  const steps: FlowStep[] = [];
  let first: (step: Waiting) => void = () => undefined;
  const waiting = new Promise<Waiting>((resolve) => {
    first = resolve;
  });
  const signIn = startSignIn(
    { providerName: 'Test', definition: { ...server.definition, ...definition }, method },
    (step) => {
      steps.push(step);
      if (step.state === 'waiting') first(step);
    },
    io,
  );
  const ended = signIn.done.then(() => ({ state: 'waiting', url: '' }) as Waiting);
  const { url, userCode = '' } = await Promise.race([waiting, ended]);
  return { signIn, url, userCode, steps };
}

const failure = (reason: string) => ({ ok: false, failure: { reason, message: expect.any(String) } });

test('with PKCE and a loopback redirect, allowing gives tokens, the account, and a page that can be closed', async () => {
  const { signIn, url, steps } = await begin();
  expect(url).toContain('code_challenge_method=S256');
  const page = await new TestBrowser().decide(url, 'allow');
  const result = await signIn.done;
  expect(result).toMatchObject({
    ok: true,
    grant: {
      kind: 'tokens',
      secret: { version: 1, email: 'alice@example.com', accountId: 'alice', clientId: 'gatehouse-public' },
    },
  });
  const secret = result.ok && result.grant.kind === 'tokens' ? result.grant.secret : undefined;
  expect(secret?.refresh).toBeTruthy();
  expect((secret?.expires ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  expect(steps.map(({ state }) => state)).toEqual(['waiting', 'exchanging']);
  expect(page.text).toContain('You are signed in');
  expect(page.url.search).toBe('');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.text).not.toContain(secret?.access);
});

test('the listener hears one answer on loopback and is gone afterwards', async () => {
  const { signIn, url } = await begin();
  const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
  expect(redirect.hostname).toBe('127.0.0.1');
  expect((await fetch(new URL('/favicon.ico', redirect))).status).toBe(404);
  expect((await fetch(redirect, { method: 'POST', body: 'code=x' })).status).toBe(400);
  const away = await new TestBrowser().decide(url, 'allow', (to) => to.port === redirect.port);
  const first = fetch(away.url);
  expect((await signIn.done).ok).toBe(true);
  await first;
  await expect(fetch(away.url)).rejects.toThrow();
});

test('denying is told as that', async () => {
  const { signIn, url } = await begin();
  const page = await new TestBrowser().decide(url, 'deny');
  expect(await signIn.done).toMatchObject(failure('denied'));
  expect(page.text).toContain('did not succeed');
});

test.for(['address', 'code', 'code#state', 'query'] as const)(
  'a pasted %s ends the sign-in',
  async (what) => {
    const { signIn, url } = await begin({}, 'paste');
    const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
    const { url: away } = await new TestBrowser().decide(url, 'allow', (to) => to.port === redirect.port);
    const [code, state] = [away.searchParams.get('code') ?? '', away.searchParams.get('state') ?? ''];
    const pasted = {
      address: ` "${away.href}"\n`,
      code,
      'code#state': `${code}#${state}`,
      query: away.search,
    }[what];
    expect(signIn.paste('nothing to see')).toMatchObject({ message: expect.any(String) });
    expect(signIn.paste(pasted)).toBeUndefined();
    expect(await signIn.done).toMatchObject({ ok: true });
  },
);

test('an address can be pasted while the listener waits, too', async () => {
  const { signIn, url } = await begin();
  const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
  const { url: away } = await new TestBrowser().decide(url, 'allow', (to) => to.port === redirect.port);
  signIn.paste(away.href);
  expect(await signIn.done).toMatchObject({ ok: true });
});

test('an answer with another state, or with none, is not used', async () => {
  for (const bend of [
    (query: URLSearchParams) => query.set('state', 'FAKE-other'),
    (query: URLSearchParams) => query.delete('state'),
    (query: URLSearchParams) => query.append('state', 'FAKE-other'),
  ]) {
    const { signIn, url } = await begin();
    server.faults.redirect = bend;
    const before = server.tokenRequests.length;
    await new TestBrowser().decide(url, 'allow');
    expect(await signIn.done).toMatchObject(failure('state_mismatch'));
    expect(server.tokenRequests).toHaveLength(before);
  }
});

test('an answer of another issuer, or one that does not say its issuer although the server promised, is not used', async () => {
  for (const bend of [
    (query: URLSearchParams) => query.set('iss', 'https://evil.example'),
    (query: URLSearchParams) => query.delete('iss'),
  ]) {
    const { signIn, url } = await begin();
    server.faults.redirect = bend;
    await new TestBrowser().decide(url, 'allow');
    expect(await signIn.done).toMatchObject(failure('issuer_mismatch'));
  }
});

test('a server whose metadata names another issuer is refused', async () => {
  const { signIn } = await begin({ issuer: server.issuer.replace('127.0.0.1', 'localhost') });
  expect(await signIn.done).toMatchObject({ ok: false, failure: { reason: 'issuer_mismatch' } });
});

test('a code that has expired is refused by the exchange, with the code of the error', async () => {
  const { signIn, url } = await begin({}, 'paste');
  try {
    const { url: away } = await new TestBrowser().decide(
      url,
      'allow',
      (to) => to.pathname === '/oauth/callback',
    );
    // Server and client share this clock.
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 120_000);
    signIn.paste(away.href);
    const result = await signIn.done;
    expect(result).toMatchObject(failure('exchange_refused'));
    expect(result.ok ? '' : result.failure.message).toContain('invalid_grant');
  } finally {
    vi.useRealTimers();
  }
});

test('a client that the server does not know is told as a refusal of the provider', async () => {
  const { signIn, url } = await begin({ clientId: 'nobody' });
  // The server shows its own error page and sends nobody back, so the person gives up.
  expect((await new TestBrowser().open(url)).status).toBe(400);
  signIn.cancel();
  expect(await signIn.done).toMatchObject(failure('cancelled'));
  const device = await begin({ clientId: 'nobody' }, 'device');
  expect(await device.signIn.done).toMatchObject(failure('provider_refused'));
});

test('a client with a secret shows it to the token endpoint', async () => {
  for (const [clientSecret, wanted] of [
    ['FAKE-client-secret', { ok: true }],
    ['FAKE-wrong', failure('provider_refused')],
  ] as const) {
    const steps: Waiting[] = [];
    const signIn = startSignIn(
      { providerName: 'Test', definition: server.confidential, clientSecret, method: 'browser' },
      (step) => step.state === 'waiting' && steps.push(step),
    );
    while (steps.length === 0) await new Promise(setImmediate);
    await new TestBrowser().decide(steps[0]?.url ?? '', 'allow');
    expect(await signIn.done).toMatchObject(wanted);
  }
});

test('a server whose clock is two hours behind still signs people in, and the token lives as long as it says', async () => {
  server.faults.token = ({ body, headers }) => {
    const [head = '', payload = '', signature = ''] = String(body.id_token).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const behind = { ...claims, iat: claims.iat - 7200, exp: claims.exp - 7200 };
    body.id_token = [head, Buffer.from(JSON.stringify(behind)).toString('base64url'), signature].join('.');
    headers.date = new Date(Date.now() - 7_200_000).toUTCString();
  };
  const { signIn, url } = await begin();
  await new TestBrowser().decide(url, 'allow');
  const result = await signIn.done;
  const secret = result.ok && result.grant.kind === 'tokens' ? result.grant.secret : undefined;
  expect((secret?.expires ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
});

test('a fixed port that another program has is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const { signIn } = await begin({ redirect: { host: '127.0.0.1', port, path: '/oauth/callback' } });
  const result = await signIn.done;
  expect(result).toMatchObject(failure('port_taken'));
  expect(result.ok ? '' : result.failure.message).toContain(String(port));
  other.close();
});

test('localhost is listened to on both addresses of this machine', async () => {
  const { signIn, url } = await begin({ redirect: { host: 'localhost', path: '/oauth/callback' } });
  const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
  expect(redirect.hostname).toBe('localhost');
  for (const host of ['127.0.0.1', '[::1]']) {
    const answer = await fetch(`http://${host}:${redirect.port}/else`).catch(() => undefined);
    // A machine without IPv6 has only the first.
    if (host === '127.0.0.1' || answer) expect(answer?.status).toBe(404);
  }
  await new TestBrowser().decide(url, 'allow');
  expect(await signIn.done).toMatchObject({ ok: true });
});

test('cancelled, timed out, and a network that is gone have their own reasons', async () => {
  const cancelled = await begin();
  cancelled.signIn.cancel();
  expect(await cancelled.signIn.done).toMatchObject(failure('cancelled'));

  let ring: () => void = () => undefined;
  const clock = {
    ...systemIo,
    sleep: () =>
      new Promise<void>((resolve) => {
        ring = resolve;
      }),
  };
  const late = await begin({}, 'browser', clock);
  ring();
  expect(await late.signIn.done).toMatchObject(failure('timed_out'));

  const offline = { ...systemIo, fetch: () => Promise.reject(new TypeError('fetch failed')) };
  expect(await (await begin({}, 'browser', offline)).signIn.done).toMatchObject(failure('network'));

  server.faults.token = () => 'drop';
  const broken = await begin();
  await new TestBrowser().decide(broken.url, 'allow');
  expect(await broken.signIn.done).toMatchObject(failure('network'));
});

test('nonsense from the token endpoint is told as a broken answer', async () => {
  server.faults.token = ({ body }) => {
    delete body.access_token;
  };
  const { signIn, url } = await begin();
  await new TestBrowser().decide(url, 'allow');
  expect(await signIn.done).toMatchObject(failure('bad_answer'));
});

/** A clock that jumps over every wait, counting them. */
function fastClock() {
  const waits: number[] = [];
  let offset = 0;
  const io = {
    ...systemIo,
    now: () => Date.now() + offset,
    sleep: async (ms: number, signal: AbortSignal) => {
      // The limit of the whole flow is not waited for.
      if (ms > 10 * 60_000)
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      waits.push(Math.round(ms / 1000));
      offset += ms;
      await new Promise(setImmediate);
    },
  };
  return { io, waits };
}

test('a device code is shown, polled as the server wants, and granted when the person allows it', async () => {
  const { io } = fastClock();
  let polled: () => void = () => undefined;
  const firstPoll = new Promise<void>((resolve) => {
    polled = resolve;
  });
  let hold: Promise<void> = Promise.resolve();
  server.faults.token = () => polled();
  const slow = {
    ...io,
    sleep: async (ms: number, signal: AbortSignal) => io.sleep(ms, signal).then(() => hold),
  };
  const { signIn, url, userCode, steps } = await begin({}, 'device', slow);
  expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  await firstPoll;
  let go: () => void = () => undefined;
  hold = new Promise((resolve) => {
    go = resolve;
  });
  await new TestBrowser().decideDevice(url, userCode, 'allow');
  go();
  const result = await signIn.done;
  expect(result).toMatchObject({ ok: true, grant: { secret: { email: 'alice@example.com' } } });
  expect(steps.at(-1)).toEqual({ state: 'exchanging' });
});

test('a device code that is denied, or that nobody types in, ends so', async () => {
  let go: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { io } = fastClock();
  const held = {
    ...io,
    sleep: async (ms: number, signal: AbortSignal) => hold.then(() => io.sleep(ms, signal)),
  };
  const denied = await begin({}, 'device', held);
  await new TestBrowser().decideDevice(denied.url, denied.userCode, 'deny');
  go();
  expect(await denied.signIn.done).toMatchObject(failure('denied'));

  const nobody = fastClock();
  const expired = await begin({}, 'device', nobody.io);
  expect(await expired.signIn.done).toMatchObject(failure('code_expired'));
  expect(nobody.waits.every((seconds) => seconds >= 5)).toBe(true);
});

test('an exchange for an API key (OpenRouter) sends code and verifier and checks the way back', async () => {
  const seen: Record<string, string>[] = [];
  const provider = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push(JSON.parse(body));
      response.end(JSON.stringify({ key: 'sk-or-v1-FAKE' }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => provider.once('listening', resolve));
  const base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const signInTo = async (bend: (url: URL) => void) => {
    const steps: Waiting[] = [];
    const signIn = startSignIn(
      {
        providerName: 'Test',
        definition: {
          methods: ['browser'],
          authorizationEndpoint: `${base}/auth`,
          tokenEndpoint: `${base}/keys`,
          scopes: [],
          quirks: ['key_exchange'],
        },
        method: 'browser',
      },
      (step) => step.state === 'waiting' && steps.push(step),
    );
    while (steps.length === 0) await new Promise(setImmediate);
    const url = new URL(new URL(steps[0]?.url ?? '').searchParams.get('callback_url') ?? '');
    url.searchParams.set('code', 'FAKE-code');
    bend(url);
    const answer = fetch(url);
    return { signIn, answer };
  };
  const { signIn, answer } = await signInTo(() => undefined);
  expect(await signIn.done).toEqual({ ok: true, grant: { kind: 'key', key: 'sk-or-v1-FAKE' } });
  expect((await answer).status).toBe(200);
  expect(seen).toEqual([
    { code: 'FAKE-code', code_verifier: expect.stringMatching(/^.{43}$/), code_challenge_method: 'S256' },
  ]);
  const other = await signInTo((url) => {
    url.pathname = '/oauth/callback/FAKE-guess';
  });
  expect((await other.answer).status).toBe(404);
  other.signIn.cancel();
  expect(await other.signIn.done).toMatchObject(failure('cancelled'));
  provider.close();
});
