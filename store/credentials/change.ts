import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { makeProfileId, profileExists } from '#store/credentials/add.ts';
import { agentOf, profileOf, requireAgent, type Stored, withAgent } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Gives a profile another name; its place in the order and its vault item stay.
 * @throws GatehouseError `unknown_profile`, `profile_exists`, `bad_input`, and the store's codes.
 */
export async function renameProfile(
  stores: Stores,
  input: { agent: string; id: string; name: string },
): Promise<Stored & { id: string }> {
  const { agent, id: from } = input;
  let to = from;
  const doc = await stores.profiles.update((current) => {
    const profile = profileOf(current, agent, from);
    const own = agentOf(current, agent);
    to = makeProfileId(profile.provider, input.name);
    if (to !== from && Object.hasOwn(own.profiles, to)) throw profileExists(to);
    return withAgent(current, agent, {
      ...own,
      profiles: Object.fromEntries(
        Object.entries(own.profiles).map(([id, one]) => [id === from ? to : id, one]),
      ),
      order: Object.fromEntries(
        Object.entries(own.order).map(([provider, ids]) => [
          provider,
          ids.map((id) => (id === from ? to : id)),
        ]),
      ),
    });
  });
  return { id: to, revision: doc.revision };
}

/** Takes a profile out of use, or back into it. @throws GatehouseError `unknown_profile` and the store's codes. */
export async function setDisabled(
  stores: Stores,
  input: { agent: string; id: string; disabled: boolean },
): Promise<Stored> {
  const { agent, id, disabled } = input;
  const doc = await stores.profiles.update((current) => {
    const { disabled: _, ...profile } = profileOf(current, agent, id);
    const own = agentOf(current, agent);
    const next = disabled ? { ...profile, disabled } : profile;
    return withAgent(current, agent, { ...own, profiles: { ...own.profiles, [id]: next } });
  });
  return { revision: doc.revision };
}

/**
 * Sets in which order the profiles of a provider are tried; null goes back to the default order.
 * @throws GatehouseError `unknown_agent`, `unknown_profile`, `bad_input` (listed twice, or of another provider).
 */
export async function setOrder(
  stores: Stores,
  input: { agent: string; provider: string; order: readonly string[] | null },
): Promise<Stored> {
  const { agent, provider, order } = input;
  await requireAgent(stores, agent);
  const doc = await stores.profiles.update((current) => {
    const own = agentOf(current, agent);
    const { [provider]: _, ...others } = own.order;
    if (order === null) return withAgent(current, agent, { ...own, order: others });
    for (const id of order) {
      if (profileOf(current, agent, id).provider !== provider) {
        throw new GatehouseError(
          'bad_input',
          say('"{{id}}" is not a credential of {{provider}}.', { id, provider }),
          { where: id },
        );
      }
    }
    if (new Set(order).size !== order.length) {
      throw new GatehouseError('bad_input', say('A credential stands in the order twice.'), {
        where: 'order',
      });
    }
    return withAgent(current, agent, { ...own, order: { ...others, [provider]: [...order] } });
  });
  return { revision: doc.revision };
}
