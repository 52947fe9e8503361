import * as z from 'zod';
import { upstreamApiSchema } from '#core/config/config.ts';
import { chatMessageSchema } from '#core/contract/calls/chat.ts';
import { settingsSchema } from '#core/contract/calls/settings.ts';
import { signInViewSchema } from '#core/contract/calls/sign-in.ts';
import { callErrorSchema } from '#core/contract/error.ts';
import { installationSchema } from '#core/family/installation.ts';
import { gatewayEventSchema, requestOutcomeSchema } from '#core/link/link.ts';
import { credentialTypeSchema } from '#core/profile/profile.ts';
import { becauseSchema } from '#core/routing/because.ts';
import { saidSchema } from '#core/say/said-schema.ts';
import { secretRefSchema } from '#core/secret/secret-ref.ts';
import { vaultStatusSchema } from '#core/secret/vault-status.ts';
import { gatewayStateSchema } from '#core/supervisor/state.ts';

/**
 * A topic is a piece of state that faces watch. Every event carries the whole value and a revision that only grows,
 * so a missed event heals with the next one. Nothing here ever holds a secret.
 */

export const appTopicSchema = z.object({
  version: z.string(),
  platform: z.enum(['darwin', 'linux', 'win32']),
  /** Which face hosts this: the Electron app, or the loopback server alone. */
  face: z.enum(['desktop', 'web']),
  stateDir: z.string(),
  /** Problems with the config file: it is in force only when there is no error. */
  config: z.object({
    path: z.string(),
    error: callErrorSchema.optional(),
    warnings: z.array(z.object({ message: z.string(), said: saidSchema })),
  }),
  /** The locale in use, BCP 47: the language of the settings, or the system's. */
  locale: z.string(),
  /** What this runs on: `node`, and on the desktop `electron` and `chrome`. */
  versions: z.record(z.string(), z.string()),
  /** Whether it starts with the session; `unsupported` where nothing is installed that could. */
  loginItem: z.enum(['on', 'off', 'unsupported']),
  /** What is known of newer versions. `notice`: the system's package manager or the person brings it in. */
  update: z.discriminatedUnion('state', [
    z.object({ state: z.literal('off') }),
    z.object({ state: z.literal('unsupported'), why: z.string(), said: saidSchema }),
    z.object({ state: z.literal('current'), checkedAt: z.number().optional() }),
    z.object({ state: z.literal('checking') }),
    z.object({ state: z.literal('notice'), version: z.string(), url: z.string() }),
    z.object({ state: z.literal('downloading'), version: z.string(), percent: z.number() }),
    z.object({ state: z.literal('ready'), version: z.string() }),
    z.object({ state: z.literal('failed'), error: callErrorSchema }),
  ]),
});

/** One credential as faces see it. */
export const profileViewSchema = z.object({
  id: z.string(),
  provider: z.string(),
  name: z.string(),
  type: credentialTypeSchema,
  label: z.string().optional(),
  /** `…a1b2`: never more than the last four characters. */
  masked: z.string(),
  /** Where the secret lies. */
  place: z.enum(['keychain', 'encrypted_file', 'env', 'file', 'exec']),
  ref: secretRefSchema.optional(),
  status: z.enum(['ok', 'expiring', 'expired', 'disabled', 'secret_missing', 'unknown']),
  /** Epoch milliseconds. */
  expires: z.number().optional(),
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
  note: z.string().optional(),
  email: z.string().optional(),
  /** An environment variable that beats this profile for its provider. */
  shadowedBy: z.string().optional(),
  /** Who refreshes it: nobody (static), Gatehouse, or another gateway, whose grant Gatehouse never touches. */
  refreshedBy: z.enum(['nobody', 'gatehouse', 'other']).optional(),
  /** Epoch milliseconds until which it is passed over, and why (`rate_limit`, `billing`, `auth`…). */
  coolingUntil: z.number().optional(),
  coolingReason: z.string().optional(),
  /** Position in the order in which the provider's profiles are tried, from 0. */
  position: z.number().int(),
});
export type ProfileView = z.infer<typeof profileViewSchema>;

export const mirrorViewSchema = z.object({
  /** `embedded`, or the id of a family installation. */
  target: z.string(),
  agent: z.string(),
  path: z.string(),
  mode: z.enum(['reference', 'plain']),
  /** Revision of the profiles that the file on disk shows; behind the topic's revision while it is being written. */
  revision: z.number().int(),
  error: callErrorSchema.optional(),
});

export const profilesTopicSchema = z.object({
  /** The store could not be read: the lists below are what was last read well, and nothing is written. */
  error: callErrorSchema.optional(),
  /** Revision of `profiles.json`. */
  storeRevision: z.number().int(),
  agents: z.array(z.object({ id: z.string(), name: z.string(), profiles: z.array(profileViewSchema) })),
  mirrors: z.array(mirrorViewSchema),
  /** The last removal, while it can still be undone. */
  undo: z.object({ agent: z.string(), id: z.string(), until: z.number() }).optional(),
});

