import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountFrom, jwtClaims } from '#core/oauth/account.ts';
import { mergeDefinition, type OAuthDefinition, oauthDefinitionSchema } from '#core/oauth/definition.ts';
import { afterAnswer, beginPoll } from '#core/oauth/device-poll.ts';
import { type SignInReason, safeErrorCode, signInFailure } from '#core/oauth/failure.ts';
import { parsePastedRedirect } from '#core/oauth/redirect.ts';
import { clockSkewMs, expiryFrom, refreshAt, retryDelayMs } from '#core/oauth/refresh-plan.ts';

const shipped: OAuthDefinition = {
  methods: ['browser'],
  authorizationEndpoint: 'https://a.example/authorize',
  tokenEndpoint: 'https://a.example/token',
  scopes: ['openid'],
};

test('a record without a client id asks for one and says where; the config gives it', () => {
  const asking = { ...shipped, registerAt: 'https://a.example/apps', note: 'Each app has its own.' };
  const { definition, problem, hint } = mergeDefinition(asking, undefined);
  expect([definition, problem]).toEqual([undefined, expect.stringContaining('client id of your own')]);
  expect(hint).toMatch(/Each app has its own.*https:\/\/a\.example\/apps.*clientId/);
  expect(mergeDefinition(asking, { clientId: 'mine' }).definition?.clientId).toBe('mine');
});

test('an issuer and a client id in the config are a whole definition', () => {
  const { definition } = mergeDefinition(undefined, { issuer: 'https://a.example', clientId: 'x' });
  expect(definition).toMatchObject({ discovery: 'oidc', methods: ['browser', 'paste', 'device'] });
});

test('an endpoint that is missing is named', () => {
  const problem = (given: Partial<OAuthDefinition>) =>
    mergeDefinition({ methods: ['browser'], scopes: [], clientId: 'x', ...given }, undefined).problem;
  const tokenEndpoint = 'https://a.example/token';
  expect(problem({})).toContain('no tokenEndpoint');
  expect(problem({ tokenEndpoint })).toContain('no authorizationEndpoint');
  expect(problem({ tokenEndpoint, methods: ['device'] })).toContain('no deviceAuthorizationEndpoint');
  expect(problem({ discovery: 'oidc' })).toContain('issuer');
  expect(mergeDefinition(undefined, { clientId: 'x' }).problem).toContain('issuer');
  expect(mergeDefinition(undefined, undefined).problem).toContain('no way to sign in');
});

test('tokens go to https, or to this machine', () => {
  const at = (tokenEndpoint: string) =>
    oauthDefinitionSchema.safeParse({ ...shipped, tokenEndpoint }).success;
  expect(['https://a.example', 'http://127.0.0.1:9', 'http://localhost:9'].map(at)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['http://a.example', 'ftp://a.example', 'http://127.0.0.1.a.example'].map(at)).toEqual([
    false,
    false,
    false,
  ]);
});

test('a record cannot set what the flow itself sets and checks', () => {
  for (const name of ['state', 'code_challenge', 'redirect_uri', 'client_id', 'code_challenge_method']) {
    const given = { ...shipped, authorizationParameters: { [name]: 'x' } };
    expect(oauthDefinitionSchema.safeParse(given).success).toBe(false);
  }
});

test('a pasted redirect is read in each of its forms, and nothing else is taken for one', () => {
  const read = (text: string) => {
    const parsed = parsePastedRedirect(text);
    return parsed.ok ? Object.fromEntries(parsed.parameters) : parsed.message;
  };
  expect(read(' http://localhost:1455/auth/callback?code=ab%2Fc&state=s1 \n')).toEqual({
    code: 'ab/c',
    state: 's1',
  });
  expect(read('"http://x/?code=a&state=s&iss=https%3A%2F%2Fi#frag"')).toEqual({
    code: 'a',
    state: 's',
    iss: 'https://i',
  });
  expect(read('http://x/#code=a&state=s')).toEqual({ code: 'a', state: 's' });
  expect(read('?code=a')).toEqual({ code: 'a' });
  expect(read('ac_FAKE0123')).toEqual({ code: 'ac_FAKE0123' });
  expect(read('ac_FAKE0123#s1')).toEqual({ code: 'ac_FAKE0123', state: 's1' });
  expect(read('http://x/?error=access_denied&state=s')).toEqual({ error: 'access_denied', state: 's' });
  for (const wrong of ['', '   ', 'two words', 'https://example.com/', 'a#b#c', 'x', 'https://x/?xcode=1']) {
    expect(read(wrong)).toContain('no code');
  }
});

test('whatever is pasted, reading it never throws and a code is never empty', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const parsed = parsePastedRedirect(text);
      return parsed.ok ? parsed.parameters.length > 0 : parsed.hint.length > 0;
    }),
    { numRuns: 2_000 },
  );
});

