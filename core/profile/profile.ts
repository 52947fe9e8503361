import * as z from 'zod';
import { secretRefSchema } from '#core/secret/secret-ref.ts';

/** `provider:name`; the name is free text without control characters (`anthropic:work`, `openai-codex:me@example.com`). */
export const profileIdSchema = z
  .string()
  .max(200)
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}:[^\s\p{Cc}]\P{Cc}{0,126}$/u, 'provider:name');
export const providerIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash and underscore');
export const agentIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower-case letters, digits, dash and underscore');

export const credentialTypeSchema = z.enum(['api_key', 'token', 'oauth']);
export type CredentialType = z.infer<typeof credentialTypeSchema>;

/** Names one keychain item. Opaque, so that it fits every grammar it passes through (SecretRef exec ids take no `@`). */
export const vaultItemSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** Where the secret of a profile lies; never the secret itself. */
export const secretPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('vault'), item: vaultItemSchema }),
  z.object({ kind: z.literal('ref'), ref: secretRefSchema }),
]);

/** One credential as it is stored in `profiles.json`: everything about it but the secret. */
export const profileSchema = z.looseObject({
  provider: providerIdSchema,
  type: credentialTypeSchema,
  secret: secretPlaceSchema,
  /** The last four characters of the secret, for display (`…a1b2`); empty for references and for very short secrets. */
  tail: z.string().max(4),
  label: z.string().max(120).optional(),
  note: z.string().max(2000).optional(),
  email: z.string().max(254).optional(),
  /** Epoch milliseconds. */
  expires: z.number().int().positive().optional(),
  disabled: z.boolean().optional(),
  /** The provider ended this OAuth grant: it cannot be renewed, and `expires` is then at most when that was found. */
  signInAgain: z.boolean().optional(),
  /**
   * The mirror target (`gatehouse.mirrors` of the config) whose gateway signed in and refreshes this OAuth grant;
   * Gatehouse never refreshes such a profile.
   */
  origin: z.string().max(64).optional(),
  /** Epoch milliseconds. */
  createdAt: z.number().int().nonnegative(),
  /** Epoch milliseconds of the last change of the secret. */
  replacedAt: z.number().int().nonnegative().optional(),
});
export type Profile = z.infer<typeof profileSchema>;

/** The credentials of one agent, and the order in which a provider's profiles are tried (absent: R2's default order). */
export const agentProfilesSchema = z.looseObject({
  profiles: z.record(profileIdSchema, profileSchema),
  order: z.record(providerIdSchema, z.array(profileIdSchema)),
});
export type AgentProfiles = z.infer<typeof agentProfilesSchema>;

/** A removed profile, kept so that removal can be undone; its keychain item lives until it is purged. */
export const removedProfileSchema = z.object({
  agent: agentIdSchema,
  id: profileIdSchema,
  profile: profileSchema,
  /** Position in the explicit order it had, or absent. */
  orderIndex: z.number().int().nonnegative().optional(),
  /** Epoch milliseconds. */
  removedAt: z.number().int().nonnegative(),
});
export type RemovedProfile = z.infer<typeof removedProfileSchema>;

/** `profiles.json`: the truth about profiles. `revision` grows by one with every acknowledged change. */
export const profilesDocSchema = z.looseObject({
  version: z.literal(1),
  revision: z.number().int().nonnegative(),
  agents: z.record(agentIdSchema, agentProfilesSchema),
  removed: z.array(removedProfileSchema),
});
export type ProfilesDoc = z.infer<typeof profilesDocSchema>;

/** The agent that always exists. */
export const defaultAgentId = 'main';

export const emptyProfilesDoc: ProfilesDoc = {
  version: 1,
  revision: 0,
  agents: { main: { profiles: {}, order: {} } },
  removed: [],
};
