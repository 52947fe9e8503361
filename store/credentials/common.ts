import { randomBytes } from 'node:crypto';
import { GatehouseError } from '#core/contract/error.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { type AgentProfiles, defaultAgentId, type Profile, type ProfilesDoc } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { isKnownAgent } from '#core/status/models-status.ts';
import { successorItem } from '#store/credentials/oauth-item.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** How long a removal can be undone (milliseconds). */
export const undoWindowMs = 10_000;

/** What every change answers: the revision of `profiles.json` that holds it. Mirrors and gateway follow. */
export interface Stored {
  revision: number;
}

/**
 * A new opaque name for a vault item. Nothing of the profile is in it, since ids may hold an e-mail address; the time
 * is, so that one which nothing names can be told from one that is being added.
 */
export const newVaultItem = (now: number): string =>
  `p-${now.toString(36)}-${randomBytes(8).toString('hex')}`;

/** When an item was made (epoch milliseconds), or undefined for one of another kind. */
export function vaultItemTime(item: string): number | undefined {
  const time = /^p-([0-9a-z]{6,11})-[0-9a-f]{16}$/.exec(item)?.[1];
  return time === undefined ? undefined : Number.parseInt(time, 36);
}

/** All vault items that profiles have; removed ones that can still be undone among them. */
export function referencedItems(doc: ProfilesDoc): Set<string> {
  const items = new Set<string>();
  const add = ({ type, secret }: Profile) => {
    if (secret.kind !== 'vault') return;
    items.add(secret.item);
    // Renewed tokens lie there until the profile names them.
    if (type === 'oauth') items.add(successorItem(secret.item));
  };
  for (const agent of Object.values(doc.agents))
    for (const profile of Object.values(agent.profiles)) add(profile);
  for (const { profile } of doc.removed) add(profile);
  return items;
}

/** Every provider that a profile may be added for. */
export async function knownProviders(stores: Stores): Promise<Map<string, Provider>> {
  const { config } = await stores.config.read();
  return resolveProviders(providerRecords(), config);
}

/**
 * The agent of a document, made empty when only the config knows it.
 * @throws GatehouseError `unknown_agent`.
 */
export async function requireAgent(stores: Stores, agent: string): Promise<void> {
  if (agent === defaultAgentId) return;
  const [{ config }, doc] = [await stores.config.read(), await stores.profiles.read()];
  if (isKnownAgent(config, Object.keys(doc.agents), agent)) return;
  throw new GatehouseError('unknown_agent', say('There is no agent "{{agent}}".', { agent }), {
    where: agent,
    hint: say('Add it to agents.list in gatehouse.json first, or use "main".'),
  });
}

export const agentOf = (doc: ProfilesDoc, agent: string): AgentProfiles =>
  (Object.hasOwn(doc.agents, agent) ? doc.agents[agent] : undefined) ?? { profiles: {}, order: {} };

/** @throws GatehouseError `unknown_profile`. */
export function profileOf(doc: ProfilesDoc, agent: string, id: string): Profile {
  const { profiles } = agentOf(doc, agent);
  const profile = Object.hasOwn(profiles, id) ? profiles[id] : undefined;
  if (profile !== undefined) return profile;
  throw new GatehouseError(
    'unknown_profile',
    say('There is no credential "{{id}}" in agent "{{agent}}".', { id, agent }),
    {
      where: id,
      hint: say('It may have been removed or renamed; see "gatehouse models auth list".'),
    },
  );
}

export const withAgent = (doc: ProfilesDoc, agent: string, next: AgentProfiles): ProfilesDoc => ({
  ...doc,
  agents: { ...doc.agents, [agent]: next },
});

/** Deletes items that nothing needs any more; a vault that does not answer leaves them to the next sweep. */
export async function forgetItems(stores: Stores, items: readonly string[]): Promise<void> {
  for (const item of items) await stores.vault.delete(item).catch(() => undefined);
}
