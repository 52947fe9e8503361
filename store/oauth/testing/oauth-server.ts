import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { OAuthDefinition } from '#core/oauth/definition.ts';

/** What a test may bend: everything else is the real server. */
export interface OAuthServerFaults {
  /** Sees and may change an answer of the token endpoint; `drop` closes the connection after the server did its work. */
  token?: (answer: {
    status: number;
    body: Record<string, unknown>;
    headers: Record<string, string>;
  }) => unknown;
  /** Changes the query with which the browser is sent back. */
  redirect?: (query: URLSearchParams) => void;
}

export interface TestOAuthServer {
  issuer: string;
  faults: OAuthServerFaults;
  /** Requests that the token endpoint got, by grant type. */
  tokenRequests: string[];
  /** A definition for the public client, found by discovery, answering on a free loopback port. */
  definition: OAuthDefinition;
  /** The client with a secret. */
  confidential: OAuthDefinition;
  close(): Promise<void>;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signingKey = { ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' };

/**
 * A real OAuth and OpenID Connect server (oidc-provider) on a free loopback port: PKCE required, refresh tokens
 * rotated, a reused one ends the whole grant, device codes, revocation. Its pages ask "allow" or "deny" by plain
 * forms, which `TestBrowser` fills in.
 */
export async function startOAuthServer(
  options: { /** Seconds. */ accessTtl?: number; deviceTtl?: number; codeTtl?: number } = {},
): Promise<TestOAuthServer> {
  const faults: OAuthServerFaults = {};
  const tokenRequests: string[] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const grantTypes = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
  const common = {
    application_type: 'native' as const,
    redirect_uris: ['http://127.0.0.1/oauth/callback', 'http://localhost/oauth/callback'],
    grant_types: grantTypes,
    response_types: ['code' as const],
  };
  const provider = new Provider(issuer, {
    clients: [
      { ...common, client_id: 'gatehouse-public', token_endpoint_auth_method: 'none' },
      {
        ...common,
        client_id: 'gatehouse-confidential',
        client_secret: 'FAKE-client-secret',
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [signingKey as never] },
    cookies: { keys: ['FAKE-cookie-key'] },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
    },
    claims: { openid: ['sub'], email: ['email'] },
    scopes: ['openid', 'email', 'offline_access'],
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com` }),
    }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: options.accessTtl ?? 3600,
      AuthorizationCode: options.codeTtl ?? 60,
      DeviceCode: options.deviceTtl ?? 600,
      IdToken: 3600,
      RefreshToken: 86_400,
      Session: 3600,
      Interaction: 3600,
      Grant: 86_400,
    },
  });
  const callback = provider.callback();
  server.on('request', (request, response) => {
    void (async () => {
      if (request.url?.startsWith('/interaction/')) return interact(provider, request, response);
      if (request.method === 'POST' && request.url === '/token')
        watchToken(request, response, { faults, tokenRequests });
      watchRedirect(response, faults);
      await callback(request, response);
    })().catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  const definition: OAuthDefinition = {
    methods: ['browser', 'paste', 'device'],
    issuer,
    discovery: 'oidc',
    clientId: 'gatehouse-public',
    scopes: ['openid', 'email', 'offline_access'],
    redirect: { host: '127.0.0.1', path: '/oauth/callback' },
    account: { from: 'id_token', email: ['email'], accountId: ['sub'] },
  };
  return {
    issuer,
    faults,
    tokenRequests,
    definition,
    confidential: { ...definition, clientId: 'gatehouse-confidential', clientSecret: 'FAKE-client-secret' },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Login by itself as `alice`; then a form that asks. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const details = await provider.interactionDetails(request, response);
  const { prompt, params, session } = details;
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: 'alice' } });
  }
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html');
    response.end('<form method="post"><button name="decision" value="allow"></button></form>');
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  if (new URLSearchParams(body).get('decision') !== 'allow') {
    const denied = { error: 'access_denied', error_description: 'The person said no.' };
    return provider.interactionFinished(request, response, denied, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({
    accountId: session?.accountId ?? '',
    clientId: String(params.client_id),
  });
  grant.addOIDCScope(String(params.scope ?? ''));
  const consent = { consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
}

function watchToken(
  request: IncomingMessage,
  response: ServerResponse,
  { faults, tokenRequests }: { faults: OAuthServerFaults; tokenRequests: string[] },
): void {
  let sent = '';
  request.on('data', (chunk: Buffer) => {
    sent += chunk.toString();
  });
  const end = response.end.bind(response);
  response.end = ((body?: unknown) => {
    tokenRequests.push(new URLSearchParams(sent).get('grant_type') ?? '?');
    const text = Buffer.isBuffer(body) ? body.toString() : String(body ?? '');
    const answer = { status: response.statusCode, body: JSON.parse(text || '{}'), headers: {} };
    if (faults.token?.(answer) === 'drop') {
      request.socket.destroy();
      return response;
    }
    const changed = JSON.stringify(answer.body);
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, String(value));
    response.setHeader('content-length', Buffer.byteLength(changed));
    response.statusCode = answer.status;
    return end(changed);
  }) as typeof response.end;
}

function watchRedirect(response: ServerResponse, faults: OAuthServerFaults): void {
  const writeHead = response.writeHead.bind(response);
  const bend = () => {
    const location = response.getHeader('location');
    if (typeof location !== 'string' || !location.includes('/oauth/callback?') || !faults.redirect) return;
    const url = new URL(location);
    faults.redirect(url.searchParams);
    response.setHeader('location', url.href);
  };
  response.writeHead = ((...given: Parameters<typeof writeHead>) => {
    bend();
    return writeHead(...given);
  }) as typeof response.writeHead;
}
