import { readModelsStatus } from '#cli/local/models-status.ts';
import { openLocal } from '#cli/local/open.ts';
import { notify } from '#cli/monitor/notify.ts';
import { readTold, writeTold } from '#cli/monitor/told.ts';
import { agentList } from '#core/config/model-roles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { emptyProfilesDoc } from '#core/profile/profile.ts';
import { isToldAnew, type MonitorReport, monitorReport } from '#core/status/monitor.ts';
import { runProgram } from '#store/user-service/install.ts';

/** One look at all agents; what was not told today is shown as a notification. */
export async function runMonitor(
  env: NodeJS.ProcessEnv,
  given: { notify: boolean; signal: AbortSignal; platform?: NodeJS.Platform },
): Promise<{ report: MonitorReport; told: 'shown' | 'not_shown' | 'not_due' }> {
  const { stores } = await openLocal(env);
  const [{ config }, doc] = await Promise.all([
    stores.config.read(),
    // Profiles that cannot be read are a problem of each status below.
    stores.profiles.read().catch((error: unknown) => {
      if (error instanceof GatehouseError) return emptyProfilesDoc;
      throw error;
    }),
  ]);
  const now = Date.now();
  const agents = agentList(config, Object.keys(doc.agents));
  const statuses = await Promise.all(
    agents.map(async ({ id }) => (await readModelsStatus(stores, id, env, now)).status),
  );
  const report = monitorReport(statuses);
  const last = await readTold(stores.dir.root);
  if (!given.notify || !isToldAnew(report, last, now)) return { report, told: 'not_due' };
  const shown = await notify(
    { title: report.title, body: report.lines.join('\n') },
    {
      platform: given.platform ?? process.platform,
      env,
      run: (withNotice) => runProgram(withNotice, given.signal),
    },
  );
  // What nobody saw is told again next time.
  if (shown) await writeTold(stores.dir.root, { key: report.key, at: now });
  return { report, told: shown ? 'shown' : 'not_shown' };
}
