import { dirname, join } from 'node:path';
import { requireAgent } from '#cli/local/open.ts';
import { readVault } from '#cli/local/read-vault.ts';
import { statusEnvironment } from '#cli/local/status-environment.ts';
import { warnWindowMs } from '#core/config/warn-window.ts';
import type { CallError } from '#core/contract/error.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { emptyProfilesDoc } from '#core/profile/profile.ts';
import { profileViews } from '#core/profile/view.ts';
import { type ModelsStatus, modelsStatus } from '#core/status/models-status.ts';
import { readGatewayState } from '#store/gateway-state.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/**
 * What `models status` shows, read from the state directory and the keychain: the same with and without a running
 * Gatehouse. What cannot be read is a problem in the answer, never an empty list.
 * @throws GatehouseError `unknown_agent`, `state_dir_unwritable`.
 */
export async function readModelsStatus(
  stores: Stores,
  agent: string,
  env: NodeJS.ProcessEnv = process.env,
  now: number = Date.now(),
): Promise<{ status: ModelsStatus; views: ProfileView[] }> {
  const problems: CallError[] = [];
  const [{ config, error }, doc, { vault, items }, learned] = await Promise.all([
    stores.config.read(),
    stores.profiles.read().catch((cause: unknown) => {
      if (!(cause instanceof GatehouseError)) throw cause;
      problems.push(cause.toCallError());
      return undefined;
    }),
    readVault(stores),
    readGatewayState(join(stores.dir.root, 'gateway')),
  ]);
  if (error) problems.push(error);
  const known = doc ?? emptyProfilesDoc;
  // An agent may be missing only because the file that names it cannot be read.
  if (problems.length === 0) await requireAgent(config, known, agent);
  const profiles = known.agents[agent] ?? { profiles: {}, order: {} };
  const providers = resolveProviders(providerRecords(), config);
  const environment = await statusEnvironment(stores, config, {
    providers: [...providers.keys()],
    env,
    problems,
  });
  const status = modelsStatus({
    agentId: agent,
    config,
    configPath: stores.dir.configFile,
    agentDir: dirname(stores.dir.mirrorFile(agent)),
    storePath: stores.dir.profilesFile,
    agent: profiles,
    providers,
    environment,
    cooldowns: learned?.cooldowns[agent] ?? {},
    vault,
    items,
    now,
    problems,
  });
  const shadowing = new Map(status.auth.providers.map(({ provider, shadowedBy }) => [provider, shadowedBy]));
  const views = profileViews(profiles, {
    now,
    warnMs: warnWindowMs(config),
    items,
    level: vault.level,
    configOrder: config.auth?.order,
    shadowedBy: (provider) => shadowing.get(provider),
  });
  return { status, views };
}
