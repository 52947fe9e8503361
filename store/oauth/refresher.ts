import { defaultSkewMs, refreshAt, retryDelayMs } from '#core/oauth/refresh-plan.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import { type OAuthIo, systemIo } from '#store/oauth/io.ts';
import { type RefreshOutcome, refreshItem } from '#store/oauth/refresh.ts';
import type { Stores } from '#store/stores.ts';

export interface RefresherOptions {
  stores: Stores;
  /** Tokens were renewed, or a grant ended: `profiles.json` has changed. */
  onChange(): void;
  /** Every outcome, for a log. */
  onOutcome?(id: string, outcome: RefreshOutcome): void;
  io?: OAuthIo;
}

export interface Refresher {
  /** Looks at the profiles anew: after they, the config or the vault changed, or the machine woke up. Never rejects. */
  look(): Promise<void>;
  /** No refresh begins after this; one under way is finished. */
  stop(): Promise<void>;
}

/**
 * Node's timers do not count the time a machine sleeps. While there is something to refresh, the clock is looked at
 * this often, so that a token is renewed soon after waking (milliseconds); without anything to refresh, never.
 */
const longestWaitMs = 120_000;

interface Candidate {
  id: string;
  item: string;
  expires: number;
  issuedAt: number;
}

/** Profiles whose grants Gatehouse itself refreshes. */
function candidates(doc: ProfilesDoc): Candidate[] {
  return Object.entries(doc.agents).flatMap(([agent, { profiles }]) =>
    Object.entries(profiles).flatMap(([id, profile]) => {
      const { type, secret, expires, origin, signInAgain, disabled } = profile;
      if (type !== 'oauth' || secret.kind !== 'vault' || expires === undefined) return [];
      if (origin !== undefined || signInAgain === true || disabled === true) return [];
      const issuedAt = profile.replacedAt ?? profile.createdAt;
      return [{ id: agent === 'main' ? id : `${agent}/${id}`, item: secret.item, expires, issuedAt }];
    }),
  );
}

/** Renews OAuth tokens ahead of their end. Sleeps until the next one is due. */
export function createRefresher({ stores, onChange, onOutcome, io = systemIo }: RefresherOptions): Refresher {
  const ended = new AbortController();
  /** By item: chance is drawn once, so that looking again does not move the time. */
  const drawn = new Map<string, number>();
  const failures = new Map<string, { count: number; retryAt: number }>();
  const notOurs = new Set<string>();
  const atWork = new Set<Promise<void>>();
  let wake = new AbortController();

  const dueAt = ({ item, expires, issuedAt }: Candidate, skewMs: number): number => {
    const random = drawn.get(item) ?? io.random();
    drawn.set(item, random);
    const planned = refreshAt({ expires, issuedAt, skewMs, random });
    return Math.max(planned, failures.get(item)?.retryAt ?? 0);
  };

  const refresh = async ({ id, item }: Candidate): Promise<void> => {
    const outcome = await refreshItem(stores, item, { io, signal: ended.signal });
    onOutcome?.(id, outcome);
    if (outcome.kind === 'failed') {
      const count = (failures.get(item)?.count ?? 0) + 1;
      failures.set(item, { count, retryAt: io.now() + retryDelayMs(count, io.random()) });
      return;
    }
    failures.delete(item);
    drawn.delete(item);
    if (outcome.kind === 'not_ours') notOurs.add(item);
    else onChange();
  };

  const sleepUntil = (at: number): void => {
    wake.abort();
    wake = new AbortController();
    const { signal } = wake;
    const ms = Math.min(Math.max(at - io.now(), 50), longestWaitMs);
    void io.sleep(ms, AbortSignal.any([signal, ended.signal])).then(() => {
      if (!signal.aborted && !ended.signal.aborted) void look();
    });
  };

  async function look(): Promise<void> {
    if (ended.signal.aborted) return;
    // A closed vault opens with a change of its status, which leads here again.
    if (!['ready', 'checking'].includes(stores.vault.status().state)) return;
    let all: Candidate[];
    let skewMs = defaultSkewMs;
    try {
      const { config } = await stores.config.read();
      const minutes = config.gatehouse?.oauth?.refreshBeforeMinutes;
      if (minutes !== undefined) skewMs = minutes * 60_000;
      all = candidates(await stores.profiles.read()).filter(({ item }) => !notOurs.has(item));
    } catch {
      // Unreadable: shown by whoever reads them for the faces, and a change of the file leads here again.
      return;
    }
    const now = io.now();
    const due = all.filter((one) => dueAt(one, skewMs) <= now);
    const work = Promise.all(due.map(refresh)).then(() => undefined);
    atWork.add(work);
    await work;
    atWork.delete(work);
    if (ended.signal.aborted) return;
    if (due.length > 0) return look();
    const next = Math.min(...all.map((one) => dueAt(one, skewMs)));
    if (Number.isFinite(next)) sleepUntil(next);
    else wake.abort();
  }

  return {
    look,
    async stop() {
      wake.abort();
      ended.abort();
      await Promise.allSettled([...atWork]);
    },
  };
}
