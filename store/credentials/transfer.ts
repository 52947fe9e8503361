import { GatehouseError } from '#core/contract/error.ts';
import type { Profile, ProfilesDoc } from '#core/profile/profile.ts';
import { profileName } from '#core/profile/view.ts';
import { say } from '#core/say/say.ts';
import { freeName, makeProfileId, withProfile } from '#store/credentials/add.ts';
import {
  agentOf,
  forgetItems,
  newVaultItem,
  profileOf,
  requireAgent,
  type Stored,
  withAgent,
} from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

export interface TransferInput {
  agent: string;
  id: string;
  toAgent: string;
}

/**
 * Copies a credential to an agent, under the first free name. The copy has a vault item of its own, so that removing
 * one leaves the other whole; a reference is copied as it is.
 * @throws GatehouseError `unknown_agent`, `unknown_profile`, `oauth_one_owner`, the vault's and the store's codes.
 */
export async function copyProfile(
  stores: Stores,
  input: TransferInput,
  now: number = Date.now(),
): Promise<Stored & { id: string }> {
  const { agent, id: from, toAgent } = input;
  await requireAgent(stores, toAgent);
  const source = profileOf(await stores.profiles.read(), agent, from);
  if (source.type === 'oauth') {
    throw new GatehouseError(
      'oauth_one_owner',
      say('A sign-in cannot be copied: its refresh token has one owner.'),
      {
        where: from,
        hint: say('Move it, or sign in once more for the other agent.'),
      },
    );
  }
  let item: string | undefined;
  let secret = source.secret;
  if (secret.kind === 'vault') {
    const value = await stores.vault.get(secret.item);
    item = newVaultItem(now);
    await stores.vault.set(item, value);
    secret = { kind: 'vault', item };
  }
  const copy: Profile = { ...source, secret, createdAt: now };
  let id = from;
  try {
    const doc = await stores.profiles.update((current) => {
      id = makeProfileId(source.provider, freeName(current, toAgent, source.provider, profileName(from)));
      return withProfile(current, toAgent, id, copy);
    });
    return { id, revision: doc.revision };
  } catch (error) {
    if (item !== undefined) await forgetItems(stores, [item]);
    throw error;
  }
}

/** The agent without a profile, in its lists too. */
export function withoutProfile(doc: ProfilesDoc, agent: string, id: string): ProfilesDoc {
  const own = agentOf(doc, agent);
  const { [id]: _, ...profiles } = own.profiles;
  const order = Object.fromEntries(
    Object.entries(own.order)
      .map(([provider, ids]) => [provider, ids.filter((one) => one !== id)] as const)
      .filter(([, ids]) => ids.length > 0),
  );
  return withAgent(doc, agent, { ...own, profiles, order });
}

/**
 * Moves a credential to another agent, in one revision; its vault item stays the same.
 * @throws GatehouseError `unknown_agent`, `unknown_profile`, `profile_exists`, `bad_input` (it is there already).
 */
export async function moveProfile(stores: Stores, input: TransferInput): Promise<Stored & { id: string }> {
  const { agent, id, toAgent } = input;
  await requireAgent(stores, toAgent);
  if (agent === toAgent) {
    throw new GatehouseError('bad_input', say('"{{id}}" is in this agent already.', { id }), {
      where: 'toAgent',
    });
  }
  const doc = await stores.profiles.update((current) => {
    const profile = profileOf(current, agent, id);
    return withProfile(withoutProfile(current, agent, id), toAgent, id, profile);
  });
  return { id, revision: doc.revision };
}
