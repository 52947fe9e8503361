import { GatehouseError } from '#core/contract/error.ts';
import { type Sentence, say, told } from '#core/say/say.ts';
import type { Log } from '#main/log.ts';
import type { UpdateState, Updates } from '#main/system.ts';

/** The part of electron-updater's `AppUpdater` that is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  requestHeaders: Record<string, string | number | string[] | undefined> | null;
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(isSilent?: boolean, isForceRunAfter?: boolean): void;
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** How newer versions come to this installation. */
export type UpdateWay =
  | { way: 'install' }
  /** The system's package manager brings it in; the page tells where from. */
  | { way: 'notice'; url: string }
  | { way: 'none'; why: Sentence };

export interface Installation {
  platform: NodeJS.Platform;
  packaged: boolean;
  /** Where this build asks, as it was given when it was built. */
  feed: string | undefined;
  /** What electron-builder wrote beside the resources: `deb`, `rpm`; undefined elsewhere. */
  packageType: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

export function updateWay({ platform, packaged, feed, packageType, env }: Installation): UpdateWay {
  if (!packaged) return { way: 'none', why: say('This is a checkout: pull the newest sources.') };
  if (feed === undefined) return { way: 'none', why: say('This build has no update address.') };
  if (platform !== 'linux' || env.APPIMAGE !== undefined) return { way: 'install' };
  return packageType === 'deb' || packageType === 'rpm'
    ? { way: 'notice', url: feed }
    : { way: 'none', why: say('This installation is not one that can be replaced by itself.') };
}

/** Long after start, so that nothing else waits for it, then once a day; milliseconds. */
const firstLookMs = 60_000;
const betweenLooksMs = 24 * 60 * 60 * 1000;

const noId = '00000000-0000-4000-8000-000000000000';

export interface UpdatesOptions {
  way: UpdateWay;
  /** Made when it is first needed; a process that never asks loads nothing. */
  updater: () => Promise<Updater>;
  /** Ends the app in order, then calls back to start the version that is ready. */
  replace: (start: (giveUp: () => void) => void) => void;
  log: Log;
  now?: () => number;
}

/**
 * What is known of newer versions. Nothing is asked unless the settings or the person say so; the download runs beside
 * everything else and is put in place only when the person asks for it.
 */
export function createUpdates({ way, updater, replace, log, now = Date.now }: UpdatesOptions): Updates & {
  stop(): void;
} {
  const listeners = new Set<() => void>();
  let state: UpdateState =
    way.way === 'none' ? { state: 'unsupported', ...told({ why: way.why }) } : { state: 'off' };
  let following = false;
  let timer: NodeJS.Timeout | undefined;
  let made: Promise<Updater> | undefined;

  function become(next: UpdateState): void {
    state = next;
    for (const listener of [...listeners]) listener();
  }

  async function make(): Promise<Updater> {
    const one = await updater();
    one.autoDownload = false;
    one.autoInstallOnAppQuit = false;
    // It would send an id of this installation; everybody sends the same.
    one.requestHeaders = { 'x-user-staging-id': noId };
    one.on('download-progress', ({ percent }) => {
      const whole = Math.floor(percent);
      if (state.state === 'downloading' && state.percent !== whole) become({ ...state, percent: whole });
    });
    // The same error rejects the call that was under way; without a listener it would end the app.
    one.on('error', (error) => log.warn('update.error', { message: error.message }));
    return one;
  }

  const failed = (error: unknown): GatehouseError => {
    log.warn('update.failed', { message: error instanceof Error ? error.message : String(error) });
    const told = new GatehouseError('update_unavailable', say('The update server gave no usable answer.'), {
      hint: say('Try again later; what runs now is not touched.'),
      cause: error,
    });
    become({ state: 'failed', error: told.toCallError() });
    return told;
  };

  async function look(): Promise<void> {
    if (way.way === 'none') throw new GatehouseError('update_unavailable', way.why);
    if (['checking', 'downloading', 'ready'].includes(state.state)) return;
    become({ state: 'checking' });
    try {
      made ??= make();
      const one = await made;
      const found = await one.checkForUpdates();
      if (!found?.isUpdateAvailable) return become({ state: 'current', checkedAt: now() });
      const { version } = found.updateInfo;
      if (way.way === 'notice') return become({ state: 'notice', version, url: way.url });
      become({ state: 'downloading', version, percent: 0 });
      // Nobody waits for it: the topic tells how far it is.
      one.downloadUpdate().then(() => become({ state: 'ready', version }), failed);
    } catch (error) {
      throw failed(error);
    }
  }

  function plan(afterMs: number): void {
    timer = setTimeout(() => {
      look()
        .catch(() => undefined)
        .finally(() => {
          if (following) plan(betweenLooksMs);
        });
    }, afterMs);
    timer.unref();
  }

  return {
    current: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow(on) {
      if (on === following || way.way === 'none') return;
      following = on;
      clearTimeout(timer);
      if (on) plan(firstLookMs);
      if (on && state.state === 'off') become({ state: 'current' });
      else if (!on && state.state === 'current') become({ state: 'off' });
    },
    check: look,
    install() {
      if (state.state !== 'ready') {
        throw new GatehouseError('update_unavailable', say('No newer version is ready to be started.'));
      }
      replace((giveUp) => {
        made?.then((one) => {
          one.on('error', giveUp);
          // Silent, since the person has asked already; and started again.
          one.quitAndInstall(true, true);
        }, giveUp);
      });
    },
    stop() {
      following = false;
      clearTimeout(timer);
    },
  };
}
