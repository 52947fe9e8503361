import type { ProfileView } from '#core/contract/topics.ts';
import { isAllowed } from '#core/model/allow.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import type { TopicValues } from '#main/desktop/actions.ts';
import type { Translate } from '#main/desktop/translate.ts';
import { action, joinGroups, type TrayItem } from '#main/desktop/tray-items.ts';
import { agentName, agentsOf, type ModelsAgent, modelName, providerOf } from '#main/desktop/tray-names.ts';

/** A menu is for what one switches between; the window has the whole catalog. */
const mostOthers = 12;

/** The quick switch: one menu for the one agent, or a menu for each. */
export function modelItems(topics: TopicValues, t: Translate): TrayItem[] {
  const agents = agentsOf(topics).filter((agent) => topics.profiles || agent.primary !== undefined);
  const [only, second] = agents;
  if (!only) return [];
  if (!second) {
    const items = choices(topics, only, t);
    return items.length === 0 ? [] : [{ kind: 'submenu', id: 'model', label: t('tray.model'), items }];
  }
  return [
    {
      kind: 'submenu',
      id: 'model',
      label: t('tray.model'),
      items: agents.map((agent) => ({
        kind: 'submenu',
        id: `agent:${agent.id}`,
        label:
          agent.primary === undefined
            ? agentName(agent)
            : t('tray.agent', { agent: agentName(agent), model: modelName(topics, agent.primary) }),
        items: choices(topics, agent, t),
      })),
    },
  ];
}

/** What the agent uses, then aliases, then what its credentials reach besides. */
function choices(topics: TopicValues, agent: ModelsAgent, t: Translate): TrayItem[] {
  const seen = new Set<string>();
  const take = (refs: readonly (string | undefined)[], label: (ref: string) => string): TrayItem[] =>
    refs.flatMap((ref) => {
      if (ref === undefined || seen.has(ref)) return [];
      seen.add(ref);
      return [choice(agent, ref, label(ref))];
    });
  const named = (ref: string) => modelName(topics, ref);
  const aliases = Object.entries(topics.models?.aliases ?? {});
  const aliasOf = new Map(aliases.map(([alias, ref]) => [ref, alias]));
  const inUse = take([agent.primary, ...agent.fallbacks], named);
  const byAlias = take(
    aliases.map(([, ref]) => ref),
    (ref) => t('tray.alias', { alias: aliasOf.get(ref) ?? '', model: named(ref) }),
  );
  const others = take(
    reachable(topics, agent)
      .filter((ref) => !seen.has(ref))
      .slice(0, mostOthers),
    (ref) => t('tray.modelOf', { provider: nameOfProvider(topics, ref), model: named(ref) }),
  );
  if (inUse.length + byAlias.length + others.length === 0) return [];
  const more = action(`models:${agent.id}`, t('tray.moreModels'), { do: 'open', place: '/models' });
  return joinGroups([inUse, byAlias, others, [more]]);
}

const nameOfProvider = (topics: TopicValues, ref: string): string =>
  topics.models?.providers.find(({ id }) => id === providerOf(ref))?.name ?? providerOf(ref);

/** Models of providers that have a credential to answer with, as far as they are allowed. */
function reachable(topics: TopicValues, agent: ModelsAgent): string[] {
  const profiles = topics.profiles?.agents.find(({ id }) => id === agent.id)?.profiles ?? [];
  const usable = new Set(profiles.filter(isUsable).map((profile) => profile.provider));
  return (topics.models?.providers ?? [])
    .filter((provider) => usable.has(provider.id) || (!provider.needsKey && provider.custom))
    .flatMap((provider) => provider.models.map((model) => `${provider.id}/${model.id}`))
    .filter((ref) => {
      const parsed = parseModelRef(ref);
      return parsed !== undefined && isAllowed(topics.models?.allowed, parsed);
    });
}

const isUsable = (profile: ProfileView): boolean =>
  profile.status === 'ok' || profile.status === 'expiring' || profile.status === 'unknown';

const choice = (agent: ModelsAgent, ref: string, label: string): TrayItem => ({
  kind: 'choice',
  id: `model:${agent.id}:${ref}`,
  label,
  checked: ref === agent.primary,
  action: { do: 'call', name: 'models.setPrimary', input: { agent: agent.id, model: ref } },
});
