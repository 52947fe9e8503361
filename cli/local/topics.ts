import { readVault } from '#cli/local/read-vault.ts';
import { agentList, allowlist, modelAliases } from '#core/config/model-roles.ts';
import { warnWindowMs } from '#core/config/warn-window.ts';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import { emptyProfilesDoc } from '#core/profile/profile.ts';
import { profileViews } from '#core/profile/view.ts';
import { rolesOf } from '#store/model-config.ts';
import type { Stores } from '#store/stores.ts';

interface LocalTopics {
  vault: TopicValue<'vault'>;
  profiles: TopicValue<'profiles'>;
  models: TopicValue<'models'>;
  configError: CallError | undefined;
}

/** What a host would publish, as far as files and keychain tell it, so that the summary is one with and without a host. */
export async function readLocalTopics(stores: Stores, now: number): Promise<LocalTopics> {
  const [{ config, error: configError }, profiles, { vault, items }] = await Promise.all([
    stores.config.read(),
    stores.profiles.read().then(
      (doc) => ({ doc, error: undefined }),
      (cause: unknown) => {
        if (!(cause instanceof GatehouseError)) throw cause;
        return { doc: emptyProfilesDoc, error: cause.toCallError() };
      },
    ),
    readVault(stores),
  ]);
  const { doc, error } = profiles;
  const allowed = allowlist(config);
  const agents = agentList(config, Object.keys(doc.agents));
  return {
    configError,
    vault,
    profiles: {
      ...(error ? { error } : {}),
      storeRevision: doc.revision,
      agents: agents.map(({ id, name }) => ({
        id,
        name,
        profiles: profileViews(doc.agents[id] ?? { profiles: {}, order: {} }, {
          now,
          warnMs: warnWindowMs(config),
          items,
          level: vault.level,
          configOrder: config.auth?.order,
        }),
      })),
      mirrors: [],
    },
    models: {
      providers: [],
      agents: agents.map(({ id, name }) => ({ id, name, ...rolesOf(config, id), answersNext: [] })),
      aliases: modelAliases(config),
      ...(allowed === undefined ? {} : { allowed }),
    },
  };
}
