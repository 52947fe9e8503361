import { join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { compose, type Running } from '#main/compose.ts';
import type { CallRequest, Host } from '#main/host-api.ts';
import type { HostOptions } from '#main/host-options.ts';
import { findLiveHost, hostRecordFile } from '#store/host-record.ts';
import { acquireLock } from '#store/lock.ts';
import { openStores } from '#store/open-stores.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';

/** Milliseconds that streams and files get at the end when nobody says otherwise. */
const defaultQuitMs = 5_000;

/** Puts the host together; nothing runs before `start`. */
export function createHost(options: HostOptions): Host {
  let running: Running | undefined;
  let begun: Promise<Running> | undefined;
  let ended: Promise<void> | undefined;
  const required = (): Running => {
    if (!running) throw new GatehouseError('host_unreachable', say('The host has not started.'));
    return running;
  };
  return {
    async start() {
      begun ??= run(options);
      running = await begun;
    },
    quit(deadlineMs = defaultQuitMs) {
      ended ??= (async () => {
        const one = await begun?.catch(() => undefined);
        await one?.quit(deadlineMs);
      })();
      return ended;
    },
    dispatch: async (request: CallRequest) => {
      if (running) return running.dispatch(request);
      return { ok: false, error: { code: 'host_unreachable', message: 'The host has not started.' } };
    },
    topics: {
      current: (topic) => running?.topics.current(topic),
      snapshot: () => running?.topics.snapshot() ?? [],
      subscribe: (listener) => required().topics.subscribe(listener),
    },
    woke: () => running?.woke(),
    web: {
      get url() {
        return required().web.url;
      },
      signInLink: () => required().web.signInLink(),
    },
  };
}

async function run(options: HostOptions): Promise<Running> {
  const stores = await openStores({
    env: options.env,
    ...(options.stateDir === undefined ? {} : { stateDir: options.stateDir }),
    ...(options.vault === undefined ? {} : { vault: options.vault }),
  });
  const { dir } = stores;
  await ensurePrivateDir(dir.runDir);
  await ensurePrivateDir(dir.logDir);
  // Watched for what a gateway learns that no child tells.
  await ensurePrivateDir(join(dir.root, 'gateway'));
  // Two that start at once: the second finds the record of the first.
  const startLock = await acquireLock(hostRecordFile(dir.runDir));
  try {
    await refuseSecondHost(dir.runDir);
    return await compose(options, stores);
  } finally {
    await startLock.release();
  }
}

async function refuseSecondHost(runDir: string): Promise<void> {
  const other = await findLiveHost(runDir);
  if (!other || other.pid === process.pid) return;
  throw new GatehouseError(
    'host_already_running',
    say('Gatehouse already runs (process {{pid}}).', { pid: String(other.pid) }),
    {
      where: other.url,
      hint: say('Use that one ("gatehouse ui" opens it), or end it first.'),
    },
  );
}
