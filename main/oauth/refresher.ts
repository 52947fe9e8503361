import type { Log } from '#main/log.ts';
import type { RefreshOutcome } from '#store/oauth/refresh.ts';
import { createRefresher, type Refresher } from '#store/oauth/refresher.ts';
import type { Stores } from '#store/stores.ts';

/**
 * The host's refresher: what it renews reaches mirrors and gateway as any other change of a profile does.
 * @param changed see `ServiceDeps.changed`.
 */
export function hostRefresher(given: { stores: Stores; log: Log; changed(): void }): Refresher {
  const { stores, log, changed } = given;
  return createRefresher({ stores, onChange: changed, onOutcome: (id, outcome) => tell(log, id, outcome) });
}

/** Ids may hold an e-mail address, which is no secret; tokens are not in an outcome. */
function tell(log: Log, id: string, outcome: RefreshOutcome): void {
  if (outcome.kind === 'failed') {
    log.warn('oauth.failed', { id, code: outcome.error.code, message: outcome.error.message });
  } else if (outcome.kind === 'ended') log.warn('oauth.ended', { id, code: outcome.code });
  else log.info(`oauth.${outcome.kind}`, { id });
}
