import { agentList } from '#core/config/model-roles.ts';
import { warnWindowMs } from '#core/config/warn-window.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { EnvKeys } from '#core/link/link.ts';
import { envKeys, shadowingVariable } from '#core/profile/env-keys.ts';
import { parseOAuthSecret } from '#core/profile/oauth-secret.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import { expiryWindowMs, profileViews } from '#core/profile/view.ts';
import { say } from '#core/say/say.ts';
import type { ActivityService } from '#main/services/activity.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { testCredential } from '#main/services/test-credential.ts';
import { addProfile, replaceCredential } from '#store/credentials/add.ts';
import { renameProfile, setDisabled, setOrder } from '#store/credentials/change.ts';
import { agentOf, knownProviders, profileOf, undoWindowMs } from '#store/credentials/common.ts';
import { editProfile } from '#store/credentials/edit.ts';
import { setPlace } from '#store/credentials/place.ts';
import { purgeRemoved, removeProfile, undoRemove } from '#store/credentials/remove.ts';
import { copyProfile, moveProfile } from '#store/credentials/transfer.ts';
import { askLoginShell, readEnvironment } from '#store/environment/environment.ts';
import { mirrorStatus, type SyncOptions, syncMirrors } from '#store/mirror/mirror-store.ts';
import { resolveProfileSecret } from '#store/secrets/profile-secret.ts';
import { choosePrimaryModel } from '#store/set-primary-model.ts';

/** Node's timers take no more (milliseconds). */
const longestTimerMs = 2 ** 31 - 1;

export interface ProfilesService {
  handlers: Handlers<'profiles'>;
  /** Reads the store and publishes. */
  refresh(): Promise<void>;
  /** Brings the mirrors up to the store and publishes how they stand; may wait for another program's lock. */
  syncMirrors(hooks?: Pick<SyncOptions, 'onWritten' | 'database'>): Promise<void>;
  /** Publishes what is known anew, because something was used or has expired. Reads nothing. */
  republish(): void;
  /** Ends removals whose time for undoing has gone by, and looks again when the next one is due. */
  purge(): Promise<void>;
  stop(): void;
}

/** Milliseconds after which a vault counts as slow for showing. */
const slowVaultMs = 300;

type Topic = TopicValue<'profiles'>;

