import { join } from 'node:path';
import { attentionItems } from '#core/attention/attention.ts';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import { type Speech, speak } from '#core/say/say.ts';
import { onQuit, onWanted, takeInstance } from '#main/desktop/app.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';
import { openExternal, openFolder } from '#main/desktop/external.ts';
import { createIpcPort } from '#main/desktop/ipc.ts';
import { type Links, receiveLinks } from '#main/desktop/links.ts';
import { createLoginItem, startsHidden } from '#main/desktop/login-item.ts';
import { openMemory } from '#main/desktop/memory.ts';
import { setApplicationMenu } from '#main/desktop/menu.ts';
import { createNotifications } from '#main/desktop/notifications.ts';
import { createPerform } from '#main/desktop/perform.ts';
import { registerScheme, type SchemeContent, serveScheme } from '#main/desktop/protocol.ts';
import { hardenApp, hardenSession } from '#main/desktop/security.ts';
import { panelIconSize, panelIsDark } from '#main/desktop/theme.ts';
import { createTranslate, createWords, speechOf } from '#main/desktop/translate.ts';
import { createTray } from '#main/desktop/tray.ts';
import { trayModel } from '#main/desktop/tray-model.ts';
import { createUpdates, type Installation, type Updater, updateWay } from '#main/desktop/updates.ts';
import { utilitySpawn } from '#main/desktop/utility-child.ts';
import { watchTopics } from '#main/desktop/watch-topics.ts';
import { createMainWindow } from '#main/desktop/window.ts';
import { tellWithoutTray } from '#main/desktop/without-tray.ts';
import type { Host } from '#main/host-api.ts';
import type { Log } from '#main/log.ts';
import type { SpawnGateway } from '#main/supervisor/child-port.ts';
import type { DesktopSystem } from '#main/system.ts';

/** What the host gets from this face. */
export interface DesktopServices {
  spawnGateway: SpawnGateway;
  openExternal(url: string): Promise<void>;
  /** For the call `app.quit`: ends the app, and the host with it. */
  onQuitRequest(): void;
  /** BCP 47: what the person set in the system for apps. */
  locale: string;
  system: DesktopSystem;
}

export interface DesktopOptions {
  createHost(services: DesktopServices): Host;
  content: SchemeContent;
  /** The bundled preload, absolute. */
  preload: string;
  /** `resources/icons`, absolute. */
  iconDir: string;
  /** Tells whether the desktop shows tray icons, now and when that changes. */
  watchTrayHost(tell: (present: boolean) => void): { stop(): void };
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** How the app was started, and by which program. */
  argv: readonly string[];
  execPath: string;
  /** `electron` and `chrome`, as the process tells them. */
  versions: Readonly<Record<string, string>>;
  /** What the packager left about this installation, and the updater that goes with it. */
  installed: Pick<Installation, 'feed' | 'packageType'>;
  updater: () => Promise<Updater>;
  log: Log;
  /** How long ending the host may take, in milliseconds. */
  quitDeadlineMs?: number;
}

/**
 * The desktop face. Returns once the window is open, or once the app has been told to end (another instance runs, or
 * the host cannot start).
 */
