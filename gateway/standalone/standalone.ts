import { defaultGatewayPort } from '#core/config/config.ts';
import { configurationExitCode } from '#core/link/link.ts';
import { watchParent } from '#gateway/link/parent-watch.ts';
import { Gateway } from '#gateway/server.ts';
import { followStores } from '#gateway/standalone/follow-stores.ts';
import { renewTokens } from '#gateway/standalone/renew-tokens.ts';
import { say, words } from '#gateway/standalone/words.ts';
import { eventWords } from '#gateway/state/event-words.ts';
import { openStores } from '#store/open-stores.ts';
import { RequestLog, requestLogFile, requestLogLimits } from '#store/request-log.ts';

/** Streams that still run when the system asks to stop get this long, in milliseconds. */
const terminateMs = 10_000;

/**
 * A gateway without a host, for a server without a desktop: opens the store and the vault itself, follows their
 * changes, and says on stderr what a host would show.
 *
 * @param args `--parent PID`: it ends when that process is gone.
 */
export async function runStandalone(args: readonly string[] = process.argv.slice(2)): Promise<void> {
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
    const { config, error } = await stores.config.read();
    // Nothing of a config that was never good is in force: not its port, and not who may ask.
    if (error !== undefined) {
      say(words(error));
      process.exit(configurationExitCode);
    }
    log.limits = requestLogLimits(config);
    const host = config.gateway?.bind === 'lan' ? '0.0.0.0' : '127.0.0.1';
    const port = await gateway.listen(host, config.gateway?.port ?? defaultGatewayPort);
    say(`listens on http://${host}:${port}`);
    const stopFollowing = followStores(stores, gateway, port);
    const stopRenewing = renewTokens(stores);
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
    process.on('SIGHUP', () => void stop());
    process.once('SIGINT', () => void stop());
    const parent = Number(args[args.indexOf('--parent') + 1]);
    if (args.includes('--parent') && Number.isInteger(parent)) watchParent(parent, () => void stop());
  } catch (error) {
    say(words(error));
    process.exit(configurationExitCode);
  }
}
