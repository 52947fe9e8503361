import { join } from 'node:path';
import type { ElectronApi } from '#main/desktop/electron-api.ts';

/** Frozen: the taskbar and the notification centre know the app by it. */
const appId = 'io.gatehouse.app';
/** Beyond the host's own deadline: then the app ends whatever the host does. */
const quitGraceMs = 1_000;

/**
 * One instance per state directory, with Chromium's own files beside the state. To be called before `ready`.
 * @returns false when another instance runs: it has been asked to open its window, and this one is to end.
 */
export function takeInstance(
  app: ElectronApi['app'],
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.GATEHOUSE_STATE_DIR) app.setPath('userData', join(env.GATEHOUSE_STATE_DIR, 'desktop'));
  if (!app.requestSingleInstanceLock()) return false;
  app.setAppUserModelId(appId);
  // Electron quits with its last window unless somebody listens; the tray and the gateway go on without one.
  app.on('window-all-closed', () => {});
  return true;
}

/** A second launch, or a click on the dock icon, is how a person asks for the window. */
export function onWanted(app: ElectronApi['app'], open: () => void): void {
  app.on('second-instance', open);
  app.on('activate', open);
}

/**
 * Whoever asks the app to quit (tray, menu, dock, system shutdown, SIGTERM) gets an orderly end: `end` first, then
 * exit, at the latest `deadlineMs` and a grace of a second later.
 */
export function onQuit(
  { app, powerMonitor }: Pick<ElectronApi, 'app' | 'powerMonitor'>,
  deadlineMs: number,
  end: (deadlineMs: number) => Promise<void>,
  log: (message: string) => void,
): void {
  let ending = false;
  app.on('before-quit', (event) => {
    // `app.exit` at the end does not come by here again.
    event.preventDefault();
    if (ending) return;
    ending = true;
    const late = setTimeout(() => {
      log('the host did not end within the deadline');
      app.exit(0);
    }, deadlineMs + quitGraceMs);
    end(deadlineMs)
      .catch(() => log('the host did not end cleanly'))
      .finally(() => {
        clearTimeout(late);
        app.exit(0);
      });
  });
  powerMonitor.on('shutdown', () => app.quit());
}
