import type { TopicValue } from '#core/contract/topics.ts';
import { defaultAgentId } from '#core/profile/profile.ts';
import type { TopicValues } from '#main/desktop/actions.ts';

export type ModelsAgent = TopicValue<'models'>['agents'][number];

/** A model ref is split at its first slash. */
export const providerOf = (ref: string): string => ref.slice(0, Math.max(0, ref.indexOf('/')));

/** What a person calls the model; the ref itself when nobody knows it. */
export function modelName(topics: TopicValues, ref: string): string {
  const id = ref.slice(ref.indexOf('/') + 1);
  const provider = topics.models?.providers.find((candidate) => candidate.id === providerOf(ref));
  return provider?.models.find((model) => model.id === id)?.name ?? ref;
}

export const providerName = (topics: TopicValues, id: string): string =>
  topics.models?.providers.find((provider) => provider.id === id)?.name ?? id;

export const agentName = ({ id, name }: ModelsAgent): string => name ?? id;

/** The main one first. */
export const agentsOf = (topics: TopicValues): ModelsAgent[] =>
  [...(topics.models?.agents ?? [])].sort(
    (a, b) => Number(b.id === defaultAgentId) - Number(a.id === defaultAgentId),
  );

export const mainAgent = (topics: TopicValues): ModelsAgent | undefined =>
  topics.models?.agents.find((agent) => agent.id === defaultAgentId);
