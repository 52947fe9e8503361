import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { type Profile, type ProfilesDoc, profileIdSchema } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import {
  agentOf,
  forgetItems,
  knownProviders,
  profileOf,
  requireAgent,
  type Stored,
  withAgent,
} from '#store/credentials/common.ts';
import { prepareCredential } from '#store/credentials/given.ts';
import type { Stores } from '#store/stores.ts';

/** The name itself, then `name-2`, `name-3`… for the first that is free; `default` when none is given. */
export function freeName(doc: ProfilesDoc, agent: string, provider: string, wanted = 'default'): string {
  const { profiles } = agentOf(doc, agent);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!Object.hasOwn(profiles, `${provider}:${name}`)) return name;
  }
}

/** @throws GatehouseError `bad_input` for a name that cannot be part of an id. */
export function makeProfileId(provider: string, name: string): string {
  const parsed = profileIdSchema.safeParse(`${provider}:${name.trim()}`);
  if (parsed.success) return parsed.data;
  throw new GatehouseError('bad_input', say('This name cannot be used.'), {
    hint: say('Use 1 to 120 visible characters, for example "work" or an e-mail address.'),
    where: 'name',
  });
}

export const profileExists = (id: string): GatehouseError =>
  new GatehouseError('profile_exists', say('There is already a credential "{{id}}".', { id }), {
    where: id,
    hint: say('Choose another name, or replace the existing one.'),
  });

/** The agent with a profile in it, at the end of the provider's explicit order if there is one. */
export function withProfile(doc: ProfilesDoc, agent: string, id: string, profile: Profile): ProfilesDoc {
  const own = agentOf(doc, agent);
  if (Object.hasOwn(own.profiles, id)) throw profileExists(id);
  const listed = own.order[profile.provider];
  return withAgent(doc, agent, {
    ...own,
    profiles: { ...own.profiles, [id]: profile },
    order: listed === undefined ? own.order : { ...own.order, [profile.provider]: [...listed, id] },
  });
}

export interface AddInput {
  agent: string;
  provider: string;
  /** The part after the colon; the first free one of `default`, `default-2`… when absent. */
  name?: string | undefined;
  label?: string | undefined;
  email?: string | undefined;
  credential: GivenCredential;
}

/**
 * Adds a credential. Its secret is in the vault, read back, before the profile names it; if the profile then cannot
 * be written, the item is taken out again, and a crash in between leaves an item that `sweepVaultItems` finds.
 * @throws GatehouseError `unknown_agent`, `unknown_provider`, `key_empty`, `key_multiline`, `key_shape`,
 * `profile_exists`, `profile_expired`, `bad_input`, the vault's, the resolver's and the store's codes.
 */
export async function addProfile(
  stores: Stores,
  input: AddInput,
  now: number = Date.now(),
): Promise<Stored & { id: string }> {
  const { agent, provider } = input;
  await requireAgent(stores, agent);
  if (!(await knownProviders(stores)).has(provider)) {
    throw new GatehouseError('unknown_provider', say('There is no provider "{{provider}}".', { provider }), {
      where: provider,
      hint: say('Add it to models.providers in gatehouse.json with baseUrl and api first.'),
    });
  }
  const before = await stores.profiles.read();
  if (input.name !== undefined) {
    const id = makeProfileId(provider, input.name);
    if (Object.hasOwn(agentOf(before, agent).profiles, id)) throw profileExists(id);
  }
  const { fields, item } = await prepareCredential(stores, provider, input.credential, now);
  const profile: Profile = {
    provider,
    ...fields,
    ...(input.label === undefined || input.label === '' ? {} : { label: input.label }),
    ...(input.email === undefined ? {} : { email: input.email }),
    createdAt: now,
  };
  let id = '';
  try {
    const doc = await stores.profiles.update((current) => {
      id = makeProfileId(provider, input.name ?? freeName(current, agent, provider));
      return withProfile(current, agent, id, profile);
    });
    return { id, revision: doc.revision };
  } catch (error) {
    if (item !== undefined) await forgetItems(stores, [item]);
    throw error;
  }
}

/**
 * Puts another credential in the place of a profile's, which may be of another type. A new secret goes into an item
 * of its own, so the old one stays in force until `profiles.json` names the new one.
 * @throws as `addProfile`, and `unknown_profile`.
 */
export async function replaceCredential(
  stores: Stores,
  input: { agent: string; id: string; credential: GivenCredential },
  now: number = Date.now(),
): Promise<Stored> {
  const { agent, id } = input;
  const { provider } = profileOf(await stores.profiles.read(), agent, id);
  const { fields, item } = await prepareCredential(stores, provider, input.credential, now);
  let old: Profile | undefined;
  let revision: number;
  try {
    const doc = await stores.profiles.update((current) => {
      old = profileOf(current, agent, id);
      const own = agentOf(current, agent);
      const { expires: _, origin: __, signInAgain: ___, ...rest } = old;
      const next: Profile = { ...rest, ...fields, replacedAt: now };
      return withAgent(current, agent, { ...own, profiles: { ...own.profiles, [id]: next } });
    });
    revision = doc.revision;
  } catch (error) {
    if (item !== undefined) await forgetItems(stores, [item]);
    throw error;
  }
  if (old?.secret.kind === 'vault') await forgetItems(stores, [old.secret.item]);
  return { revision };
}

/** `addProfile` for an API key. */
export const addApiKey = (
  stores: Stores,
  { key, ...input }: Omit<AddInput, 'credential'> & { key: string },
  now?: number,
): Promise<Stored & { id: string }> =>
  addProfile(stores, { ...input, credential: { type: 'api_key', key } }, now);

/** `replaceCredential` with an API key. */
export const replaceApiKey = (
  stores: Stores,
  { key, ...input }: { agent: string; id: string; key: string },
  now?: number,
): Promise<Stored> => replaceCredential(stores, { ...input, credential: { type: 'api_key', key } }, now);
