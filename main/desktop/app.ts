import { join, resolve } from 'node:path';
import type { ElectronApi } from '#main/desktop/electron-api.ts';
import { linkAmong } from '#main/desktop/links.ts';
import { hiddenArgument } from '#main/desktop/login-item.ts';
import type { Log } from '#main/log.ts';

/** Frozen: the taskbar and the notification centre know the app by it. */
const appId = 'io.gatehouse.app';
/** Beyond the host's own deadline: then the app ends whatever the host does. */
const quitGraceMs = 1_000;
/** How long an updater may take to end the app by itself, in milliseconds: macOS unpacks first. */
const replaceGraceMs = 60_000;

/**
 * One instance per state directory, with Chromium's own files beside the state. To be called before `ready`.
 * @returns false when another instance runs: it has been asked to open its window, and this one is to end.
 */
export function takeInstance(
  app: ElectronApi['app'],
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  if (env.GATEHOUSE_STATE_DIR) app.setPath('userData', join(resolve(env.GATEHOUSE_STATE_DIR), 'desktop'));
  if (!app.requestSingleInstanceLock()) return false;
  if (platform === 'win32') app.setAppUserModelId(appId);
  // Electron quits with its last window unless somebody listens; the tray and the gateway go on without one.
  app.on('window-all-closed', () => {});
  return true;
}

/** A second launch, or a click on the dock icon, is how a person asks for the window; a link comes the same way. */
export function onWanted(app: ElectronApi['app'], open: (place?: string) => void): void {
  app.on('second-instance', (_event, argv) => {
    const place = linkAmong(argv);
    // The session started what already runs; nobody asked for a window.
    if (place === undefined && argv.includes(hiddenArgument)) return;
    open(place);
  });
  app.on('activate', () => open());
}

/**
 * Whoever asks the app to quit (tray, menu, dock, SIGTERM) gets an orderly end: `end` first, then exit, at the latest
 * `deadlineMs` and a grace of a second later. When the whole system shuts down the same end is begun but nobody is
 * held up, because macOS takes that for a refusal and stays on; the gateway ends itself when its parent is gone.
 */
export function onQuit(
  { app, powerMonitor }: Pick<ElectronApi, 'app' | 'powerMonitor'>,
  deadlineMs: number,
  end: (deadlineMs: number) => Promise<void>,
  log: Log,
): {
  /** The same end, and then `start`, which brings up another version and lets the app quit, or gives up. */
  replace(start: (giveUp: () => void) => void): void;
} {
  let ending = false;
  let ended = false;
  let systemEnds = false;

  // `exit` does not come by `before-quit` again.
  function begin(finish: () => void = () => app.exit(0)): void {
    if (ending) return;
    ending = true;
    const late = setTimeout(() => {
      log.warn('desktop.quit_late', { deadlineMs });
      app.exit(0);
    }, deadlineMs + quitGraceMs);
    end(deadlineMs)
      .catch((error: unknown) => log.error('desktop.quit_failed', {}, error))
      .finally(() => {
        clearTimeout(late);
        ended = true;
        finish();
      });
  }

  app.on('before-quit', (event) => {
    if (!systemEnds && !ended) event.preventDefault();
    begin();
  });
  powerMonitor.on('shutdown', () => {
    systemEnds = true;
    begin();
  });
  return {
    replace(start) {
      begin(() => {
        start(() => app.exit(1));
        setTimeout(() => app.exit(0), replaceGraceMs);
      });
    },
  };
}
