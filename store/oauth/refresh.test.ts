import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GatehouseError } from '#core/contract/error.ts';
import { auditVault, sweepVaultItems } from '#store/credentials/sweep.ts';
import { systemIo } from '#store/oauth/io.ts';
import { refreshItem } from '#store/oauth/refresh.ts';
import { createRefresher } from '#store/oauth/refresher.ts';
import { startOAuthServer, type TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';
import { refreshTogether } from '#store/oauth/testing/refresh-together.ts';
import { signedIn, storedGrant } from '#store/oauth/testing/signed-in.ts';
import { testStores } from '#store/testing/stores.ts';
import { requireKeychain, startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';

let keyring: TestKeyring;
let server: TestOAuthServer;
beforeAll(async () => {
  requireKeychain();
  keyring = await startTestKeyring();
  Object.assign(process.env, keyring.env);
  server = await startOAuthServer();
});
afterAll(async () => {
  await server?.close();
  await keyring?.stop();
});
beforeEach(() => {
  server.faults.token = () => undefined;
});

const requests = () => server.tokenRequests.filter((grant) => grant === 'refresh_token').length;

test('a sign-in is stored under its e-mail address; signing in again replaces the grant and not the profile', async () => {
  const stores = await testStores();
  expect(await signedIn(stores, server)).toBe('test:alice@example.com');
  const first = await storedGrant(stores, 'test:alice@example.com');
  expect(first.profile).toMatchObject({
    type: 'oauth',
    email: 'alice@example.com',
    expires: first.secret.expires,
  });
  expect(await signedIn(stores, server)).toBe('test:alice@example.com');
  const second = await storedGrant(stores, 'test:alice@example.com');
  expect(second.secret.refresh).not.toBe(first.secret.refresh);
  expect(await auditVault(stores)).toEqual({ orphans: [], missing: [] });
});

test('a refresh rotates the tokens into an item of their own and keeps what the answer does not repeat', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const before = await storedGrant(stores, id);
  expect(await refreshItem(stores, before.item)).toMatchObject({ kind: 'refreshed' });
  const after = await storedGrant(stores, id);
  expect(after.item).not.toBe(before.item);
  expect(after.secret.refresh).not.toBe(before.secret.refresh);
  expect(after.secret.access).not.toBe(before.secret.access);
  expect(after.secret).toMatchObject({ email: 'alice@example.com', accountId: 'alice' });
  expect(after.profile.expires).toBe(after.secret.expires);
  await expect(stores.vault.get(before.item)).rejects.toMatchObject({ code: 'vault_item_missing' });
  const count = requests();
  expect(await refreshItem(stores, before.item)).toMatchObject({ kind: 'already' });
  expect(requests()).toBe(count);
});

test('eight processes that refresh together ask once and log nobody out, three rounds long', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const report = await refreshTogether(stores, server, id, { processes: 8, rounds: 3 });
  expect(report).toEqual({ rounds: 3, processes: 8, good: 3, requests: 3, ended: 0, failed: 0 });
}, 60_000);

test('in one process, calls that come together share one refresh', async () => {
  const stores = await testStores();
  const { item } = await storedGrant(stores, await signedIn(stores, server));
  const count = requests();
  await Promise.all(Array.from({ length: 20 }, () => refreshItem(stores, item)));
  expect(requests()).toBe(count + 1);
});

test('after a death between vault and profile, the next one finds the new tokens and asks nobody', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { item } = await storedGrant(stores, id);
  const dying = {
    ...stores,
    profiles: { ...stores.profiles, update: () => Promise.reject(new GatehouseError('disk_full', 'Full.')) },
  };
  expect(await refreshItem(dying, item)).toMatchObject({ kind: 'failed', error: { code: 'disk_full' } });
  expect((await storedGrant(stores, id)).item).toBe(item);
  // A start long afterwards sweeps what nobody refers to; these tokens it leaves.
  const late = Date.now() + 10 * 86_400_000;
  expect(await sweepVaultItems(stores, late)).toEqual([]);
  const count = requests();
  const other = await testStores(stores.dir.root);
  expect(await refreshItem(other, item)).toMatchObject({ kind: 'already' });
  expect(requests()).toBe(count);
  const { item: next } = await storedGrant(other, id);
  expect(await refreshItem(other, next)).toMatchObject({ kind: 'refreshed' });
});

test('new tokens that the vault does not take are kept and written later, without asking again', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { item } = await storedGrant(stores, id);
  const refusing = {
    ...stores,
    vault: { ...stores.vault, set: () => Promise.reject(new GatehouseError('vault_locked', 'Locked.')) },
  };
  const io = { ...systemIo, sleep: async () => undefined };
  expect(await refreshItem(refusing, item, { io })).toMatchObject({
    kind: 'failed',
    error: { code: 'vault_locked' },
  });
  const count = requests();
  expect(await refreshItem(stores, item)).toMatchObject({ kind: 'already' });
  expect(requests()).toBe(count);
  expect(await refreshItem(stores, (await storedGrant(stores, id)).item)).toMatchObject({
    kind: 'refreshed',
  });
});

test('with a locked vault nobody is asked, so no token is spent', async () => {
  const stores = await testStores();
  const { item } = await storedGrant(stores, await signedIn(stores, server));
  const count = requests();
  const locked = { ...stores.vault, check: async () => ({ state: 'locked' }) as never };
  expect(await refreshItem({ ...stores, vault: locked }, item)).toMatchObject({ kind: 'failed' });
  expect(requests()).toBe(count);
});

