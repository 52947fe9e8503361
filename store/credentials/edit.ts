import { GatehouseError } from '#core/contract/error.ts';
import type { Profile } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { agentOf, profileOf, type Stored, withAgent } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

export interface EditInput {
  agent: string;
  id: string;
  label?: string | null | undefined;
  note?: string | null | undefined;
  /** Epoch milliseconds. */
  expires?: number | null | undefined;
}

/**
 * Changes what people write about a credential; null takes a value away, absent leaves it.
 * @throws GatehouseError `unknown_profile`, `bad_input` (the expiry of an OAuth credential is the provider's word).
 */
export async function editProfile(stores: Stores, input: EditInput): Promise<Stored> {
  const { agent, id } = input;
  const doc = await stores.profiles.update((current) => {
    const own = agentOf(current, agent);
    const next: Profile = { ...profileOf(current, agent, id) };
    if (input.expires !== undefined && next.type === 'oauth') {
      throw new GatehouseError('bad_input', say('The expiry of a sign-in is given by the provider.'), {
        where: 'expires',
        hint: say('Sign in again to renew it.'),
      });
    }
    for (const field of ['label', 'note', 'expires'] as const) {
      const value = input[field];
      if (value === undefined) continue;
      if (value === null || value === '') delete next[field];
      else Object.assign(next, { [field]: value });
    }
    return withAgent(current, agent, { ...own, profiles: { ...own.profiles, [id]: next } });
  });
  return { revision: doc.revision };
}
