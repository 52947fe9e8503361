import { GatehouseError } from '#core/contract/error.ts';
import type { ProfileView, TopicName, TopicValue } from '#core/contract/topics.ts';
import type { Topics } from '#renderer/testing/scenarios/shape.ts';

/** What the handlers of the mock host share: the topics, and the same rules as the real host's. */
export interface MockWorld {
  topics(): Topics;
  publish<T extends TopicName>(topic: T, value: TopicValue<T>): void;
  now(): number;
  wait(): Promise<unknown>;
}

export function profilesOf({ topics }: MockWorld, agent: string): ProfileView[] {
  const found = topics().profiles.agents.find(({ id }) => id === agent);
  if (!found) throw new GatehouseError('unknown_agent', `There is no agent ${agent}.`);
  return found.profiles;
}

export function findProfile(world: MockWorld, agent: string, id: string): ProfileView {
  const found = profilesOf(world, agent).find((profile) => profile.id === id);
  if (!found) throw new GatehouseError('unknown_profile', `There is no profile ${id}.`);
  return found;
}

/** Stores the profiles of some agents as one revision; the gateway takes it in at once. */
export function storeAgents(world: MockWorld, agents: Topics['profiles']['agents']): { revision: number } {
  const { profiles, gateway } = world.topics();
  const revision = profiles.storeRevision + 1;
  world.publish('profiles', {
    ...profiles,
    storeRevision: revision,
    agents,
    mirrors: profiles.mirrors.map((mirror) => ({ ...mirror, revision })),
  });
  if (gateway.observed.state === 'ready') {
    world.publish('gateway', { ...gateway, wantedRevision: revision, loadedRevision: revision });
  }
  choosePrimary(world);
  return { revision };
}

/** A first credential answers at once: its provider's first model becomes the primary. */
function choosePrimary(world: MockWorld): void {
  const { models, profiles } = world.topics();
  const chosen = models.agents.map((agent) => {
    const provider = profiles.agents.find(({ id }) => id === agent.id)?.profiles[0]?.provider;
    const model = models.providers.find(({ id }) => id === provider)?.models[0]?.id;
    if (agent.primary !== undefined || model === undefined) return agent;
    return { ...agent, primary: `${provider}/${model}` };
  });
  if (chosen.some((agent, index) => agent !== models.agents[index]))
    world.publish('models', { ...models, agents: chosen });
}

export const storeProfiles = (world: MockWorld, agent: string, profiles: ProfileView[]) =>
  storeAgents(
    world,
    world.topics().profiles.agents.map((one) => (one.id === agent ? { ...one, profiles } : one)),
  );

export const changeProfile = (world: MockWorld, agent: string, id: string, more: Partial<ProfileView>) =>
  storeProfiles(
    world,
    agent,
    profilesOf(world, agent).map((profile) => (profile.id === id ? { ...profile, ...more } : profile)),
  );

export function requireVault({ topics }: MockWorld): void {
  const { vault } = topics();
  if (vault.state === 'ready' || vault.state === 'checking') return;
  throw new GatehouseError(`vault_${vault.state}`, vault.message, {
    hint: vault.hint,
    where: `${vault.level}: ${vault.backend}`,
  });
}

export const vaultPlace = ({ topics }: MockWorld): ProfileView['place'] => topics().vault.level;
