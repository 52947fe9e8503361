import { GatehouseError } from '#core/contract/error.ts';
import { type OAuthSecret, serialiseOAuthSecret } from '#core/profile/oauth-secret.ts';
import type { Profile, ProfilesDoc } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { secretTail } from '#core/secret/mask.ts';
import { addProfile, freeName, makeProfileId, profileExists, withProfile } from '#store/credentials/add.ts';
import {
  agentOf,
  forgetItems,
  knownProviders,
  newVaultItem,
  profileOf,
  requireAgent,
  type Stored,
  withAgent,
} from '#store/credentials/common.ts';
import { signInProviders } from '#store/oauth/definitions.ts';
import type { Grant } from '#store/oauth/grant.ts';
import type { Stores } from '#store/stores.ts';

/** What of a profile the grant decides. */
function fieldsOf(
  secret: OAuthSecret,
  item: string,
): Pick<Profile, 'type' | 'secret' | 'tail'> & Partial<Profile> {
  return {
    // Without a refresh token it is a static bearer, and is shown and used as one.
    type: secret.refresh === undefined ? 'token' : 'oauth',
    secret: { kind: 'vault', item },
    tail: secretTail(secret.access),
    ...(secret.expires === undefined ? {} : { expires: secret.expires }),
    ...(secret.email === undefined ? {} : { email: secret.email }),
  };
}

const itemText = (secret: OAuthSecret): string =>
  secret.refresh === undefined ? secret.access : serialiseOAuthSecret(secret);

/** @throws GatehouseError `unknown_provider`. */
async function requireProvider(stores: Stores, provider: string): Promise<void> {
  if ((await knownProviders(stores)).has(provider)) return;
  if (signInProviders((await stores.config.read()).config).includes(provider)) return;
  throw new GatehouseError('unknown_provider', say('There is no provider "{{provider}}".', { provider }), {
    where: provider,
  });
}

/**
 * Stores what a sign-in brought as a profile named after the account, or `default`. Without a name given, signing in
 * to the same account again replaces its earlier grant.
 * @throws GatehouseError `unknown_agent`, `unknown_provider`, `profile_exists`, `bad_input`, the vault's and the
 * store's codes; nothing is stored then.
 */
export async function addOauth(
  stores: Stores,
  input: { agent: string; provider: string; name?: string | undefined; grant: Grant },
  now: number = Date.now(),
): Promise<Stored & { id: string }> {
  const { agent, provider, grant } = input;
  await requireAgent(stores, agent);
  await requireProvider(stores, provider);
  if (grant.kind === 'key') {
    const credential = { type: 'api_key', key: grant.key } as const;
    return addProfile(stores, { agent, provider, name: input.name, credential }, now);
  }
  const { secret } = grant;
  const accountName = secret.email ?? secret.accountId;
  if (input.name === undefined && accountName !== undefined) {
    const id = sameAccount(await stores.profiles.read(), agent, provider, secret);
    if (id !== undefined) return { id, ...(await replaceOauth(stores, { agent, id, grant }, now)) };
  }
  const item = newVaultItem(now);
  await stores.vault.set(item, itemText(secret));
  const profile: Profile = { provider, ...fieldsOf(secret, item), createdAt: now };
  let id = '';
  try {
    const doc = await stores.profiles.update((current) => {
      const name = input.name ?? freeName(current, agent, provider, secret.email ?? 'default');
      id = makeProfileId(provider, name);
      if (Object.hasOwn(agentOf(current, agent).profiles, id)) throw profileExists(id);
      return withProfile(current, agent, id, profile);
    });
    return { id, revision: doc.revision };
  } catch (error) {
    await forgetItems(stores, [item]);
    throw error;
  }
}

/** The profile of the same account, when there is one that Gatehouse itself signed in. */
function sameAccount(
  doc: ProfilesDoc,
  agent: string,
  provider: string,
  secret: OAuthSecret,
): string | undefined {
  if (secret.email === undefined) return undefined;
  const found = Object.entries(agentOf(doc, agent).profiles).find(
    ([, one]) =>
      one.provider === provider &&
      one.type === 'oauth' &&
      one.email === secret.email &&
      one.origin === undefined,
  );
  return found?.[0];
}

/**
 * Puts a new grant in the place of a profile's secret: signing in again. The old one stays in force until
 * `profiles.json` names the new one.
 * @throws as `addOauth`, and `unknown_profile`.
 */
export async function replaceOauth(
  stores: Stores,
  input: { agent: string; id: string; grant: Grant },
  now: number = Date.now(),
): Promise<Stored> {
  const { agent, id, grant } = input;
  profileOf(await stores.profiles.read(), agent, id);
  const item = newVaultItem(now);
  await stores.vault.set(item, grant.kind === 'key' ? grant.key : itemText(grant.secret));
  let old: Profile | undefined;
  let revision: number;
  try {
    const doc = await stores.profiles.update((current) => {
      old = profileOf(current, agent, id);
      const own = agentOf(current, agent);
      const { expires: _expires, signInAgain: _again, origin: _origin, ...rest } = old;
      const fields =
        grant.kind === 'key'
          ? {
              type: 'api_key' as const,
              secret: { kind: 'vault' as const, item },
              tail: secretTail(grant.key),
            }
          : fieldsOf(grant.secret, item);
      const next: Profile = { ...rest, ...fields, replacedAt: now };
      return withAgent(current, agent, { ...own, profiles: { ...own.profiles, [id]: next } });
    });
    revision = doc.revision;
  } catch (error) {
    await forgetItems(stores, [item]);
    throw error;
  }
  if (old?.secret.kind === 'vault') await forgetItems(stores, [old.secret.item]);
  return { revision };
}
