import * as z from 'zod';
import { secretRefSchema } from '#core/secret/secret-ref.ts';

/** `https:` anywhere; `http:` only on this machine, where nobody else hears it. */
const endpoint = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => url.startsWith('https:') || isLoopbackHost(new URL(url).hostname),
    'https, except on this machine',
  );

export const isLoopbackHost = (hostname: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]', '::1'].includes(hostname);

export const signInMethodSchema = z.enum(['browser', 'paste', 'device']);
export type SignInMethod = z.infer<typeof signInMethodSchema>;

/** Parameters that the flow sets itself; letting a record set them would take its checks away. */
const ownParameters = new Set([
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'device_code',
  'grant_type',
  'redirect_uri',
  'refresh_token',
  'response_mode',
  'response_type',
  'state',
]);

const parameters = z
  .record(z.string().min(1).max(100), z.string().max(2000))
  .refine((given) => !Object.keys(given).some((name) => ownParameters.has(name)), 'set by the flow itself');

/** A claim by its path; a claim's own name may hold dots and slashes (`https://api.openai.com/auth`). */
const claimPath = z.array(z.string().min(1)).min(1).max(4);

/**
 * How to sign in to one provider: data, shipped in `resources/oauth.json` or given as `auth.oauth.<provider>` in the
 * config, where every field given replaces the shipped one. RFC 6749, 7636 (PKCE, always S256), 8252 (loopback
 * redirects), 8414 (discovery), 8628 (device code), 9207 (issuer in the answer).
 */
export const oauthDefinitionSchema = z.strictObject({
  /** The preferred one first. */
  methods: z.array(signInMethodSchema).min(1),
  /** Compared with `iss` of answers and ID tokens, and where `discovery` looks. */
  issuer: endpoint.optional(),
  /** Endpoints that are not given here are read from the issuer's metadata: OpenID Connect or RFC 8414. */
  discovery: z.enum(['oidc', 'oauth2']).optional(),
  authorizationEndpoint: endpoint.optional(),
  tokenEndpoint: endpoint.optional(),
  deviceAuthorizationEndpoint: endpoint.optional(),
  revocationEndpoint: endpoint.optional(),
  userinfoEndpoint: endpoint.optional(),
  /** Absent: the person's own client, given in the config, is needed; `registerAt` and `note` say how to get one. */
  clientId: z.string().min(1).max(500).optional(),
  /** For providers that give even installed apps a secret. A reference, or the value itself where it is no real secret. */
  clientSecret: z.union([z.string().min(1).max(2000), secretRefSchema]).optional(),
  /** How the client shows its secret to the token endpoint; `post` when absent. */
  clientAuth: z.enum(['post', 'basic']).optional(),
  /** Where a person registers a client of their own. */
  registerAt: endpoint.optional(),
  /** A sentence about allowed use, or why an own client is needed; shown when it is missing. */
  note: z.string().max(500).optional(),
  scopes: z.array(z.string().min(1).max(200)),
  redirect: z
    .strictObject({
      /** As the provider knows it. `localhost` is listened to on 127.0.0.1 and ::1, `127.0.0.1` on that alone. */
      host: z.enum(['127.0.0.1', 'localhost']),
      /** Fixed where the provider compares it; a free one when absent (RFC 8252, 7.3). */
      port: z.number().int().min(1024).max(65535).optional(),
      path: z.string().regex(/^\/[A-Za-z0-9/_.-]*$/),
    })
    .optional(),
  /** Added to the authorization request. */
  authorizationParameters: parameters.optional(),
  /** Added to token requests of every grant. */
  tokenParameters: parameters.optional(),
  /** Whose account it is: read from the ID token or the access token (a JWT), or asked of the userinfo endpoint. */
  account: z
    .strictObject({
      from: z.enum(['id_token', 'access_token', 'userinfo']),
      email: claimPath.optional(),
      accountId: claimPath.optional(),
    })
    .optional(),
  /**
   * `errors_with_200`: errors of the token endpoint come with status 200 (GitHub).
   * `key_exchange`: no tokens; the code is exchanged for an API key by JSON at the token endpoint (OpenRouter).
   */
  quirks: z.array(z.enum(['errors_with_200', 'key_exchange'])).optional(),
});
export type OAuthDefinition = z.infer<typeof oauthDefinitionSchema>;
export type OAuthDefinitions = Readonly<Record<string, OAuthDefinition>>;

