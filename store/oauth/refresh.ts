import {
  processRefreshTokenResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import { safeErrorCode, signInFailure } from '#core/oauth/failure.ts';
import { type OAuthSecret, parseOAuthSecret, serialiseOAuthSecret } from '#core/profile/oauth-secret.ts';
import { say, wordsOf } from '#core/say/say.ts';
import { forgetItems } from '#store/credentials/common.ts';
import { successorItem } from '#store/credentials/oauth-item.ts';
import { clientSecretOf } from '#store/oauth/client-secret.ts';
import { definitionFor } from '#store/oauth/definitions.ts';
import { flowFailure } from '#store/oauth/flow-failure.ts';
import { secretFrom } from '#store/oauth/grant.ts';
import { type OAuthIo, systemIo } from '#store/oauth/io.ts';
import { markSignInAgain, nameSuccessor, profileOfItem } from '#store/oauth/refresh-profile.ts';
import { openServer } from '#store/oauth/server.ts';
import { withRefreshLock } from '#store/oauth-lock.ts';
import type { Stores } from '#store/stores.ts';

export type RefreshOutcome =
  /** New tokens are in the vault and the profile names them. */
  | { kind: 'refreshed'; expires?: number | undefined }
  /** Somebody else had done it: another process, or a process that died before it could name the new tokens. */
  | { kind: 'already'; expires?: number | undefined }
  /** The provider ended the grant; the profile says that it wants a sign-in. */
  | { kind: 'ended'; code: string }
  /** May work later. */
  | { kind: 'failed'; error: CallError }
  /** Another program refreshes it, or there is nothing to refresh. */
  | { kind: 'not_ours' };

/** Words of a server that end a grant (RFC 6749, 5.2). Everything else may be mended: by waiting, or in the config. */
const endingCode = 'invalid_grant';
/** Waits between tries to put new tokens into a vault that just said it was ready (milliseconds). */
const saveRetriesMs = [200, 1_000, 3_000, 6_000];

/** New tokens that a vault did not take yet; kept until it does, since the old refresh token is spent. */
const unsaved = new Map<string, OAuthSecret>();
/** One refresh at a time per item in this process; the file lock sees to the other processes. */
const running = new Map<string, Promise<RefreshOutcome>>();

/**
 * Refreshes the tokens in a vault item, at most once for each of its refresh tokens on this machine.
 *
 * Order of steps, under a lock of the item: look whether it was done already; see that the vault is open; ask the
 * provider; write the answer to the item that follows from this one; name that item in `profiles.json`; forget the
 * old one. New tokens are used by nobody before they are in the vault, read back. A death between the provider's
 * answer and the vault's is the one window in which a rotated token can be lost; between the other steps nothing is.
 * `signal` ends the wait for the lock, never a request. Never rejects.
 */
export function refreshItem(
  stores: Stores,
  item: string,
  given: { io?: OAuthIo; signal?: AbortSignal } = {},
): Promise<RefreshOutcome> {
  const key = `${stores.dir.root}\0${item}`;
  const before = running.get(key);
  if (before) return before;
  const { io = systemIo, signal = new AbortController().signal } = given;
  const run = withRefreshLock(stores, item, () => underLock(stores, item, io, signal), { signal })
    .catch((error: unknown): RefreshOutcome => ({ kind: 'failed', error: asCallError(error) }))
    .finally(() => running.delete(key));
  running.set(key, run);
  return run;
}

async function underLock(
  stores: Stores,
  item: string,
  io: OAuthIo,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const found = profileOfItem(await stores.profiles.read(), item);
  if (found === undefined) return { kind: 'already' };
  const { profile } = found;
  if (profile.type !== 'oauth' || profile.origin !== undefined) return { kind: 'not_ours' };
  const successor = successorItem(item);
  const left = unsaved.get(successor) ?? (await tokensIn(stores, successor));
  if (left !== undefined) {
    await keep(stores, { item, successor, secret: left, io });
    return { kind: 'already', expires: left.expires };
  }
  if (profile.signInAgain === true) return { kind: 'ended', code: endingCode };
  const secret = parseOAuthSecret(await stores.vault.get(item));
  if (secret?.refresh === undefined || secret.owner === 'other') return { kind: 'not_ours' };
  const vault = await stores.vault.check();
  if (vault.state !== 'ready') {
    const message = 'message' in vault ? wordsOf(vault, 'message') : say('The vault is not open.');
    throw new GatehouseError('vault_locked', message, {
      hint: say('The credential is refreshed once it is.'),
    });
  }
  if (signal.aborted) throw new GatehouseError('cancelled', say('Renewing was cancelled.'));
  // From the request on nothing is cancelled: the old refresh token may be spent, whoever still waits for the answer.
  const asked = await ask(stores, profile.provider, secret, io);
  if ('ended' in asked) {
    await markSignInAgain(stores, item, io.now());
    return { kind: 'ended', code: asked.ended };
  }
  await keep(stores, { item, successor, secret: asked.secret, io });
  return { kind: 'refreshed', expires: asked.secret.expires };
}

/** The tokens of an earlier refresh that nobody named yet, or undefined. */
async function tokensIn(stores: Stores, item: string): Promise<OAuthSecret | undefined> {
  try {
    return parseOAuthSecret(await stores.vault.get(item));
  } catch (error) {
    if (error instanceof GatehouseError && error.code === 'vault_item_missing') return undefined;
    throw error;
  }
}

async function ask(
  stores: Stores,
  provider: string,
  secret: OAuthSecret,
  io: OAuthIo,
): Promise<{ secret: OAuthSecret } | { ended: string }> {
  const signal = new AbortController().signal;
  const { config } = await stores.config.read();
  const known = definitionFor(config, provider);
  // The client that signed in; another one may be configured by now, and its grants are not ours to mix.
  const definition = secret.clientId === undefined ? known : { ...known, clientId: secret.clientId };
  try {
    const server = await openServer(definition, {
      clientSecret: await clientSecretOf(config, definition),
      io,
      signal,
    });
    const { as, client, auth, options, tokenParameters } = server;
    const response = await refreshTokenGrantRequest(as, client, auth, secret.refresh ?? '', {
      ...options,
      additionalParameters: tokenParameters,
    });
    const receivedAt = io.now();
    const tokens: TokenEndpointResponse = await processRefreshTokenResponse(as, server.clientNow(), response);
    return { secret: secretFrom(tokens, { server, receivedAt, before: secret }) };
  } catch (error) {
    if (error instanceof ResponseBodyError && error.error === endingCode) return { ended: endingCode };
    const { reason, detail } = flowFailure(error, signal);
    const code = detail.code ?? safeErrorCode((error as { error?: unknown }).error);
    const failure = signInFailure(reason, { ...detail, provider, ...(code === undefined ? {} : { code }) });
    throw new GatehouseError(
      reason === 'network' ? 'upstream_unreachable' : 'upstream_refused',
      reason === 'network'
        ? wordsOf(failure, 'message')
        : say('{{provider}} did not renew the sign-in ({{code}}).', { provider, code: code ?? reason }),
      { where: provider, hint: say('It is tried again by itself.'), cause: error },
    );
  }
}

/** Puts new tokens into the vault, read back, and lets the profile name them. */
async function keep(
  stores: Stores,
  given: { item: string; successor: string; secret: OAuthSecret; io: OAuthIo },
): Promise<void> {
  const { item, successor, secret, io } = given;
  unsaved.set(successor, secret);
  const never = new AbortController().signal;
  for (const waitMs of [...saveRetriesMs, undefined]) {
    try {
      await stores.vault.set(successor, serialiseOAuthSecret(secret));
      break;
    } catch (error) {
      if (waitMs === undefined) throw error;
      await io.sleep(waitMs, never);
    }
  }
  unsaved.delete(successor);
  await nameSuccessor(stores, { item, successor, secret, now: io.now() });
  await forgetItems(stores, [item]);
}

const asCallError = (error: unknown): CallError =>
  error instanceof GatehouseError
    ? error.toCallError()
    : { code: 'internal', message: 'Renewing a sign-in went wrong.' };
