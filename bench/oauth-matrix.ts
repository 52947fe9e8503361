import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OAuthDefinition, SignInMethod } from '#core/oauth/definition.ts';
import type { FlowStep } from '#store/oauth/browser-flow.ts';
import { type OAuthIo, systemIo } from '#store/oauth/io.ts';
import { refreshItem } from '#store/oauth/refresh.ts';
import { startSignIn } from '#store/oauth/sign-in.ts';
import { TestBrowser } from '#store/oauth/testing/browser.ts';
import { startOAuthServer, type TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';
import { refreshTogether } from '#store/oauth/testing/refresh-together.ts';
import { signedIn, storedGrant } from '#store/oauth/testing/signed-in.ts';
import { openStores } from '#store/open-stores.ts';
import type { Stores } from '#store/stores.ts';
import { startTestKeyring } from '#store/vault/testing/keyring.ts';
import { countsFromArgs } from './counts.ts';

/**
 * Every grant against every outcome at a real server (oidc-provider), with a real keychain, as a table.
 * `node bench/oauth-matrix.ts [rounds]`: how often eight processes refresh together; 20 when absent. Needs the
 * system packages that `npm test` sees to. Exit 1 when a cell fails.
 */
const { rounds } = countsFromArgs({ rounds: 20 });
const notices = /oidc-provider (WARNING|NOTICE)/;
for (const name of ['info', 'warn'] as const) {
  const say = console[name];
  console[name] = (...words: unknown[]) => {
    if (!notices.test(words.map(String).join(' '))) say(...words);
  };
}

const rows: { grant: string; outcome: string; wanted: string; got: string }[] = [];
const cell = async (grant: string, outcome: string, wanted: string, run: () => Promise<string>) => {
  const got = await run().catch((error: unknown) => `threw ${error instanceof Error ? error.message : ''}`);
  rows.push({ grant, outcome, wanted, got });
};

const keyring = await startTestKeyring();
Object.assign(process.env, keyring.env);
const server = await startOAuthServer();
const root = await mkdtemp(join(tmpdir(), 'gatehouse-oauth-'));
let directories = 0;
const stores = (): Promise<Stores> => openStores({ stateDir: join(root, String(directories++)) });

interface Act {
  definition?: Partial<OAuthDefinition>;
  io?: OAuthIo;
  bend?: (server: TestOAuthServer) => void;
  person(page: { url: string; userCode: string }, signIn: ReturnType<typeof startSignIn>): unknown;
}

/** Runs one sign-in to its end: `tokens`, or the reason of its failure. */
async function signIn(method: SignInMethod, act: Act): Promise<string> {
  server.faults.token = () => undefined;
  server.faults.redirect = () => undefined;
  act.bend?.(server);
  let acted: Promise<unknown> | undefined;
  const started = startSignIn(
    { providerName: 'Test', definition: { ...server.definition, ...act.definition }, method },
    (step: FlowStep) => {
      if (step.state !== 'waiting') return;
      const page = { url: step.url, userCode: step.userCode ?? '' };
      acted = new Promise(setImmediate).then(() => act.person(page, started));
    },
    act.io,
  );
  const result = await started.done;
  await acted?.catch(() => undefined);
  return result.ok ? result.grant.kind : result.failure.reason;
}

const decide = (decision: 'allow' | 'deny') => (page: { url: string }) =>
  new TestBrowser().decide(page.url, decision);
const toRedirect = (url: URL) => url.pathname === '/oauth/callback';
const byPaste =
  (change: (url: URL) => string, decision: 'allow' | 'deny' = 'allow') =>
  async (page: { url: string }, started: ReturnType<typeof startSignIn>) => {
    const { url } = await new TestBrowser().decide(page.url, decision, toRedirect);
    started.paste(change(url));
  };
const unreachable: OAuthIo = { ...systemIo, fetch: () => Promise.reject(new TypeError('fetch failed')) };
/** Ends the whole flow's time at once. */
const late: OAuthIo = { ...systemIo, sleep: async () => undefined };
/** Device polls wait for the person's decision and not for seconds. */
function device(act: (page: { url: string; userCode: string }) => Promise<unknown>) {
  let decided: () => void = () => undefined;
  const decision = new Promise<void>((resolve) => {
    decided = resolve;
  });
  const io: OAuthIo = {
    ...systemIo,
    sleep: (ms, signal) => (ms > 600_000 ? systemIo.sleep(ms, signal) : decision),
  };
  return { io, person: (page: { url: string; userCode: string }) => act(page).finally(decided) };
}
const onDevice = (decision: 'allow' | 'deny') =>
  device(({ url, userCode }) => new TestBrowser().decideDevice(url, userCode, decision));

const code = 'code + PKCE, loopback';
await cell(code, 'allowed', 'tokens', () => signIn('browser', { person: decide('allow') }));
await cell(code, 'localhost, both addresses', 'tokens', () =>
  signIn('browser', {
    definition: { redirect: { host: 'localhost', path: '/oauth/callback' } },
    person: decide('allow'),
  }),
);
await cell(code, 'denied', 'denied', () => signIn('browser', { person: decide('deny') }));
await cell(code, 'wrong state', 'state_mismatch', () =>
  signIn('browser', {
    bend: ({ faults }) => {
      faults.redirect = (query) => query.set('state', 'FAKE');
    },
    person: decide('allow'),
  }),
);
await cell(code, 'wrong issuer in answer', 'issuer_mismatch', () =>
  signIn('browser', {
    bend: ({ faults }) => {
      faults.redirect = (query) => query.set('iss', 'https://evil.example');
    },
    person: decide('allow'),
  }),
);
await cell(code, 'wrong issuer in metadata', 'issuer_mismatch', () =>
  signIn('browser', {
    definition: { issuer: server.issuer.replace('127.0.0.1', 'localhost') },
    person: () => undefined,
  }),
);
await cell(code, 'code expired', 'exchange_refused', async () => {
  const brief = await startOAuthServer({ codeTtl: 1 });
  try {
    return await signIn('browser', {
      definition: brief.definition,
      person: async (page) => {
        const { url } = await new TestBrowser().decide(page.url, 'allow', toRedirect);
        await new Promise((resolve) => setTimeout(resolve, 2_100));
        await fetch(url);
      },
    });
  } finally {
    await brief.close();
  }
});
await cell(code, 'clock two hours off', 'tokens', () =>
  signIn('browser', {
    bend: ({ faults }) => {
      faults.token = ({ body, headers }) => {
        const [head = '', payload = '', signature = ''] = String(body.id_token).split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
          iat: number;
          exp: number;
        };
        const behind = JSON.stringify({ ...claims, iat: claims.iat - 7200, exp: claims.exp - 7200 });
        body.id_token = [head, Buffer.from(behind).toString('base64url'), signature].join('.');
        headers.date = new Date(Date.now() - 7_200_000).toUTCString();
      };
    },
    person: decide('allow'),
  }),
);
await cell(code, 'port taken', 'port_taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    const redirect = { host: '127.0.0.1', port, path: '/oauth/callback' } as const;
    return await signIn('browser', { definition: { redirect }, person: () => undefined });
  } finally {
    other.close();
  }
});
await cell(code, 'cancelled', 'cancelled', () =>
  signIn('browser', { person: (_page, started) => started.cancel() }),
);
await cell(code, 'nobody answers', 'timed_out', () =>
  signIn('browser', { io: late, person: () => undefined }),
);
await cell(code, 'no network', 'network', () =>
  signIn('browser', { io: unreachable, person: () => undefined }),
);
await cell(code, 'connection lost in exchange', 'network', () =>
  signIn('browser', {
    bend: ({ faults }) => {
      faults.token = () => 'drop';
    },
    person: decide('allow'),
  }),
);
await cell(code, 'nonsense from the server', 'bad_answer', () =>
  signIn('browser', {
    bend: ({ faults }) => {
      faults.token = ({ body }) => {
        delete body.access_token;
      };
    },
    person: decide('allow'),
  }),
);