/** What the config may say about a provider: a whole definition, or what differs from the shipped one. */
export const oauthConfigSchema = oauthDefinitionSchema.partial();
export type OAuthConfig = z.infer<typeof oauthConfigSchema>;

export interface MergedDefinition {
  definition?: OAuthDefinition;
  /** What is missing or wrong, in a sentence: the provider cannot be signed in to. */
  problem?: string;
  hint?: string;
}

/**
 * The shipped definition with the config's laid over it. A config alone may leave out nearly everything: with an
 * `issuer`, discovery, all methods and the usual scopes are assumed.
 */
export function mergeDefinition(
  shipped: OAuthDefinition | undefined,
  given: OAuthConfig | undefined,
): MergedDefinition {
  if (!shipped && !given) return { problem: 'There is no way to sign in to this provider.' };
  const base: Partial<OAuthDefinition> = shipped ?? {
    methods: given?.issuer === undefined ? ['browser', 'paste'] : ['browser', 'paste', 'device'],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    ...(given?.tokenEndpoint === undefined ? { discovery: 'oidc' as const } : {}),
    account: { from: 'id_token', email: ['email'], accountId: ['sub'] },
  };
  const merged = oauthDefinitionSchema.safeParse({ ...base, ...given });
  if (!merged.success) {
    const issue = merged.error.issues[0];
    return {
      problem: `The OAuth definition is not complete: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
      hint: 'See auth.oauth in docs/oauth.md.',
    };
  }
  const definition = merged.data;
  const keyExchange = definition.quirks?.includes('key_exchange') === true;
  if (definition.clientId === undefined && !keyExchange) {
    return {
      problem: 'Signing in to this provider needs a client id of your own.',
      hint: [
        definition.note,
        definition.registerAt && `Register one at ${definition.registerAt}.`,
        'Then set auth.oauth.<provider>.clientId in gatehouse.json.',
      ]
        .filter(Boolean)
        .join(' '),
    };
  }
  if (definition.discovery !== undefined && definition.issuer === undefined) {
    return { problem: 'Discovery needs an issuer.', hint: 'Set auth.oauth.<provider>.issuer.' };
  }
  const missing = missingEndpoint(definition);
  if (missing !== undefined) {
    return {
      problem: `The OAuth definition has no ${missing}.`,
      hint: 'Give it, or an issuer whose metadata names it.',
    };
  }
  return { definition };
}

function missingEndpoint(definition: OAuthDefinition): string | undefined {
  if (definition.discovery !== undefined) return undefined;
  if (definition.tokenEndpoint === undefined) return 'tokenEndpoint';
  const browser = definition.methods.some((method) => method !== 'device');
  if (browser && definition.authorizationEndpoint === undefined) return 'authorizationEndpoint';
  const device = definition.methods.includes('device');
  if (device && definition.deviceAuthorizationEndpoint === undefined) return 'deviceAuthorizationEndpoint';
  return undefined;
}

/** Where the redirect goes when a definition does not say. */
export const defaultRedirect: NonNullable<OAuthDefinition['redirect']> = {
  host: '127.0.0.1',
  path: '/oauth/callback',
};

/** The ways to sign in to a provider that are ready to be used; empty when something is missing. */
export const signInMethods = (
  shipped: OAuthDefinition | undefined,
  given: OAuthConfig | undefined,
): SignInMethod[] => mergeDefinition(shipped, given).definition?.methods ?? [];
