import { defaultGatewayPort } from '#core/config/config.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { configurationExitCode } from '#core/link/link.ts';
import { Gateway } from '#gateway/server.ts';
import { eventWords } from '#gateway/state/event-words.ts';
import { loadGatewaySnapshot } from '#store/gateway-snapshot.ts';
import type { Refresher } from '#store/oauth/refresher.ts';
import { openStores } from '#store/open-stores.ts';
import { RequestLog, requestLogFile, requestLogLimits } from '#store/request-log.ts';
import type { Stores } from '#store/stores.ts';

/** Streams that still run when the system asks to stop get this long, in milliseconds. */
const terminateMs = 10_000;

/**
 * A gateway without a host, for a server without a desktop: opens the store and the vault itself, follows their
 * changes, and says on stderr what a host would show.
 */
export async function runStandalone(): Promise<void> {
  try {
    const stores = await openStores();
    const log = new RequestLog(requestLogFile(stores.dir.root), { onTrouble: (event) => say(event) });
    const gateway = new Gateway({
      onOutcomes: (outcomes) => log.add(outcomes),
      onTrouble: say,
      onEvents: (events) => {
        log.addEvents(events);
        for (const event of events) say(eventWords(event));
      },
    });
    const { config } = await stores.config.read();
    log.limits = requestLogLimits(config);
    const host = config.gateway?.bind === 'lan' ? '0.0.0.0' : '127.0.0.1';
    const port = await gateway.listen(host, config.gateway?.port ?? defaultGatewayPort);
    say(`listens on http://${host}:${port}`);
    const stopFollowing = follow(stores, gateway);
    const stopRenewing = renew(stores);
    let stopping = false;
    const stop = async () => {
      if (stopping) return;
      stopping = true;
      stopFollowing();
      await stopRenewing();
      await gateway.drain(terminateMs);
      log.close();
      process.exit(0);
    };
    // A service manager and the wrapper that it started both send it: the second is no haste.
    process.on('SIGTERM', () => void stop());
    process.once('SIGINT', () => void stop());
  } catch (error) {
    say(words(error));
    process.exit(configurationExitCode);
  }
}

/** Loads what the stores hold, now and after each change, one load at a time. @returns the way to stop. */
function follow(stores: Stores, gateway: Gateway): () => void {
  let loaded: number | undefined;
  let running = false;
  let again = false;
  const load = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const { revision, snapshot, problems } = await loadGatewaySnapshot(stores);
      if (revision !== loaded) {
        gateway.load(revision, snapshot);
        await gateway.inForce();
        loaded = revision;
        for (const problem of problems) say(problem.message);
        say(`routes by revision ${revision}`);
      }
    } catch (error) {
      say(words(error));
    }
    running = false;
    if (again) {
      again = false;
      await load();
    }
  };
  const stops = [
    stores.config.watch(() => void load()),
    stores.profiles.watch(() => void load()),
    stores.vault.onStatus(() => void load()),
  ];
  void load();
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Renews OAuth tokens ahead of their end, as a host would; new ones arrive by the change of `profiles.json`. What it
 * takes is loaded when there is something to renew. @returns the way to stop.
 */
function renew(stores: Stores): () => Promise<void> {
  let refresher: Refresher | undefined;
  const look = async (): Promise<void> => {
    try {
      if (refresher === undefined) {
        const { agents } = await stores.profiles.read();
        const all = Object.values(agents).flatMap(({ profiles }) => Object.values(profiles));
        if (!all.some(({ type }) => type === 'oauth')) return;
        const { createRefresher } = await import('#store/oauth/refresher.ts');
        refresher ??= createRefresher({
          stores,
          onChange: () => undefined,
          onOutcome: (id, outcome) => say(`sign-in of ${id}: ${outcome.kind}`),
        });
      }
      await refresher.look();
    } catch (error) {
      say(words(error));
    }
  };
  const stops = [
    stores.config.watch(() => void look()),
    stores.profiles.watch(() => void look()),
    stores.vault.onStatus(() => void look()),
  ];
  void look();
  return async () => {
    for (const stop of stops) stop();
    await refresher?.stop();
  };
}

function words(error: unknown): string {
  if (error instanceof GatehouseError) return [error.message, error.hint].filter(Boolean).join(' ');
  return error instanceof Error ? error.message : 'failed';
}

const say = (text: string): void => void process.stderr.write(`gatehouse gateway: ${text}\n`);
