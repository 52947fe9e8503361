import * as z from 'zod';
import { agentIdSchema, profileIdSchema, providerIdSchema } from '#core/profile/profile.ts';
import { type SecretRef, secretRefSchema } from '#core/secret/secret-ref.ts';
import { providerAliasSchema, secretProviderSchema } from '#core/secret/secrets-config.ts';

/**
 * The plan of `secrets apply`, version 1, as OpenClaw 2026.3.2 to 2026.9.6 read it: which providers are set, and which
 * profiles become references. It holds no secret.
 */

const credentialTypes = {
  'auth-profiles.api_key.key': { type: 'api_key', field: 'key' },
  'auth-profiles.token.token': { type: 'token', field: 'token' },
} as const;

export const planTargetSchema = z
  .looseObject({
    type: z.enum(['auth-profiles.api_key.key', 'auth-profiles.token.token'], {
      error: 'a target is auth-profiles.api_key.key or auth-profiles.token.token',
    }),
    path: z.string(),
    pathSegments: z
      .array(z.string())
      .length(3, 'a target has three segments: profiles, the id, key or token'),
    agentId: agentIdSchema.default('main'),
    /** Only for a profile that is made by the plan. */
    authProfileProvider: providerIdSchema.optional(),
    ref: secretRefSchema,
  })
  .superRefine(({ type, path, pathSegments }, context) => {
    const [root, id, field] = pathSegments;
    const issue = (message: string) => context.addIssue({ code: 'custom', message, path: ['pathSegments'] });
    if (path !== pathSegments.join('.')) issue('path and pathSegments say the same place');
    if (root !== 'profiles') issue('the first segment is "profiles"');
    if (field !== credentialTypes[type].field) issue(`the last segment is "${credentialTypes[type].field}"`);
    if (!profileIdSchema.safeParse(id).success) issue('the second segment is a profile id, provider:name');
  });

export const secretsPlanSchema = z.looseObject({
  version: z.literal(1, 'the version is 1'),
  protocolVersion: z.literal(1, 'the protocolVersion is 1'),
  generatedAt: z.string().optional(),
  generatedBy: z.string().optional(),
  providerUpserts: z.record(providerAliasSchema, secretProviderSchema).optional(),
  targets: z.array(planTargetSchema).min(1, 'a plan has at least one target').max(4096),
});
export type SecretsPlan = z.infer<typeof secretsPlanSchema>;

export interface ProfileTarget {
  agent: string;
  id: string;
  type: 'api_key' | 'token';
  /** Of a profile that does not exist yet. */
  provider: string | undefined;
  ref: SecretRef;
}

export const profileTargets = (plan: SecretsPlan): ProfileTarget[] =>
  plan.targets.map(({ type, pathSegments, agentId, authProfileProvider, ref }) => ({
    agent: agentId,
    id: pathSegments[1] ?? '',
    type: credentialTypes[type].type,
    provider: authProfileProvider,
    ref,
  }));

/** A plan that makes references of profiles; also what `secrets configure` ends in. */
export function makePlan(
  targets: readonly ProfileTarget[],
  providerUpserts: SecretsPlan['providerUpserts'],
  generatedAt: Date,
): SecretsPlan {
  return {
    version: 1,
    protocolVersion: 1,
    generatedAt: generatedAt.toISOString(),
    generatedBy: 'gatehouse',
    ...(providerUpserts === undefined ? {} : { providerUpserts }),
    targets: targets.map(({ agent, id, type, provider, ref }) => {
      const field = type === 'api_key' ? 'key' : 'token';
      return {
        type: type === 'api_key' ? 'auth-profiles.api_key.key' : 'auth-profiles.token.token',
        path: `profiles.${id}.${field}`,
        pathSegments: ['profiles', id, field],
        agentId: agent,
        ...(provider === undefined ? {} : { authProfileProvider: provider }),
        ref,
      };
    }),
  };
}
