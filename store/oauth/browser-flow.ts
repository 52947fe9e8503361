import {
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { defaultRedirect, type OAuthDefinition } from '#core/oauth/definition.ts';
import { parsePastedRedirect } from '#core/oauth/redirect.ts';
import type { Said } from '#core/say/say.ts';
import { FlowFailure } from '#store/oauth/flow-failure.ts';
import { type Grant, secretFrom, withAccount } from '#store/oauth/grant.ts';
import type { OAuthIo } from '#store/oauth/io.ts';
import { exchangeKey } from '#store/oauth/key-exchange.ts';
import { type LoopbackListener, listenLoopback } from '#store/oauth/loopback.ts';
import { type OAuthServer, openServer } from '#store/oauth/server.ts';

/** What a flow tells while it goes on. */
export type FlowStep =
  | { state: 'waiting'; url: string; userCode?: string /** Epoch milliseconds. */; expiresAt?: number }
  | { state: 'exchanging' };

export interface FlowContext {
  definition: OAuthDefinition;
  clientSecret?: string | undefined;
  io: OAuthIo;
  /** Aborted with a `FlowFailure` that says why. */
  signal: AbortSignal;
  onStep(step: FlowStep): void;
  /** The query of a redirect that a person pasted. */
  pasted: Promise<URLSearchParams>;
  /** Where the loopback page's words come from; English when absent. */
  pages?: { ok: string; failed: string } | undefined;
}

/**
 * Authorization code with PKCE (S256). With `listen` the answer comes by the loopback redirect or by paste, whichever
 * is first; without, by paste alone.
 * @throws FlowFailure, and what the protocol library throws.
 */
export async function browserFlow(context: FlowContext, listen: boolean): Promise<Grant> {
  const { definition, io, signal, clientSecret } = context;
  const server = await openServer(definition, { clientSecret, io, signal });
  const keyExchange = definition.quirks?.includes('key_exchange') === true;
  const [state, verifier] = [io.secret(), io.secret()];
  const redirect = definition.redirect ?? defaultRedirect;
  // A provider that knows no state still brings back the path.
  const path = keyExchange ? `${redirect.path}/${state}` : redirect.path;
  const listener = listen
    ? await listenLoopback({ ...redirect, path, ...(context.pages ? { pages: context.pages } : {}) })
    : undefined;
  try {
    // Pasted by hand, nothing listens there; a high port by chance keeps the code from a program that might.
    const port = listener?.port ?? redirect.port ?? 49_152 + Math.floor(io.random() * 16_000);
    const redirectUri = `http://${redirect.host}:${port}${path}`;
    const challenge = await calculatePKCECodeChallenge(verifier);
    context.onStep({
      state: 'waiting',
      url: keyExchange
        ? keyExchangeUrl(definition, redirectUri, challenge)
        : authorizationUrl(definition, server, { redirectUri, challenge, state }),
    });
    const { query, byHand } = await firstAnswer(context, listener);
    context.onStep({ state: 'exchanging' });
    const grant = keyExchange
      ? await forKey(context, query, verifier)
      : await forTokens(context, server, { query, byHand, state, verifier, redirectUri });
    await listener?.finish(true);
    return grant;
  } catch (error) {
    await listener?.finish(false);
    throw error;
  }
}

function authorizationUrl(
  definition: OAuthDefinition,
  { as, client }: OAuthServer,
  given: { redirectUri: string; challenge: string; state: string },
): string {
  if (as.authorization_endpoint === undefined) throw new FlowFailure('bad_answer');
  const url = new URL(as.authorization_endpoint);
  const parameters = {
    ...definition.authorizationParameters,
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: given.redirectUri,
    ...(definition.scopes.length === 0 ? {} : { scope: definition.scopes.join(' ') }),
    code_challenge: given.challenge,
    code_challenge_method: 'S256',
    state: given.state,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function keyExchangeUrl(definition: OAuthDefinition, redirectUri: string, challenge: string): string {
  const url = new URL(definition.authorizationEndpoint ?? '');
  const parameters = {
    ...definition.authorizationParameters,
    callback_url: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

async function firstAnswer(
  { pasted, signal }: FlowContext,
  listener: LoopbackListener | undefined,
): Promise<{ query: URLSearchParams; byHand: boolean }> {
  let stop: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([
      ended,
      pasted.then((query) => ({ query, byHand: true })),
      ...(listener ? [listener.answer.then((query) => ({ query, byHand: false }))] : []),
    ]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

async function forKey(context: FlowContext, query: URLSearchParams, verifier: string): Promise<Grant> {
  const { definition, io, signal } = context;
  const code = query.get('code');
  if (code === null) {
    throw new FlowFailure(query.get('error') === 'access_denied' ? 'denied' : 'provider_refused');
  }
  const endpoint = definition.tokenEndpoint ?? '';
  return { kind: 'key', key: await exchangeKey(endpoint, { code, verifier, fetch: io.fetch, signal }) };
}

async function forTokens(
  { definition, io }: FlowContext,
  server: OAuthServer,
  given: { query: URLSearchParams; byHand: boolean; state: string; verifier: string; redirectUri: string },
): Promise<Grant> {
  const { as, client, auth, options, tokenParameters } = server;
  const { query, state } = given;
  // Compared here and not by the library, whose errors tell these two apart by their words alone.
  if (query.getAll('state').some((one) => one !== state)) throw new FlowFailure('state_mismatch');
  if (!query.has('state')) {
    // A bare code, pasted by the person who started this; PKCE binds it to this flow.
    if (!given.byHand) throw new FlowFailure('state_mismatch');
    query.set('state', state);
  }
  const issuers = query.getAll('iss');
  if (definition.issuer === undefined) query.delete('iss');
  else if (issuers.some((one) => one !== as.issuer)) throw new FlowFailure('issuer_mismatch');
  else if (issuers.length === 0 && !given.byHand && as.authorization_response_iss_parameter_supported) {
    throw new FlowFailure('issuer_mismatch');
  }
  // An ID token in the answer belongs to other flows; some providers send one along.
  query.delete('id_token');
  const checkable = { ...as, authorization_response_iss_parameter_supported: false };
  const callback = validateAuthResponse(checkable, client, query, state);
  const answer = await authorizationCodeGrantRequest(
    as,
    client,
    auth,
    callback,
    given.redirectUri,
    given.verifier,
    {
      ...options,
      additionalParameters: tokenParameters,
    },
  );
  const tokens = await processAuthorizationCodeResponse(as, server.clientNow(), answer);
  const secret = secretFrom(tokens, { server, receivedAt: io.now() });
  return { kind: 'tokens', secret: await withAccount(secret, definition, server) };
}

/** The query in what a person pasted, or what is wrong with it. */
export function readPasted(
  text: string,
): { ok: true; query: URLSearchParams } | { ok: false; message: string; hint: string; said?: Said } {
  const parsed = parsePastedRedirect(text);
  return parsed.ok ? { ok: true, query: new URLSearchParams(parsed.parameters) } : parsed;
}