test('a grant that the provider ended shows as expired, wants a sign-in, and is not asked about again', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { item, secret } = await storedGrant(stores, id);
  const revoke = new URLSearchParams({ token: secret.refresh ?? '', client_id: 'gatehouse-public' });
  expect((await fetch(`${server.issuer}/token/revocation`, { method: 'POST', body: revoke })).status).toBe(
    200,
  );
  expect(await refreshItem(stores, item)).toEqual({ kind: 'ended', code: 'invalid_grant' });
  const { profile } = await storedGrant(stores, id);
  expect(profile.signInAgain).toBe(true);
  expect(profile.expires).toBeLessThanOrEqual(Date.now());
  const count = requests();
  expect(await refreshItem(stores, item)).toMatchObject({ kind: 'ended' });
  expect(requests()).toBe(count);
  await signedIn(stores, server);
  const again = await storedGrant(stores, id);
  expect(again.profile.signInAgain).toBeUndefined();
  expect(await refreshItem(stores, again.item)).toMatchObject({ kind: 'refreshed' });
});

test('a refresh token used twice ends the grant at this server, which is what the lock is for', async () => {
  const stores = await testStores();
  const { secret } = await storedGrant(stores, await signedIn(stores, server));
  const use = () =>
    fetch(`${server.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: secret.refresh ?? '',
        client_id: 'gatehouse-public',
      }),
    });
  const first = await use();
  const { refresh_token: rotated } = (await first.json()) as { refresh_token: string };
  expect((await use()).status).toBe(400);
  secret.refresh = rotated;
  expect((await use()).status).toBe(400);
});

test('a server that is down or sick is asked again later; the grant stays', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { item } = await storedGrant(stores, id);
  const offline = { ...systemIo, fetch: () => Promise.reject(new TypeError('fetch failed')) };
  expect(await refreshItem(stores, item, { io: offline })).toMatchObject({
    kind: 'failed',
    error: { code: 'upstream_unreachable' },
  });
  const sick = {
    ...systemIo,
    fetch: async () => new Response('<html>Bad gateway', { status: 502 }),
  };
  expect(await refreshItem(stores, item, { io: sick })).toMatchObject({
    kind: 'failed',
    error: { code: 'upstream_refused' },
  });
  expect((await storedGrant(stores, id)).profile.signInAgain).toBeUndefined();
  expect(await refreshItem(stores, item)).toMatchObject({ kind: 'refreshed' });
});

test('a grant that another gateway refreshes is left alone', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { item } = await storedGrant(stores, id);
  await stores.profiles.update((doc) => {
    const profile = doc.agents.main?.profiles[id];
    if (profile) profile.origin = 'my-gateway';
    return doc;
  });
  const count = requests();
  expect(await refreshItem(stores, item)).toEqual({ kind: 'not_ours' });
  expect(requests()).toBe(count);
});

test('the refresher sleeps until a token is due, renews it ahead of its end, and tries again after a failure', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { secret } = await storedGrant(stores, id);
  let now = Date.now();
  let down = false;
  const waits: number[] = [];
  let wake: (() => void) | undefined;
  let asleep: (() => void) | undefined;
  const sleeping = () =>
    new Promise<void>((resolve) => {
      asleep = resolve;
    });
  const io = {
    ...systemIo,
    now: () => now,
    random: () => 0.5,
    fetch: (...given: Parameters<typeof fetch>) =>
      down ? Promise.reject(new TypeError('fetch failed')) : fetch(...given),
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        waits.push(ms);
        wake = resolve;
        asleep?.();
      }),
  };
  const outcomes: string[] = [];
  const refresher = createRefresher({
    stores,
    io,
    onChange: () => undefined,
    onOutcome: (_id, outcome) => outcomes.push(outcome.kind),
  });
  await refresher.look();
  expect([outcomes, waits.at(-1)]).toEqual([[], 120_000]);

  // Five minutes and a chance before its end; the machine slept meanwhile, and a wake-up finds it due.
  now = (secret.expires ?? 0) - 5 * 60_000 * 1.1 + 1;
  down = true;
  let rested = sleeping();
  wake?.();
  await rested;
  expect(outcomes).toEqual(['failed']);
  expect(waits.at(-1)).toBe(5_000);

  down = false;
  now += 5_000;
  rested = sleeping();
  wake?.();
  await rested;
  expect(outcomes).toEqual(['failed', 'refreshed']);
  expect((await storedGrant(stores, id)).secret.access).not.toBe(secret.access);
  await refresher.stop();
});

test('without anything to refresh the refresher sets no timer', async () => {
  const stores = await testStores();
  const waits: number[] = [];
  const io = { ...systemIo, sleep: async (ms: number) => void waits.push(ms) };
  const refresher = createRefresher({ stores, io, onChange: () => undefined });
  await refresher.look();
  expect(waits).toEqual([]);
  await refresher.stop();
});

test('stopped while the provider answers, the refresher still puts the new tokens into the vault', async () => {
  const stores = await testStores();
  const id = await signedIn(stores, server);
  const { secret } = await storedGrant(stores, id);
  let answered: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    answered = resolve;
  });
  let pass: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    pass = resolve;
  });
  const io = {
    ...systemIo,
    now: () => secret.expires ?? 0,
    fetch: async (...given: Parameters<typeof fetch>) => {
      const answer = await fetch(...given);
      if (String(given[0]).endsWith('/token')) {
        answered();
        await held;
      }
      return answer;
    },
  };
  const refresher = createRefresher({ stores, io, onChange: () => undefined });
  const looking = refresher.look();
  await asked;
  const stopping = refresher.stop();
  pass();
  await Promise.all([looking, stopping]);
  const after = await storedGrant(stores, id);
  expect(after.secret.refresh).not.toBe(secret.refresh);
});
