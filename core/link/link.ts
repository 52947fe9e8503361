import * as z from 'zod';
import { upstreamApiSchema } from '#core/config/config.ts';
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
  /** Explicit order per provider, if the user gave one (R2: per-agent order, then configured order). */
  order: z.record(providerIdSchema, z.array(profileIdSchema)),
  primary: z.string().optional(),
  fallbacks: z.array(z.string()),
});
export type LoadedAgent = z.infer<typeof loadedAgentSchema>;

export const loadedProviderSchema = z.object({
  baseUrl: z.string(),
  api: upstreamApiSchema,
  headers: z.record(z.string(), z.string()).optional(),
  models: z.array(z.object({ id: z.string(), name: z.string().optional() })),
  /** False for local servers such as Ollama, which are called without a credential when there is no profile. */
  needsKey: z.boolean(),
});
export type LoadedProvider = z.infer<typeof loadedProviderSchema>;

export const gatewayAccessSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('token'), token: z.string().min(8) }),
  z.object({ mode: z.literal('none') }),
]);
export type GatewayAccess = z.infer<typeof gatewayAccessSchema>;

/** Everything the gateway routes by. A new one replaces the old one whole, between requests, without dropping a stream. */
export const gatewaySnapshotSchema = z.object({
  access: gatewayAccessSchema,
  /** Origins besides loopback ones. */
  allowedOrigins: z.array(z.string()),
  providers: z.record(providerIdSchema, loadedProviderSchema),
  agents: z.record(agentIdSchema, loadedAgentSchema),
  /** alias -> `provider/model`. */
  aliases: z.record(z.string(), z.string()),
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
  dialect: z.enum(['openai-chat', 'anthropic-messages', 'models']),
  /** `provider/model` that answered or was tried last; absent when routing failed. */
  model: z.string().optional(),
  profile: z.string().optional(),
  attempts: z.number().int().nonnegative(),
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
});
export type RequestOutcome = z.infer<typeof requestOutcomeSchema>;

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
  z.object({ type: z.literal('outcomes'), outcomes: z.array(requestOutcomeSchema).min(1) }),
]);
export type GatewayToHost = z.infer<typeof gatewayToHostSchema>;

/** Exit code for "my configuration is wrong, do not restart me" (EX_CONFIG of sysexits.h). */
export const configurationExitCode = 78;
