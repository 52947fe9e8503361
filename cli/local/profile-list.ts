import { openLocal, requireAgent } from '#cli/local/open.ts';
import { readVault } from '#cli/local/read-vault.ts';
import { warnWindowMs } from '#core/config/warn-window.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import { profileViews } from '#core/profile/view.ts';
import type { Stores } from '#store/stores.ts';

/**
 * The credentials of one agent as they lie in the store, in the order of trying.
 * @throws GatehouseError `profiles_unreadable`, `unknown_agent`, `state_dir_unwritable`.
 */
export async function readProfiles(
  env: NodeJS.ProcessEnv,
  agent: string,
  ask: { vault: boolean },
): Promise<{
  stores: Stores;
  doc: ProfilesDoc;
  views: ProfileView[];
  configOrder: Record<string, string[]>;
}> {
  const { stores } = await openLocal(env);
  const [{ config }, doc] = await Promise.all([stores.config.read(), stores.profiles.read()]);
  await requireAgent(config, doc, agent);
  const { vault, items } = ask.vault ? await readVault(stores) : { vault: undefined, items: undefined };
  const configOrder = config.auth?.order ?? {};
  const views = profileViews(doc.agents[agent] ?? { profiles: {}, order: {} }, {
    now: Date.now(),
    warnMs: warnWindowMs(config),
    items,
    level: vault?.level,
    configOrder,
  });
  return { stores, doc, views, configOrder };
}