test('a device is asked at the interval of the server, slower when told, and not beyond the end of its code', () => {
  const poll = beginPoll({ expiresIn: 60 }, 1_000);
  expect(poll).toEqual({ intervalMs: 5_000, expiresAt: 61_000 });
  expect(afterAnswer(poll, { kind: 'pending' }, 2_000)).toEqual({ next: 'poll', at: 7_000, poll });
  const slower = { ...poll, intervalMs: 10_000 };
  expect(afterAnswer(poll, { kind: 'slow_down' }, 2_000)).toEqual({ next: 'poll', at: 12_000, poll: slower });
  expect(afterAnswer(poll, { kind: 'unreachable' }, 2_000)).toMatchObject({ at: 12_000 });
  expect(afterAnswer(poll, { kind: 'pending' }, 57_000)).toEqual({ next: 'failed', reason: 'code_expired' });
  expect(afterAnswer(poll, { kind: 'denied' }, 2_000)).toEqual({ next: 'failed', reason: 'denied' });
  expect(afterAnswer(poll, { kind: 'granted' }, 2_000)).toEqual({ next: 'done' });
  expect(beginPoll({ interval: 0, expiresIn: -1 }, 0)).toEqual({ intervalMs: 5_000, expiresAt: 1_000 });
});

test('a refresh is due the skew before the end, a little earlier by chance, and in the last quarter of a short life', () => {
  const hour = 3_600_000;
  expect(refreshAt({ expires: hour, issuedAt: 0, skewMs: 300_000, random: 0 })).toBe(hour - 300_000);
  expect(refreshAt({ expires: hour, issuedAt: 0, skewMs: 300_000, random: 1 })).toBe(hour - 360_000);
  expect(refreshAt({ expires: 60_000, issuedAt: 0, skewMs: 300_000, random: 0 })).toBe(45_000);
  expect(refreshAt({ expires: hour, skewMs: 300_000, random: 0 })).toBe(hour - 300_000);
});

test('retries wait longer each time, with chance, and at most about a quarter of an hour', () => {
  expect([1, 2, 3].map((failures) => retryDelayMs(failures, 0.5))).toEqual([5_000, 10_000, 20_000]);
  expect(retryDelayMs(1_000, 1)).toBeLessThanOrEqual(15 * 60_000 * 1.25);
  expect(retryDelayMs(1, 0)).toBe(3_750);
});

test('an end is counted from the answer; a header of the same second is no skew', () => {
  expect(expiryFrom(3600, 1_000)).toBe(3_601_000);
  expect([undefined, 0, -1, Number.NaN].map((seconds) => expiryFrom(seconds, 1))).toEqual(
    Array(4).fill(undefined),
  );
  expect(clockSkewMs('Thu, 01 Jan 1970 01:00:00 GMT', 0)).toBe(3_600_000);
  expect([
    clockSkewMs('Thu, 01 Jan 1970 00:00:01 GMT', 0),
    clockSkewMs(null, 0),
    clockSkewMs('soon', 0),
  ]).toEqual([0, 0, 0]);
});

test('an account is read by its path, and only what can be part of a name is taken', () => {
  const claims = {
    email: 'ü@example.com',
    'https://api.openai.com/auth': { chatgpt_account_id: 'acc-1' },
    n: 7,
  };
  const token = ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'x'].join('.');
  const account = {
    from: 'id_token',
    email: ['email'],
    accountId: ['https://api.openai.com/auth', 'chatgpt_account_id'],
  } as const;
  const path = { ...account, email: [...account.email], accountId: [...account.accountId] };
  expect(accountFrom(path, jwtClaims(token))).toEqual({ email: 'ü@example.com', accountId: 'acc-1' });
  expect(accountFrom({ from: 'id_token', email: ['n'] }, claims)).toEqual({ email: '7' });
  for (const email of ['a b', 'a\u0007', '', {}, null, 'x'.repeat(200)]) {
    expect(accountFrom({ from: 'id_token', email: ['email'] }, { email })).toEqual({});
  }
  expect([jwtClaims('a.b.c'), jwtClaims('opaque'), jwtClaims(undefined), jwtClaims('e30.W10.x')]).toEqual(
    Array(4).fill(undefined),
  );
});

test('every reason has words of its own, without anything a server said but a clean code', () => {
  const reasons: SignInReason[] = [
    'cancelled',
    'timed_out',
    'denied',
    'network',
    'state_mismatch',
    'issuer_mismatch',
    'exchange_refused',
    'provider_refused',
    'bad_answer',
    'port_taken',
    'code_expired',
    'not_stored',
  ];
  const messages = reasons.map((reason) => signInFailure(reason, { provider: 'Acme' }).message);
  expect(new Set(messages).size).toBe(reasons.length);
  expect(safeErrorCode('invalid_grant')).toBe('invalid_grant');
  expect([safeErrorCode('a b'), safeErrorCode('<script>'), safeErrorCode(7)]).toEqual(
    Array(3).fill(undefined),
  );
});
