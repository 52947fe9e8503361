import * as z from 'zod';
import { upstreamApiSchema } from '#core/config/config.ts';
import { outcomeOf } from '#core/link/outcome-row.ts';
import {
  agentIdSchema,
  credentialTypeSchema,
  profileIdSchema,
  providerIdSchema,
} from '#core/profile/profile.ts';

/**
 * What the host and the gateway process say to each other over the child's message channel. Secrets travel only
 * here, inside `load`; they never appear in argv, environment or a file.
 */

/** A credential the gateway may use, in the order in which it is to be tried. */
export const loadedProfileSchema = z.object({
  id: profileIdSchema,
  provider: providerIdSchema,
  type: credentialTypeSchema,
  /** API key, static token or OAuth access token. */
  secret: z.string().min(1),
  /** Epoch milliseconds. */
  expires: z.number().optional(),
});
export type LoadedProfile = z.infer<typeof loadedProfileSchema>;

export const loadedAgentSchema = z.object({
  /** All usable profiles of the agent. */
  profiles: z.array(loadedProfileSchema),
  /** Those that have expired, without their secrets: they answer nothing, and what follows them is decided as if they could not. */
  expired: z.array(loadedProfileSchema.pick({ id: true, provider: true, type: true })).optional(),
  /** Explicit order per provider, if the user gave one (R2: per-agent order, then configured order). */
  order: z.record(providerIdSchema, z.array(profileIdSchema)),
  primary: z.string().optional(),
  fallbacks: z.array(z.string()),
  /** For requests with images, when the primary is known to take none. */
  image: z.string().optional(),
  imageFallbacks: z.array(z.string()).optional(),
  utility: z.string().optional(),
  /** Allowlist of refs, `provider/*` and `*`; absent or empty: every model. */
  allowed: z.array(z.string()).optional(),
});
export type LoadedAgent = z.infer<typeof loadedAgentSchema>;

/** US dollars per million tokens. */
export const modelPriceSchema = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative().optional(),
  cacheWrite: z.number().nonnegative().optional(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

export const loadedProviderSchema = z.object({
  baseUrl: z.string(),
  api: upstreamApiSchema,
  /** Further APIs at the same base URL: what their clients send passes as it is. */
  also: z.array(upstreamApiSchema).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  models: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      /** Whether it takes images; absent: unknown. */
      images: z.boolean().optional(),
      price: modelPriceSchema.optional(),
    }),
  ),
  /** A rate limit is one model's, and the credential goes on answering others. */
  limitsPerModel: z.boolean().optional(),
  /** False for local servers such as Ollama, which are called without a credential when there is no profile. */
  needsKey: z.boolean(),
});
export type LoadedProvider = z.infer<typeof loadedProviderSchema>;

export const gatewayAccessSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('token'), token: z.string().min(8) }),
  z.object({ mode: z.literal('password'), password: z.string().min(8) }),
  /** A proxy of the user's has checked who asks, and says so in a header. */
  z.object({
    mode: z.literal('trusted-proxy'),
    /** Addresses and networks (`10.0.0.0/8`) from which that header is believed. */
    proxies: z.array(z.string()).min(1),
    /** Lower case, for example `x-forwarded-user`. */
    userHeader: z.string().min(1),
  }),
  z.object({ mode: z.literal('none') }),
]);
export type GatewayAccess = z.infer<typeof gatewayAccessSchema>;

