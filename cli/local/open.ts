import { unknownAgent } from '#cli/local/known.ts';
import type { Config } from '#core/config/config.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import type { Stores } from '#store/stores.ts';

export interface Local {
  stores: Stores;
}

/**
 * The stores of the state directory, opened by this process. Loaded late: help and usage errors need none of it.
 * @throws GatehouseError `state_dir_unwritable` or `disk_full`.
 */
export async function openLocal(env: NodeJS.ProcessEnv): Promise<Local> {
  const { openStores } = await import('#store/open-stores.ts');
  return { stores: await openStores({ env }) };
}

/** @throws GatehouseError `unknown_agent`, naming those that there are. */
export async function requireAgent(config: Config, doc: ProfilesDoc, agent: string): Promise<void> {
  const { agentList } = await import('#core/config/model-roles.ts');
  const known = agentList(config, Object.keys(doc.agents)).map(({ id }) => id);
  if (known.includes(agent)) return;
  throw unknownAgent(agent, known);
}
