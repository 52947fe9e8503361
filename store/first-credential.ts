import { GatehouseError } from '#core/contract/error.ts';
import { envKeyName } from '#core/profile/env-keys.ts';
import { parseOAuthSecret } from '#core/profile/oauth-secret.ts';
import { say } from '#core/say/say.ts';
import { profileOf } from '#store/credentials/common.ts';
import type { RoutingWorld } from '#store/explain-model.ts';
import { resolveProfileSecret } from '#store/secrets/profile-secret.ts';
import type { Stores } from '#store/stores.ts';

export interface UsableCredential {
  /** Id of the profile, or `env:NAME`. */
  profile: string;
  type: 'api_key' | 'token' | 'oauth';
  secret: string;
}

/**
 * The secret of a credential as `reachedBy` names it.
 *
 * @throws GatehouseError `unknown_profile`, `vault_item_damaged`, and the codes of the vault and of references.
 */
export async function credentialOf(
  stores: Stores,
  { doc, env }: Pick<RoutingWorld, 'doc' | 'env'>,
  named: { agent: string; provider: string; profile: string },
  signal: AbortSignal,
): Promise<UsableCredential> {
  const { agent, provider, profile: id } = named;
  if (id.startsWith('env:')) {
    const key = env[provider]?.keys.find(
      ({ variable }, index) => `env:${envKeyName(variable, index)}` === id,
    );
    if (key !== undefined) return { profile: id, type: 'api_key', secret: key.secret };
  }
  const profile = profileOf(doc, agent, id);
  const text = await resolveProfileSecret(stores, profile, { signal });
  const secret = profile.type === 'oauth' ? parseOAuthSecret(text)?.access : text;
  if (secret === undefined) {
    throw new GatehouseError('vault_item_damaged', say('The sign-in of "{{id}}" is damaged.', { id }), {
      where: id,
      hint: say('Sign in again.'),
    });
  }
  return { profile: id, type: profile.type, secret };
}
