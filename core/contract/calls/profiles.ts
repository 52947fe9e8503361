import * as z from 'zod';
import { agent, call, ofProfile, pastedSecret, stored, storedProfile } from '#core/contract/calls/define.ts';
import { agentIdSchema, profileIdSchema, providerIdSchema } from '#core/profile/profile.ts';
import { saidSchema } from '#core/say/said-schema.ts';
import { secretRefSchema } from '#core/secret/secret-ref.ts';

/** Epoch milliseconds. */
const expires = z.number().int().positive().optional();

/** What a person gives to make or replace a credential. OAuth credentials come from a sign-in (`signIn.*`). */
export const givenCredentialSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('api_key'), key: pastedSecret }),
  /** A static bearer token, for example a Claude setup-token. */
  z.object({ type: z.literal('token'), token: pastedSecret, expires }),
  /** A pointer to a secret that lies elsewhere. */
  z.object({ type: z.literal('reference'), of: z.enum(['api_key', 'token']), ref: secretRefSchema, expires }),
]);
export type GivenCredential = z.infer<typeof givenCredentialSchema>;

export const profileCalls = {
  'profiles.add': call(
    z.object({
      agent,
      provider: providerIdSchema,
      /** The part after the colon; `default` when absent, then `default-2`… when that is taken. */
      name: z.string().min(1).max(120).optional(),
      label: z.string().max(120).optional(),
      credential: givenCredentialSchema,
    }),
    storedProfile,
  ),
  'profiles.replace': call(ofProfile.extend({ credential: givenCredentialSchema }), stored),
  'profiles.rename': call(ofProfile.extend({ name: z.string().min(1).max(120) }), storedProfile),
  /** Label, note and expiry; null takes one away, absent leaves it. */
  'profiles.edit': call(
    ofProfile.extend({
      label: z.string().max(120).nullable().optional(),
      note: z.string().max(2000).nullable().optional(),
      expires: z.number().int().positive().nullable().optional(),
    }),
    stored,
  ),
  'profiles.setDisabled': call(ofProfile.extend({ disabled: z.boolean() }), stored),
  'profiles.setOrder': call(
    z.object({
      agent,
      provider: providerIdSchema,
      /** null: back to the default order. */
      order: z.array(profileIdSchema).nullable(),
    }),
    stored,
  ),
  /** The copy has its own keychain item. OAuth credentials cannot be copied: a refresh token has one owner. */
  'profiles.copy': call(ofProfile.extend({ toAgent: agentIdSchema }), storedProfile),
  'profiles.move': call(ofProfile.extend({ toAgent: agentIdSchema }), storedProfile),
  /** A secret in the vault becomes a reference (which must resolve to the same kind of secret), or the other way round. */
  'profiles.setPlace': call(
    ofProfile.extend({
      place: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('vault') }),
        z.object({ kind: z.literal('ref'), ref: secretRefSchema }),
      ]),
    }),
    stored,
  ),
  'profiles.remove': call(ofProfile, z.object({ revision: z.number().int(), undoUntil: z.number() })),
  'profiles.undoRemove': call(ofProfile, stored),
  /** One small request to the provider with this credential; the answer says why it failed. */
  'profiles.test': call(
    ofProfile,
    z.object({
      outcome: z.enum(['ok', 'rejected', 'rate_limited', 'unreachable', 'failed']),
      /** A stable word for the reason, for example `claude_code_only`, `invalid_key`, `no_credit`; absent when ok. */
      reason: z.string().optional(),
      message: z.string(),
      said: saidSchema,
      /** Milliseconds. */
      latencyMs: z.number(),
    }),
  ),
} as const;