const paste = 'code + PKCE, pasted';
await cell(paste, 'whole address', 'tokens', () => signIn('paste', { person: byPaste((url) => url.href) }));
await cell(paste, 'only the code', 'tokens', () =>
  signIn('paste', { person: byPaste((url) => url.searchParams.get('code') ?? '') }),
);
await cell(paste, 'code#state', 'tokens', () =>
  signIn('paste', {
    person: byPaste((url) => `${url.searchParams.get('code')}#${url.searchParams.get('state')}`),
  }),
);
await cell(paste, 'denied', 'denied', () => signIn('paste', { person: byPaste((url) => url.href, 'deny') }));
await cell(paste, 'wrong state', 'state_mismatch', () =>
  signIn('paste', { person: byPaste((url) => `${url.searchParams.get('code')}#FAKE`) }),
);
await cell(paste, 'a code of somebody else', 'exchange_refused', () =>
  signIn('paste', { person: byPaste(() => 'FAKE-code-0123456789') }),
);

const deviceCode = 'device code';
await cell(deviceCode, 'allowed', 'tokens', () => signIn('device', onDevice('allow')));
await cell(deviceCode, 'denied', 'denied', () => signIn('device', onDevice('deny')));
await cell(deviceCode, 'expired', 'code_expired', () => {
  let offset = 0;
  const io: OAuthIo = {
    ...systemIo,
    now: () => Date.now() + offset,
    sleep: async (ms, signal) => {
      if (ms > 600_000) return systemIo.sleep(ms, signal);
      offset += ms;
      await new Promise(setImmediate);
    },
  };
  return signIn('device', { io, person: () => undefined });
});
await cell(deviceCode, 'network lost while polling, then back', 'tokens', () => {
  const allowed = onDevice('allow');
  let lost = 2;
  const flaky: typeof fetch = (input, init) =>
    String(input).endsWith('/token') && lost-- > 0
      ? Promise.reject(new TypeError('fetch failed'))
      : fetch(input, init);
  return signIn('device', { ...allowed, io: { ...allowed.io, fetch: flaky } });
});
await cell(deviceCode, 'unknown client', 'provider_refused', () =>
  signIn('device', { definition: { clientId: 'nobody' }, person: () => undefined }),
);
await cell(deviceCode, 'cancelled', 'cancelled', () =>
  signIn('device', { person: (_page, started) => started.cancel() }),
);

