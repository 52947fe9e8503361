import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  clockTolerance,
  customFetch,
  discoveryRequest,
  None,
  processDiscoveryResponse,
} from 'oauth4webapi';
import { isLoopbackHost, type OAuthDefinition } from '#core/oauth/definition.ts';
import { clockSkewMs } from '#core/oauth/refresh-plan.ts';
import { FlowFailure } from '#store/oauth/flow-failure.ts';
import type { OAuthIo } from '#store/oauth/io.ts';

/** Milliseconds for one request to a provider; the locks around a refresh are laid out for it. */
export const requestTimeoutMs = 20_000;
/** The clocks of provider and machine may differ by so much without a word (seconds). */
const toleranceSeconds = 60;
/** An issuer for definitions that know none; nothing is ever compared with it. */
const noIssuer = 'https://issuer.invalid';

/** A provider's server as the protocol library wants it, with everything of the definition in it. */
export interface OAuthServer {
  as: AuthorizationServer;
  client: Client;
  auth: ClientAuth;
  /** Options of every request. */
  options: {
    [customFetch]: (url: string, init: object) => Promise<Response>;
    [allowInsecureRequests]: boolean;
    signal: () => AbortSignal;
  };
  tokenParameters: Record<string, string>;
  /** What of the last token answer stands beside the standard: an ID token without a known issuer. */
  readonly seen: { idToken?: string; dateHeader?: string | null };
  /** The client with the clock skew of the last answer, for checks of an ID token's times. */
  clientNow(): Client;
}

/** @throws FlowFailure `network`, `bad_answer` or `issuer_mismatch` from the discovery. */
export async function openServer(
  definition: OAuthDefinition,
  given: { clientSecret?: string | undefined; io: OAuthIo; signal: AbortSignal },
): Promise<OAuthServer> {
  const { io, signal, clientSecret } = given;
  const client: Client = {
    client_id: definition.clientId ?? 'gatehouse',
    [clockTolerance]: toleranceSeconds,
  };
  const seen: OAuthServer['seen'] = {};
  const fetchIt = async (url: string, init: object): Promise<Response> => {
    // Endpoints may come from a server's metadata: a token never goes over the network in the clear.
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:' && !isLoopbackHost(hostname)) throw new FlowFailure('bad_answer');
    let answer: Response;
    try {
      answer = await io.fetch(url, init as RequestInit);
    } catch (cause) {
      throw new FlowFailure('network', { host: new URL(url).host }, cause);
    }
    seen.dateHeader = answer.headers.get('date');
    return url === as.token_endpoint ? normalised(answer, definition, seen) : answer;
  };
  const options = {
    [customFetch]: fetchIt,
    // `fetchIt` refuses `http:` but for this machine itself.
    [allowInsecureRequests]: true,
    signal: () => AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
  };
  let as: AuthorizationServer = { issuer: definition.issuer ?? noIssuer };
  if (definition.discovery !== undefined && definition.issuer !== undefined) {
    const issuer = new URL(definition.issuer);
    const answer = await discoveryRequest(issuer, { ...options, algorithm: definition.discovery });
    as = await processDiscoveryResponse(issuer, answer);
  }
  as = { ...as, ...endpoints(definition) };
  return {
    as,
    client,
    auth:
      clientSecret === undefined
        ? None()
        : definition.clientAuth === 'basic'
          ? ClientSecretBasic(clientSecret)
          : ClientSecretPost(clientSecret),
    options,
    tokenParameters: definition.tokenParameters ?? {},
    seen,
    // The library asks the system's clock itself, so the skew is measured against that one.
    clientNow: () => ({
      ...client,
      [clockSkew]: Math.round(clockSkewMs(seen.dateHeader ?? null, Date.now()) / 1000),
    }),
  };
}

function endpoints(definition: OAuthDefinition): Partial<AuthorizationServer> {
  const given = {
    authorization_endpoint: definition.authorizationEndpoint,
    token_endpoint: definition.tokenEndpoint,
    device_authorization_endpoint: definition.deviceAuthorizationEndpoint,
    revocation_endpoint: definition.revocationEndpoint,
    userinfo_endpoint: definition.userinfoEndpoint,
  };
  return Object.fromEntries(Object.entries(given).filter(([, url]) => url !== undefined));
}

/** A token answer as RFC 6749 has it, from servers that are nearly so. */
async function normalised(
  answer: Response,
  definition: OAuthDefinition,
  seen: OAuthServer['seen'],
): Promise<Response> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return answer;
  const { id_token: idToken, ...rest } = body as Record<string, unknown>;
  const again = (value: object, status: number) =>
    new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
  const isError = typeof rest.error === 'string' && rest.access_token === undefined;
  if (isError && answer.status === 200 && definition.quirks?.includes('errors_with_200'))
    return again(rest, 400);
  if (!answer.ok) return answer;
  if (typeof idToken === 'string') seen.idToken = idToken;
  // Without an issuer there is nothing to compare an ID token with; it only names the account.
  const kept = definition.issuer === undefined || idToken === undefined ? {} : { id_token: idToken };
  return again({ token_type: 'bearer', ...rest, ...kept }, answer.status);
}
