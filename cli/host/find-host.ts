import { join } from 'node:path';
import { HostClient } from '#cli/host/host-client.ts';
import { findLiveHost, type HostRecord } from '#store/host-record.ts';
import { stateDirPath } from '#store/state-dir.ts';

export interface RunningHost {
  record: HostRecord;
  client: HostClient;
}

/** The host that runs for this state directory, if one does. Creates nothing. */
export async function findHost(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RunningHost | undefined> {
  const record = await findLiveHost(join(stateDirPath(env), 'run'));
  return record && { record, client: new HostClient(record, signal) };
}
