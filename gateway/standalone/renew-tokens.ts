import { say, words } from '#gateway/standalone/words.ts';
import type { Refresher } from '#store/oauth/refresher.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Renews OAuth tokens ahead of their end, as a host would; new ones arrive by the change of `profiles.json`. What it
 * takes is loaded when there is something to renew. @returns the way to stop.
 */
export function renewTokens(stores: Stores): () => Promise<void> {
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