server.faults.token = () => undefined;
server.faults.redirect = () => undefined;
const refresh = 'refresh';
const outcomeOf = async (one: Stores, item: string, io?: OAuthIo) =>
  (await refreshItem(one, item, io ? { io } : {})).kind;
await cell(refresh, 'rotated', 'refreshed, refreshed', async () => {
  const one = await stores();
  const id = await signedIn(one, server);
  const kinds = [];
  for (let turn = 0; turn < 2; turn++) kinds.push(await outcomeOf(one, (await storedGrant(one, id)).item));
  return kinds.join(', ');
});
await cell(refresh, 'revoked at the provider', 'ended', async () => {
  const one = await stores();
  const { item, secret } = await storedGrant(one, await signedIn(one, server));
  const body = new URLSearchParams({ token: secret.refresh ?? '', client_id: 'gatehouse-public' });
  await fetch(`${server.issuer}/token/revocation`, { method: 'POST', body });
  return outcomeOf(one, item);
});
await cell(refresh, 'no network, then back', 'failed, refreshed', async () => {
  const one = await stores();
  const { item } = await storedGrant(one, await signedIn(one, server));
  return `${await outcomeOf(one, item, unreachable)}, ${await outcomeOf(one, item)}`;
});
await cell(refresh, 'died before the profile was written', 'failed, already, refreshed', async () => {
  const one = await stores();
  const id = await signedIn(one, server);
  const { item } = await storedGrant(one, id);
  const dying = { ...one, profiles: { ...one.profiles, update: () => Promise.reject(new Error('died')) } };
  const kinds = [await outcomeOf(dying, item), await outcomeOf(one, item)];
  return [...kinds, await outcomeOf(one, (await storedGrant(one, id)).item)].join(', ');
});
await cell(refresh, 'owned by another gateway', 'not_ours', async () => {
  const one = await stores();
  const id = await signedIn(one, server);
  const { item } = await storedGrant(one, id);
  await one.profiles.update((doc) => {
    const profile = doc.agents.main?.profiles[id];
    if (profile) profile.origin = 'other';
    return doc;
  });
  return outcomeOf(one, item);
});
await cell(
  refresh,
  `8 processes at once, ${rounds} rounds`,
  `${rounds} good, ${rounds} requests, 0 ended`,
  async () => {
    const one = await stores();
    const id = await signedIn(one, server);
    const report = await refreshTogether(one, server, id, { processes: 8, rounds });
    return `${report.good} good, ${report.requests} requests, ${report.ended} ended`;
  },
);

const key = 'key exchange';
await cell(key, 'allowed', 'key', async () => {
  const provider = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end('{"key":"sk-FAKE"}'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => provider.once('listening', resolve));
  const base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const { discovery: _, issuer: __, ...rest } = server.definition;
  try {
    const definition = {
      ...rest,
      discovery: undefined,
      authorizationEndpoint: `${base}/auth`,
      tokenEndpoint: `${base}/keys`,
      quirks: ['key_exchange'],
    };
    return await signIn('browser', {
      definition: definition as unknown as OAuthDefinition,
      person: ({ url }) => fetch(`${new URL(url).searchParams.get('callback_url')}?code=FAKE`),
    });
  } finally {
    provider.close();
  }
});

await server.close();
await keyring.stop();
await rm(root, { recursive: true, force: true });
const widths = ['grant', 'outcome', 'wanted', 'got'].map((name) =>
  Math.max(name.length, ...rows.map((row) => row[name as keyof typeof row].length)),
);
const print = (cells: string[]) =>
  console.log(
    cells
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
print(['grant', 'outcome', 'wanted', 'got', '']);
for (const { grant, outcome, wanted, got } of rows) {
  print([grant, outcome, wanted, got, wanted === got ? 'pass' : 'FAIL']);
}
const failed = rows.filter(({ wanted, got }) => wanted !== got).length;
console.log(`${rows.length - failed} of ${rows.length} pass`);
process.exit(failed === 0 ? 0 : 1);
