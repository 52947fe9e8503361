import { GatehouseError } from '#core/contract/error.ts';
import type { Profile } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { secretTail } from '#core/secret/mask.ts';
import type { SecretRef } from '#core/secret/secret-ref.ts';
import {
  agentOf,
  forgetItems,
  newVaultItem,
  profileOf,
  type Stored,
  withAgent,
} from '#store/credentials/common.ts';
import { followReference } from '#store/credentials/given.ts';
import type { Stores } from '#store/stores.ts';

export type Place = { kind: 'vault' } | { kind: 'ref'; ref: SecretRef };

/** What the vault has for a profile, or undefined when the item is gone, so that there is nothing to lose. */
async function present(stores: Stores, item: string): Promise<string | undefined> {
  try {
    return await stores.vault.get(item);
  } catch (error) {
    if (error instanceof GatehouseError && error.code === 'vault_item_missing') return undefined;
    throw error;
  }
}

/**
 * Moves a secret from the vault to a reference or back, in one step. A reference has to give the very secret that
 * the vault holds before that one is deleted; to change both at once is `replaceCredential`.
 * @throws GatehouseError `unknown_profile`, `bad_input` (OAuth, or there already), `ref_mismatch`, the resolver's,
 * the vault's and the store's codes. Nothing is changed then.
 */
export async function setPlace(
  stores: Stores,
  input: { agent: string; id: string; place: Place },
  now: number = Date.now(),
): Promise<Stored> {
  const { agent, id, place } = input;
  const before = profileOf(await stores.profiles.read(), agent, id);
  if (before.type === 'oauth') {
    throw new GatehouseError(
      'bad_input',
      say('A sign-in cannot be a reference: its tokens change when it is renewed.'),
      {
        where: id,
        hint: say('Leave it in the vault.'),
      },
    );
  }
  let made: string | undefined;
  let fields: Pick<Profile, 'secret' | 'tail'>;
  if (place.kind === 'vault') {
    if (before.secret.kind === 'vault') {
      throw new GatehouseError('bad_input', say('The secret lies in the vault already.'), { where: id });
    }
    const secret = await followReference(stores, before.provider, before.type, before.secret.ref);
    made = newVaultItem(now);
    await stores.vault.set(made, secret);
    fields = { secret: { kind: 'vault', item: made }, tail: secretTail(secret) };
  } else {
    const given = await followReference(stores, before.provider, before.type, place.ref);
    const held = before.secret.kind === 'vault' ? await present(stores, before.secret.item) : undefined;
    if (held !== undefined && held !== given) {
      throw new GatehouseError(
        'ref_mismatch',
        say('The reference gives another secret than the vault holds.'),
        {
          where: id,
          hint: say(
            'Nothing was changed. Replace the credential by the reference if the other secret is the right one.',
          ),
        },
      );
    }
    fields = { secret: { kind: 'ref', ref: place.ref }, tail: '' };
  }
  try {
    const doc = await stores.profiles.update((current) => {
      const own = agentOf(current, agent);
      const profile = profileOf(current, agent, id);
      if (JSON.stringify(profile.secret) !== JSON.stringify(before.secret)) {
        throw new GatehouseError(
          'store_locked',
          say('The credential was changed meanwhile; nothing was done.'),
          {
            where: id,
            hint: say('Try again.'),
          },
        );
      }
      return withAgent(current, agent, {
        ...own,
        profiles: { ...own.profiles, [id]: { ...profile, ...fields } },
      });
    });
    if (before.secret.kind === 'vault') await forgetItems(stores, [before.secret.item]);
    return { revision: doc.revision };
  } catch (error) {
    if (made !== undefined) await forgetItems(stores, [made]);
    throw error;
  }
}
