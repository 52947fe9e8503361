import type { MirroredProfile } from '#core/family/config-plan.ts';
import type { JsonObject } from '#core/profile/mirror.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';

export interface ReferencedProfile extends MirroredProfile {
  /** Vault item that the reference names. */
  item: string;
  /** It is not in that gateway's store yet. */
  isNew: boolean;
}

/**
 * A plan for the family's own `secrets apply`, which writes references into a store of files and of a database alike.
 * Source: OpenClaw 2026.3.2, 2026.5.7, 2026.9.6. OAuth grants cannot be references.
 * @param at epoch milliseconds.
 */
export function applyPlan(
  agent: string,
  profiles: readonly ReferencedProfile[],
  resolver: JsonObject,
  at: number,
): JsonObject {
  return {
    version: 1,
    protocolVersion: 1,
    generatedAt: new Date(at).toISOString(),
    generatedBy: 'manual',
    providerUpserts: { [gatehouseExecProvider]: resolver },
    targets: profiles.flatMap(({ id, provider, type, item, isNew }) => {
      if (type === 'oauth') return [];
      const field = type === 'api_key' ? 'key' : 'token';
      return [
        {
          type: `auth-profiles.${type}.${field}`,
          path: `profiles.${id}.${field}`,
          pathSegments: ['profiles', id, field],
          agentId: agent,
          ...(isNew ? { authProfileProvider: provider } : {}),
          ref: { source: 'exec', provider: gatehouseExecProvider, id: item },
        },
      ];
    }),
  };
}
