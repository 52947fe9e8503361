import { GatehouseError } from '#core/contract/error.ts';
import { cleanApiKey } from '#core/profile/key-shape.ts';
import { type Profile, type ProfilesDoc, profileIdSchema } from '#core/profile/profile.ts';
import { secretTail } from '#core/secret/mask.ts';
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
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** `default`, then `default-2`, `default-3`… for the first that is free. */
function freeName(doc: ProfilesDoc, agent: string, provider: string): string {
  const { profiles } = agentOf(doc, agent);
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'default' : `default-${number}`;
    if (!Object.hasOwn(profiles, `${provider}:${name}`)) return name;
  }
}

/** @throws GatehouseError `bad_input` for a name that cannot be part of an id. */
export function makeProfileId(provider: string, name: string): string {
  const parsed = profileIdSchema.safeParse(`${provider}:${name.trim()}`);
  if (parsed.success) return parsed.data;
  throw new GatehouseError('bad_input', 'This name cannot be used.', {
    hint: 'Use 1 to 120 visible characters, for example "work" or an e-mail address.',
    where: 'name',
  });
}

export const profileExists = (id: string): GatehouseError =>
  new GatehouseError('profile_exists', `There is already a credential "${id}".`, {
    where: id,
    hint: 'Choose another name, or replace the key of the existing one.',
  });

/**
 * Adds an API key. The secret is in the vault, read back, before the profile names it; if the profile then cannot be
 * written, the item is taken out again, and a crash in between leaves an item that `sweepVaultItems` finds.
 * @throws GatehouseError `unknown_agent`, `unknown_provider`, `key_empty`, `key_multiline`, `key_shape`,
 * `profile_exists`, `bad_input`, the vault's and the store's codes.
 */
export async function addApiKey(
  stores: Stores,
  input: {
    agent: string;
    provider: string;
    name?: string | undefined;
    label?: string | undefined;
    key: string;
  },
  now: number = Date.now(),
): Promise<Stored & { id: string }> {
  const { agent, provider } = input;
  await requireAgent(stores, agent);
  if (!(await knownProviders(stores)).has(provider)) {
    throw new GatehouseError('unknown_provider', `There is no provider "${provider}".`, {
      where: provider,
      hint: 'Add it to models.providers in gatehouse.json with baseUrl and api first.',
    });
  }
  const key = cleanApiKey(input.key, provider, providerRecords());
  const before = await stores.profiles.read();
  if (input.name !== undefined) {
    const id = makeProfileId(provider, input.name);
    if (Object.hasOwn(agentOf(before, agent).profiles, id)) throw profileExists(id);
  }
  const item = newVaultItem(now);
  await stores.vault.set(item, key);
  const profile: Profile = {
    provider,
    type: 'api_key',
    secret: { kind: 'vault', item },
    tail: secretTail(key),
    ...(input.label === undefined || input.label === '' ? {} : { label: input.label }),
    createdAt: now,
  };
  let id = '';
  try {
    const doc = await stores.profiles.update((current) => {
      id = makeProfileId(provider, input.name ?? freeName(current, agent, provider));
      const own = agentOf(current, agent);
      if (Object.hasOwn(own.profiles, id)) throw profileExists(id);
      const listed = own.order[provider];
      return withAgent(current, agent, {
        ...own,
        profiles: { ...own.profiles, [id]: profile },
        order: listed === undefined ? own.order : { ...own.order, [provider]: [...listed, id] },
      });
    });
    return { id, revision: doc.revision };
  } catch (error) {
    await forgetItems(stores, [item]);
    throw error;
  }
}

/**
 * Puts another key in the place of a profile's secret. The new one goes into an item of its own, so the old one stays
 * in force until `profiles.json` names the new one.
 * @throws as `addApiKey`, and `unknown_profile`.
 */
export async function replaceApiKey(
  stores: Stores,
  input: { agent: string; id: string; key: string },
  now: number = Date.now(),
): Promise<Stored> {
  const { agent, id } = input;
  const { provider } = profileOf(await stores.profiles.read(), agent, id);
  const key = cleanApiKey(input.key, provider, providerRecords());
  const item = newVaultItem(now);
  await stores.vault.set(item, key);
  let old: Profile | undefined;
  let revision: number;
  try {
    const doc = await stores.profiles.update((current) => {
      old = profileOf(current, agent, id);
      const own = agentOf(current, agent);
      const { expires: _, ...rest } = old;
      const next: Profile = {
        ...rest,
        type: 'api_key',
        secret: { kind: 'vault', item },
        tail: secretTail(key),
        replacedAt: now,
      };
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