export function profilesService(
  { stores, topics, log, changed, now }: ServiceDeps,
  activity: ActivityService,
): ProfilesService {
  let doc: ProfilesDoc | undefined;
  let error: Topic['error'];
  let mirrors: Topic['mirrors'] = [];
  let names: { id: string; name: string }[] = [];
  let warnMs = expiryWindowMs;
  let configOrder: Readonly<Record<string, readonly string[]>> | undefined;
  let items: ReadonlySet<string> | undefined;
  let fromEnvironment: EnvKeys = {};
  let shellAsked = false;
  let expiryTimer: NodeJS.Timeout | undefined;
  let purgeTimer: NodeJS.Timeout | undefined;
  let stopped = false;

  function republish(): void {
    const at = now();
    const { level } = stores.vault.status();
    const removed = doc?.removed.at(-1);
    const until = removed && removed.removedAt + undoWindowMs;
    topics.publish('profiles', {
      storeRevision: doc?.revision ?? 0,
      agents: names.map(({ id, name }) => ({
        id,
        name,
        profiles: doc
          ? profileViews(agentOf(doc, id), {
              now: at,
              warnMs,
              items,
              level,
              configOrder,
              shadowedBy: (provider) => shadowingVariable(fromEnvironment, provider),
              lastUsedAt: (profile) => activity.lastUsedAt(id, profile),
              restOf: (profile) => activity.restOf(id, profile),
            })
          : [],
      })),
      mirrors,
      ...(error ? { error } : {}),
      ...(removed && until && until > at ? { undo: { agent: removed.agent, id: removed.id, until } } : {}),
    });
    if (doc) watchExpiry(doc, at);
  }

  /** A credential that begins to expire, or has, changes by the clock alone. */
  function watchExpiry({ agents }: ProfilesDoc, at: number): void {
    clearTimeout(expiryTimer);
    const turns = Object.values(agents)
      .flatMap(({ profiles }) => Object.values(profiles))
      .flatMap(({ expires }) => (expires === undefined ? [] : [expires - warnMs, expires]))
      .filter((turn) => turn > at);
    if (turns.length === 0 || stopped) return;
    expiryTimer = setTimeout(changed, Math.min(Math.min(...turns) - at + 1, longestTimerMs));
    expiryTimer.unref();
  }

  async function readItems(): Promise<ReadonlySet<string> | undefined> {
    if (stores.vault.status().state !== 'ready') return undefined;
    try {
      return new Set(await stores.vault.list());
    } catch {
      // The vault's own status tells why; nothing is called missing because of it.
      return undefined;
    }
  }

  async function purge(): Promise<void> {
    clearTimeout(purgeTimer);
    try {
      const { purged, nextAt } = await purgeRemoved(stores, now());
      if (nextAt !== undefined && !stopped) {
        purgeTimer = setTimeout(() => void purge(), Math.max(50, nextAt - now() + 20));
      }
      if (purged > 0) changed();
    } catch (cause) {
      log.warn('profiles.purge_failed', { code: asCallError(cause, log, 'profiles.purge').code });
    }
  }

  /** Answers what the store said; everything else follows by itself. */
  const followed = <T>(result: T): T => {
    changed();
    return result;
  };

  async function refresh(): Promise<void> {
    const { config } = await stores.config.read();
    configOrder = config.auth?.order;
    warnMs = warnWindowMs(config);
    const providers = await knownProviders(stores);
    fromEnvironment = envKeys(providers.keys(), (await readEnvironment(stores)).variables);
    if (!shellAsked) {
      const answered = askLoginShell(stores, config);
      shellAsked = answered !== undefined;
      void answered?.then(changed);
    }
    try {
      doc = await stores.profiles.read();
      error = undefined;
    } catch (cause) {
      error = asCallError(cause, log, 'profiles.read');
    }
    names = agentList(config, Object.keys(doc?.agents ?? {}));
    const asked = readItems();
    // A keychain may take seconds; what else is known is shown meanwhile.
    items = await Promise.race([asked, pause(slowVaultMs)]);
    republish();
    items = await asked;
    republish();
  }

  return {
    republish,
    refresh,
    purge,
    async syncMirrors(hooks = {}) {
      if (error) return;
      try {
        let tookIn = false;
        mirrors = await syncMirrors(stores, {
          ...hooks,
          items,
          now: now(),
          onTaken: (target, agent, what) => {
            tookIn = true;
            log.info('mirror.taken_in', { target, agent, what: what.join('; ') });
          },
        });
        if (tookIn) changed();
      } catch (cause) {
        log.warn('mirror.failed', { code: asCallError(cause, log, 'mirror.sync').code });
        mirrors = await mirrorStatus(stores).catch(() => mirrors);
      }
      republish();
    },
    stop() {
      stopped = true;
      clearTimeout(expiryTimer);
      clearTimeout(purgeTimer);
    },
    handlers: {
      async 'profiles.add'(input) {
        const added = await addProfile(stores, input, now());
        await choosePrimaryModel(stores, input).catch((cause) => {
          // The credential is stored; that no model could be chosen is shown by itself.
          log.warn('models.choose_primary', { code: asCallError(cause, log, 'models.choose_primary').code });
        });
        return followed(added);
      },
      'profiles.replace': async (input) => followed(await replaceCredential(stores, input, now())),
      'profiles.edit': async (input) => followed(await editProfile(stores, input)),
      'profiles.copy': async (input) => followed(await copyProfile(stores, input, now())),
      'profiles.move': async (input) => followed(await moveProfile(stores, input)),
      'profiles.setPlace': async (input) => followed(await setPlace(stores, input, now())),
      'profiles.rename': async (input) => followed(await renameProfile(stores, input)),
      'profiles.setDisabled': async (input) => followed(await setDisabled(stores, input)),
      'profiles.setOrder': async (input) => followed(await setOrder(stores, input)),
      async 'profiles.remove'(input) {
        const removed = await removeProfile(stores, input, now());
        clearTimeout(purgeTimer);
        purgeTimer = setTimeout(() => void purge(), Math.max(50, removed.undoUntil - now() + 20));
        return followed(removed);
      },
      'profiles.undoRemove': async (input) => followed(await undoRemove(stores, input)),
      async 'profiles.test'({ agent, id }, { signal }) {
        const profile = profileOf(await stores.profiles.read(), agent, id);
        const provider = (await knownProviders(stores)).get(profile.provider);
        if (!provider) {
          throw new GatehouseError(
            'unknown_provider',
            say('There is no provider "{{provider}}".', { provider: profile.provider }),
            {
              where: profile.provider,
            },
          );
        }
        const text = await resolveProfileSecret(stores, profile, { signal });
        const secret = profile.type === 'oauth' ? parseOAuthSecret(text)?.access : text;
        if (secret === undefined) {
          throw new GatehouseError('vault_item_damaged', say('The sign-in of "{{id}}" is damaged.', { id }), {
            where: id,
            hint: say('Sign in again.'),
          });
        }
        return testCredential(provider, { type: profile.type, secret }, signal);
      },
    },
  };
}

const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(resolve, ms, undefined));