export async function runDesktop(electron: ElectronApi, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  const { env, log, quitDeadlineMs = 5_000 } = options;
  if (!takeInstance(app, env, options.platform)) return app.exit(0);
  registerScheme(electron.protocol);
  hardenApp(app);
  const links = receiveLinks(app, options);

  await app.whenReady();
  const devTools = !app.isPackaged;
  hardenSession(electron.session.defaultSession, { devTools });
  serveScheme(electron.protocol, options.content);

  const locale = app.getPreferredSystemLanguages()[0] ?? 'en';
  /** In the order in which they are ended. */
  const endings: (() => void)[] = [];
  const end = async (deadlineMs: number) => {
    for (const ending of endings) ending();
    await host.quit(deadlineMs);
  };
  const { replace } = onQuit(electron, quitDeadlineMs, end, log);
  const loginItem = createLoginItem(app, options);
  const { installed, platform, updater } = options;
  const way = updateWay({ platform, env, packaged: app.isPackaged, ...installed });
  const updates = createUpdates({ way, updater, replace, log });
  const host = options.createHost({
    spawnGateway: utilitySpawn(electron.utilityProcess),
    openExternal: (url) => openExternal(electron.shell, url),
    onQuitRequest: () => app.quit(),
    locale,
    system: {
      versions: options.versions,
      updates,
      loginItem,
      openFolder: (path) => openFolder(electron.shell, path),
    },
  });
  try {
    await host.start();
  } catch (error) {
    const t = createTranslate(locale);
    electron.dialog.showErrorBox(t('startFailed'), startFailure(error, speechOf(locale)));
    return app.exit(1);
  }
  electron.powerMonitor.on('resume', () => host.woke());
  endings.push(() => updates.stop(), ...openFaces(electron, host, { ...options, devTools, links, locale }));
  loginItem.begin().catch((error: unknown) => log.error('desktop.login_item_failed', {}, error));
}

interface FaceOptions extends DesktopOptions {
  devTools: boolean;
  links: Links;
  /** Of the system, until the topic says which one. */
  locale: string;
}

/** Window, tray and notifications over a host that runs. @returns how each is ended. */
function openFaces(electron: ElectronApi, host: Host, options: FaceOptions): (() => void)[] {
  const { env, platform, log, preload, iconDir, devTools, links } = options;
  const { app } = electron;
  const words = createWords(host.topics.current('app')?.locale ?? options.locale);
  const { t } = words;
  const quit = () => app.quit();
  const memory = openMemory(join(app.getPath('userData'), 'desktop.json'), log);
  const ipc = createIpcPort(electron.ipcMain, host);
  /** Undefined until the desktop has answered. */
  let trayPresent: boolean | undefined;

  const window = createMainWindow(electron, {
    preload,
    icon: join(iconDir, platform === 'win32' ? 'icon.ico' : join('png', '256.png')),
    devTools,
    memory,
    onContents: (contents) => ipc.serve(contents),
    onHidden: () => {
      if (trayPresent === false) tellWithoutTray(electron.dialog, { memory, t, quit });
    },
    log,
  });
  const { open } = window;
  const notifications = createNotifications(electron, { memory, words, open });
  const failed = (error: CallError) => {
    notifications.failed(error);
    tray.resetMenu();
  };
  const perform = createPerform({ clipboard: electron.clipboard, host, open, quit, failed, log });
  const tray = createTray(electron, { platform, iconDir, panelSize: panelIconSize(env), perform });

  const setMenu = () => setApplicationMenu(electron, { platform, devTools, t });
  const watch = watchTopics(host.topics, (topics) => {
    if (topics.app && words.speak(topics.app.locale)) setMenu();
    tray.show(
      trayModel(topics, t, Date.now(), words.speech()),
      panelIsDark(electron.nativeTheme, platform, env),
    );
    notifications.attend(attentionItems(topics, Date.now()), topics.settings?.notifications ?? true);
  });
  electron.nativeTheme.on('updated', () => watch.refresh());
  const trayHost = options.watchTrayHost((present) => {
    if (present && trayPresent === false) tray.recreate();
    trayPresent = present;
  });

  onWanted(app, open);
  links.follow(open);
  setMenu();
  const place = links.first();
  if (place !== undefined || !startsHidden(app, options.argv, platform)) open(place);
  return [() => window.release(), () => watch.stop(), () => trayHost.stop(), () => tray.destroy()];
}

function startFailure(error: unknown, speech: Speech): string {
  if (!(error instanceof GatehouseError)) return error instanceof Error ? error.message : String(error);
  const { message, hint } = error.words;
  return [speak(message, speech), hint && speak(hint, speech), `(${error.code})`].filter(Boolean).join('\n');
}
