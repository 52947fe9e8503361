import { GatehouseError } from '#core/contract/error.ts';
import { isObject, type JsonObject, type MirrorMode } from '#core/profile/mirror.ts';
import { readEntry } from '#core/profile/mirror-entry.ts';
import { type OAuthSecret, parseOAuthSecret } from '#core/profile/oauth-secret.ts';
import type { AgentProfiles } from '#core/profile/profile.ts';
import { resolveProfileSecret } from '#store/secrets/profile-secret.ts';
import type { Stores } from '#store/stores.ts';

/** Our own secrets, as far as one merge needs them: for plain mode, for grants, and to tell whether theirs is ours. */
export interface OurSecrets {
  secretOf(id: string): string | undefined;
  grantOf(id: string): OAuthSecret | undefined;
  /** The first reason why one of them could not be read. */
  problem: GatehouseError | undefined;
}

export async function ourSecrets(
  stores: Stores,
  agent: AgentProfiles,
  needed: { mode: MirrorMode; target: string; onDisk: JsonObject; all?: boolean },
): Promise<OurSecrets> {
  const secrets = new Map<string, string>();
  const grants = new Map<string, OAuthSecret>();
  let problem: GatehouseError | undefined;
  for (const [id, profile] of Object.entries(agent.profiles)) {
    const entry = needed.onDisk[id];
    const theirs = isObject(entry) && readEntry(id, entry) !== undefined;
    const isGrant = profile.type === 'oauth';
    if (
      isGrant
        ? profile.origin !== needed.target && !needed.all
        : needed.mode !== 'plain' && !theirs && !needed.all
    )
      continue;
    if (profile.disabled === true && !theirs && !needed.all) continue;
    try {
      const text = await resolveProfileSecret(stores, profile);
      if (!isGrant) secrets.set(id, text);
      else {
        const grant = parseOAuthSecret(text);
        if (grant !== undefined) grants.set(id, grant);
      }
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      problem ??= error;
    }
  }
  return { secretOf: (id) => secrets.get(id), grantOf: (id) => grants.get(id), problem };
}