export const providerViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  api: upstreamApiSchema,
  baseUrl: z.string(),
  /** Where a person gets a key. */
  keyUrl: z.string().optional(),
  /** Shown in the key field, for example `sk-ant-api03-…`. */
  keyHint: z.string().optional(),
  needsKey: z.boolean(),
  /** Ways to sign in with OAuth, the preferred one first; empty when there is none. */
  signIn: z.array(z.enum(['browser', 'paste', 'device'])),
  /** A static token is accepted besides API keys (`setup-token` for Anthropic). */
  token: z
    .object({
      hint: z.string(),
      command: z.string().optional(),
      note: z.string().optional(),
      said: saidSchema,
    })
    .optional(),
  /** True when it comes from the config, not from the shipped records. */
  custom: z.boolean(),
  models: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type ProviderView = z.infer<typeof providerViewSchema>;

export const modelsTopicSchema = z.object({
  providers: z.array(providerViewSchema),
  agents: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      primary: z.string().optional(),
      fallbacks: z.array(z.string()),
      image: z.string().optional(),
      imageFallbacks: z.array(z.string()),
      utility: z.string().optional(),
      /** What a request for the primary model would use, in order, each with a reason a person can read. */
      answersNext: z.array(
        z.object({
          model: z.string(),
          profile: z.string().optional(),
          usable: z.boolean(),
          /** `because` in English. */
          why: z.string(),
          because: z.array(becauseSchema),
        }),
      ),
    }),
  ),
  /** alias -> `provider/model`. */
  aliases: z.record(z.string(), z.string()),
  /** Refs, `provider/*` and `*`; absent: every model. */
  allowed: z.array(z.string()).optional(),
});

export const gatewayTopicSchema = z.object({
  wanted: z.enum(['running', 'stopped']),
  observed: gatewayStateSchema,
  /** Where clients are to be pointed: `http://127.0.0.1:18790`, whether or not it answers now. */
  endpoint: z.string(),
  access: z.enum(['token', 'password', 'trusted-proxy', 'none']),
  wantedRevision: z.number().int(),
  loadedRevision: z.number().int().optional(),
  /** Starts that followed a crash since the host started. */
  restarts: z.number().int(),
  logPath: z.string(),
  /** The gateway that answers is not a child of this host: the person attached to it. */
  attached: z.boolean(),
  /** What is attached is our own service: it is stopped and restarted through it. */
  service: z.literal(true).optional(),
});

export const activityTopicSchema = z.object({
  /** One entry per minute of the last hour that saw a request, oldest first. */
  minutes: z.array(
    z.object({
      /** Epoch milliseconds of the minute's start. */
      at: z.number(),
      requests: z.number().int(),
      errors: z.number().int(),
      /** Median of the total time, in milliseconds. */
      medianMs: z.number(),
    }),
  ),
  /** The newest outcomes, newest first, at most 50. */
  latest: z.array(requestOutcomeSchema),
  /** What the gateway told besides requests, newest first, at most 50: rests, switches, budgets. */
  events: z.array(gatewayEventSchema),
});

export const topics = {
  app: appTopicSchema,
  vault: vaultStatusSchema,
  profiles: profilesTopicSchema,
  models: modelsTopicSchema,
  gateway: gatewayTopicSchema,
  activity: activityTopicSchema,
  /** OAuth sign-ins under way or just ended. */
  signIns: z.object({ flows: z.array(signInViewSchema) }),
  settings: settingsSchema,
  /** Gateways of the family that were found or added; empty costs nothing. */
  families: z.object({ installations: z.array(installationSchema), scanning: z.boolean() }),
  /** Answers that grow now or ended a moment ago, at most 20, the whole text each time. */
  chat: z.object({
    answers: z.array(chatMessageSchema.extend({ session: z.string(), agent: z.string() })),
    /** Grows when the list of sessions changed. */
    sessionsRevision: z.number().int(),
  }),
  /** How far each log reaches: a face that shows one reads on from where it was. */
  logs: z.object({
    sources: z.array(
      z.object({
        id: z.string(),
        path: z.string(),
        /** Bytes. */ end: z.number().int(),
        generation: z.number().int(),
      }),
    ),
  }),
} as const;

export type TopicName = keyof typeof topics;
export type TopicValue<T extends TopicName> = z.infer<(typeof topics)[T]>;

/** What travels to a face: the whole value of one topic. `revision` grows per topic and starts anew with each `hostRun`. */
export type TopicEvent = {
  [T in TopicName]: { topic: T; hostRun: string; revision: number; value: TopicValue<T> };
}[TopicName];

export const topicNames = Object.keys(topics) as TopicName[];
