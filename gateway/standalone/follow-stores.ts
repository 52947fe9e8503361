import { english } from '#core/say/say.ts';
import type { Gateway } from '#gateway/server.ts';
import { say, words } from '#gateway/standalone/words.ts';
import { loadGatewaySnapshot } from '#store/gateway-snapshot.ts';
import type { Stores } from '#store/stores.ts';

/** While the vault does not answer it is asked again after so long (milliseconds): what is wrong may be put right. */
const askAgainMs = 15_000;

/**
 * Loads what the stores hold, now and after each change, one load at a time. What is wrong is said when it begins, not
 * at every load.
 *
 * @param port where the gateway listens; another one takes a new start.
 * @returns the way to stop.
 */
export function followStores(stores: Stores, gateway: Gateway, port: number): () => void {
  let loaded: number | undefined;
  let told = new Set<string>();
  let running = false;
  let again = false;
  let stopped = false;
  let asking: NodeJS.Timeout | undefined;

  const load = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const troubles: string[] = [];
    try {
      const { revision, snapshot, problems } = await loadGatewaySnapshot(stores);
      troubles.push(...problems.map(words), ...(await aboutConfig(stores, port)));
      if (revision !== loaded) {
        gateway.load(revision, snapshot);
        await gateway.inForce();
        loaded = revision;
        say(`routes by revision ${revision}`);
      }
    } catch (error) {
      troubles.push(words(error));
    }
    for (const trouble of troubles) if (!told.has(trouble)) say(trouble);
    told = new Set(troubles);
    askVaultAgain();
    running = false;
    if (again) {
      again = false;
      await load();
    }
  };

  const askVaultAgain = () => {
    if (stopped || asking !== undefined || stores.vault.status().state === 'ready') return;
    asking = setTimeout(() => {
      asking = undefined;
      // A change of its state loads by itself.
      void stores.vault.check().then(askVaultAgain, askVaultAgain);
    }, askAgainMs).unref();
  };

  const stops = [
    stores.config.watch(() => void load()),
    stores.profiles.watch(() => void load()),
    stores.vault.onStatus(() => void load()),
  ];
  void load();
  return () => {
    stopped = true;
    clearTimeout(asking);
    for (const stop of stops) stop();
  };
}

/** What the config holds that is not in force, and why. */
async function aboutConfig(stores: Stores, port: number): Promise<string[]> {
  const { config, warnings } = await stores.config.read();
  const wanted = config.gateway?.port;
  return [
    ...warnings.map((warning) => `${stores.dir.configFile}: ${english(warning)}`),
    ...(wanted === undefined || wanted === port
      ? []
      : [`gateway.port is ${wanted} now; it is in force from the next start on.`]),
  ];
}
