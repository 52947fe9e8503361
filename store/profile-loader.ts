import { type CallError, GatehouseError } from '#core/contract/error.ts';
import type { LoadedAgent } from '#core/link/link.ts';
import { parseOAuthSecret } from '#core/profile/oauth-secret.ts';
import { type AgentProfiles, defaultAgentId, type Profile, type ProfilesDoc } from '#core/profile/profile.ts';
import { profileStatus } from '#core/profile/view.ts';
import { say } from '#core/say/say.ts';
import { refKey } from '#core/secret/secret-ref.ts';
import { refusedOnOAuth, resolveProfileRefs } from '#store/secrets/profile-secret.ts';
import { missing, type Resolved } from '#store/secrets/trouble.ts';
import type { Stores } from '#store/stores.ts';

/** Errors that are about the whole vault and not about one item. */
const vaultWide = new Set(['vault_locked', 'vault_unavailable', 'vault_refused', 'vault_slow']);

type Loaded = Pick<LoadedAgent, 'profiles' | 'expired'>;

/**
 * Reads an agent's profiles with their secrets. What is left out is named in `problems`.
 *
 * An expired one stays known, without its secret: what stands behind it is still a switch to a paid key, or a provider
 * that has a credential, just as at the moment at which it expired.
 *
 * @param now epoch milliseconds.
 */
export async function profileLoader(
  stores: Stores,
  doc: ProfilesDoc,
  now: number,
  problems: CallError[],
): Promise<(agent: string, own: AgentProfiles) => Promise<Loaded>> {
  const secrets = secretReader(stores, problems, await followedRefs(stores, doc, now));
  return async (agent, own) => {
    const profiles: LoadedAgent['profiles'] = [];
    const expired: NonNullable<LoadedAgent['expired']> = [];
    for (const [id, profile] of Object.entries(own.profiles)) {
      const where = agent === defaultAgentId ? id : `${agent}/${id}`;
      const { provider, type, expires } = profile;
      const status = profileStatus(profile, { now });
      if (status === 'disabled') {
        problems.push({ code: 'profile_disabled', message: `"${where}" is disabled.`, where });
        continue;
      }
      if (status === 'expired') {
        const hint = 'Replace it, or sign in again.';
        problems.push({ code: 'profile_expired', message: `"${where}" has expired.`, hint, where });
        expired.push({ id, provider, type });
        continue;
      }
      const secret = await secrets.read(profile, where);
      if (secret === undefined) continue;
      profiles.push({ id, provider, type, secret, ...(expires === undefined ? {} : { expires }) });
    }
    return { profiles, ...(expired.length === 0 ? {} : { expired }) };
  };
}

/** Answers for the references of all profiles that could be used, each provider being asked once. */
function followedRefs(stores: Stores, doc: ProfilesDoc, now: number) {
  const refs = Object.values(doc.agents).flatMap(({ profiles }) =>
    Object.values(profiles).flatMap((profile) => {
      const usable =
        profile.type !== 'oauth' && !['disabled', 'expired'].includes(profileStatus(profile, { now }));
      return profile.secret.kind === 'ref' && usable ? [profile.secret.ref] : [];
    }),
  );
  return resolveProfileRefs(stores, refs);
}

function secretReader(stores: Stores, problems: CallError[], refs: ReadonlyMap<string, Resolved>) {
  let listed = false;
  let told = false;
  return {
    async read(profile: Profile, where: string): Promise<string | undefined> {
      if (profile.secret.kind === 'ref') {
        const { ref } = profile.secret;
        const answer = profile.type === 'oauth' ? missing(refusedOnOAuth(ref)) : refs.get(refKey(ref));
        if (answer?.ok) return answer.value;
        if (answer) problems.push({ ...answer.error.toCallError(), where });
        return undefined;
      }
      try {
        // One search of the keychain brings all items into memory.
        if (!listed) {
          listed = true;
          await stores.vault.list().catch(() => undefined);
        }
        const text = await stores.vault.get(profile.secret.item);
        if (profile.type !== 'oauth') return text;
        // The gateway needs the access token alone; nothing else of a grant leaves the vault.
        const grant = parseOAuthSecret(text);
        if (grant !== undefined) return grant.access;
        throw new GatehouseError(
          'vault_item_damaged',
          say('The sign-in of "{{where}}" is damaged.', { where }),
          {
            hint: say('Sign in again.'),
          },
        );
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        const wide = vaultWide.has(error.code);
        if (!wide || !told) problems.push(wide ? error.toCallError() : { ...error.toCallError(), where });
        told ||= wide;
        return undefined;
      }
    },
  };
}
