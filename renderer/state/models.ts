import type { Result } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export interface ModelsGroup {
  readonly topic: TopicStore<'models'>;
  setPrimary(agent: string, model: string): Promise<Result<unknown>>;
}

export function createModelsGroup(host: FaceHost): ModelsGroup {
  return {
    topic: createTopicStore<'models'>(),
    setPrimary: (agent, model) => host.invoke('models.setPrimary', { agent, model }),
  };
}

type Models = TopicValue<'models'>;
type Step = Models['agents'][number]['answersNext'][number];

export interface ChainModel {
  model: string;
  credentials: { profile: string | undefined; usable: boolean; why: string; next: boolean }[];
  /** The first usable credential of the whole chain is here. */
  next: boolean;
}

/** The answers of the routing as a chain of models, each with its credentials; the first usable one is next. */
export function answerChain(steps: readonly Step[]): ChainModel[] {
  const chain: ChainModel[] = [];
  let found = false;
  for (const step of steps) {
    const next: boolean = step.usable && !found;
    found ||= next;
    let last = chain.at(-1);
    if (last?.model !== step.model) {
      last = { model: step.model, credentials: [], next: false };
      chain.push(last);
    }
    last.next ||= next;
    last.credentials.push({ profile: step.profile, usable: step.usable, why: step.why, next });
  }
  return chain;
}

/** The display name of `provider/model`; the reference itself when nobody knows it. Split at the first slash. */
export function modelName(ref: string, models: Models | undefined): { provider: string; name: string } {
  const slash = ref.indexOf('/');
  if (slash < 0) return { provider: '', name: ref };
  const provider = ref.slice(0, slash);
  const id = ref.slice(slash + 1);
  const known = models?.providers.find((record) => record.id === provider);
  return { provider, name: known?.models.find((model) => model.id === id)?.name ?? id };
}