/** US dollars per day (UTC); at `warn` it is told, at `hold` requests are refused until midnight. */
export const budgetSchema = z.object({
  warn: z.number().positive().optional(),
  hold: z.number().positive().optional(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** A further access token, of which only the hash is kept. */
export const namedTokenSchema = z.object({
  name: z.string().min(1).max(64),
  /** SHA-256 of the token, hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The one agent that it may use. */
  agent: agentIdSchema.optional(),
  budget: budgetSchema.optional(),
});

/**
 * Keys of the environment per provider (R1), in the order in which they are tried. They come after every profile of
 * the provider that can be used; only `override` (`GATEHOUSE_LIVE_<PROVIDER>_KEY`) beats the profiles, and is alone.
 * The next key of a list is tried only after a rate limit.
 */
export const envKeysSchema = z.record(
  providerIdSchema,
  z.object({
    override: z.boolean(),
    keys: z.array(z.object({ variable: z.string(), secret: z.string().min(1) })).min(1),
  }),
);
export type EnvKeys = z.infer<typeof envKeysSchema>;

export const paidSwitchSchema = z.enum(['allow', 'announce', 'hold']);

/** How the gateway decides; absent parts are the defaults. */
export const gatewayRulesSchema = z.object({
  /** What happens when a key that is paid by use would answer for a subscription; `announce` when absent. */
  paidSwitch: paidSwitchSchema.optional(),
  /** As `auth.cooldowns` of the config. */
  cooldowns: z
    .object({
      /** Minutes after the first, second… failure in a row; the last one repeats. */
      ladderMinutes: z.array(z.number().positive()).optional(),
      billingBackoffHours: z.number().positive().optional(),
      billingMaxHours: z.number().positive().optional(),
      failureWindowHours: z.number().positive().optional(),
    })
    .optional(),
  /** US dollars per day, all requests together; at `warn` it is told, at `hold` requests are refused until midnight UTC. */
  budget: budgetSchema.optional(),
});
export type GatewayRules = z.infer<typeof gatewayRulesSchema>;

/** Where the gateway keeps what it learns: cooldowns, use, pins, histories. */
export const gatewayMemorySchema = z.object({
  /** A folder of its own (0700); absent: in memory alone. */
  dir: z.string().optional(),
  /** `redis://…` or `rediss://…`, shared by several gateways. */
  url: z.string().optional(),
});

/** Everything the gateway routes by. A new one replaces the old one whole, between requests, without dropping a stream. */
export const gatewaySnapshotSchema = z.object({
  /** Where traces go (OTLP over HTTP, the base URL), and the share of requests that are traced. */
  traces: z.object({ url: z.string(), sample: z.number().min(0).max(1).optional() }).optional(),
  access: gatewayAccessSchema,
  /** Besides the access token or the password; not asked for in the other modes. */
  tokens: z.array(namedTokenSchema).optional(),
  /** Origins besides loopback ones. */
  allowedOrigins: z.array(z.string()),
  providers: z.record(providerIdSchema, loadedProviderSchema),
  agents: z.record(agentIdSchema, loadedAgentSchema),
  /** The same for every agent. */
  envKeys: envKeysSchema.optional(),
  /** alias -> `provider/model`. */
  aliases: z.record(z.string(), z.string()),
  rules: gatewayRulesSchema.optional(),
  state: gatewayMemorySchema.optional(),
});
export type GatewaySnapshot = z.infer<typeof gatewaySnapshotSchema>;

export const hostToGatewaySchema = z.discriminatedUnion('type', [
  /** Sent once, first. `parentPid`: the child ends itself when that process is gone. */
  z.object({
    type: z.literal('listen'),
    host: z.string(),
    port: z.number().int().min(0).max(65535),
    parentPid: z.number().int(),
  }),
  z.object({
    type: z.literal('load'),
    revision: z.number().int().nonnegative(),
    snapshot: gatewaySnapshotSchema,
  }),
  /** Stop accepting, let streams end until the deadline (milliseconds from now), exit 0. */
  z.object({ type: z.literal('drain'), deadlineMs: z.number().int().nonnegative() }),
]);
export type HostToGateway = z.infer<typeof hostToGatewaySchema>;

/** How one request ended; recorded exactly once per request. No bodies, no secrets. */
export const requestOutcomeSchema = z.object({
  requestId: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  agent: z.string(),
  /** The client's dialect. */
  dialect: z.enum([
    'openai-chat',
    'openai-responses',
    'openai-embeddings',
    'anthropic-messages',
    'anthropic-count-tokens',
    'models',
  ]),
  /** `provider/model` that answered or was tried last; absent when routing failed. */
  model: z.string().optional(),
  profile: z.string().optional(),
  attempts: z.number().int().nonnegative(),
  /** What was tried before, in order, and why it did not answer; absent when the first one did. */
  tried: z
    .array(z.object({ model: z.string(), profile: z.string().optional(), reason: z.string() }))
    .optional(),
  /** A paid key answered for this subscription. */
  paidSwitchFrom: z.string().optional(),
  session: z.string().optional(),
  /** HTTP status given to the client; 499 when the client hung up first. */
  status: z.number().int(),
  result: z.enum(['ok', 'client_error', 'upstream_error', 'aborted', 'refused']),
  /** A stable word for what went wrong, for example `rate_limit`, `auth`, `unreachable`; absent when ok. */
  reason: z.string().optional(),
  /** Milliseconds from the request's arrival to the first byte to the client, and to the end. */
  firstByteMs: z.number().nonnegative(),
  totalMs: z.number().nonnegative(),
  inputTokens: z.number().int().nonnegative().optional(),
  outputTokens: z.number().int().nonnegative().optional(),
  /** Of the input tokens: read from, and written to, the provider's cache. */
  cacheReadTokens: z.number().int().nonnegative().optional(),
  cacheWriteTokens: z.number().int().nonnegative().optional(),
  /** Of the output tokens: spent on thinking. */
  reasoningTokens: z.number().int().nonnegative().optional(),
  /** US dollars, by the catalog's prices; absent where the price is unknown. */
  cost: z.number().nonnegative().optional(),
  /** Name of the access token, when it is one of several. */
  token: z.string().optional(),
});
export type RequestOutcome = z.infer<typeof requestOutcomeSchema>;

/** What people want to know at once, besides how requests ended. */
export const gatewayEventSchema = z.discriminatedUnion('kind', [
  /** A credential rests until `until` (epoch milliseconds); `model` where only that one rests. */
  z.object({
    kind: z.literal('cooling'),
    at: z.number(),
    agent: z.string(),
    profile: z.string(),
    model: z.string().optional(),
    reason: z.string(),
    until: z.number(),
    /** Out for hours (billing), not for minutes. */
    disabled: z.boolean(),
  }),
  /** It answered again after a failure. */
  z.object({
    kind: z.literal('recovered'),
    at: z.number(),
    agent: z.string(),
    profile: z.string(),
    model: z.string().optional(),
  }),
  /** Another credential or model answered than the one before for the same asked model. */
  z.object({
    kind: z.literal('switched'),
    at: z.number(),
    agent: z.string(),
    from: z.object({ model: z.string(), profile: z.string().optional() }),
    to: z.object({ model: z.string(), profile: z.string().optional() }),
    reason: z.string(),
    /** From a subscription to a key that is paid by use; `held`: the policy refused it. */
    paid: z.enum(['no', 'announced', 'held']),
  }),
  /** US dollars of this day (UTC); of one named token, or of all. */
  z.object({
    kind: z.literal('budget'),
    at: z.number(),
    level: z.enum(['warn', 'hold']),
    token: z.string().optional(),
    spent: z.number(),
    limit: z.number(),
  }),
]);
export type GatewayEvent = z.infer<typeof gatewayEventSchema>;

export const gatewayToHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), host: z.string(), port: z.number().int() }),
  /** The gateway will exit with `configurationExitCode`. */
  z.object({
    type: z.literal('listen_failed'),
    code: z.enum(['port_taken', 'listen_failed']),
    message: z.string(),
  }),
  z.object({ type: z.literal('loaded'), revision: z.number().int() }),
  z.object({
    type: z.literal('rejected'),
    revision: z.number().int(),
    code: z.string(),
    message: z.string(),
  }),
  /** Requests that ended, oldest first; gathered for at most a fifth of a second, since a message each would cost more than the request. */
  z.object({
    type: z.literal('outcomes'),
    outcomes: z.array(z.array(z.unknown()).transform(outcomeOf).pipe(requestOutcomeSchema)).min(1),
  }),
  /** Oldest first. */
  z.object({ type: z.literal('events'), events: z.array(gatewayEventSchema).min(1) }),
]);
/** As it is said; parsed, outcomes are what their rows say. */
export type GatewayToHost = z.input<typeof gatewayToHostSchema>;

/** Exit code for "my configuration is wrong, do not restart me" (EX_CONFIG of sysexits.h). */
export const configurationExitCode = 78;
