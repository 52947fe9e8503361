import type { ElectronApi, WindowApi, WindowOptions } from '#main/desktop/electron-api.ts';
import type { MemoryFile } from '#main/desktop/memory.ts';
import { appUrl } from '#main/desktop/scheme.ts';
import { windowBackground } from '#main/desktop/theme.ts';
import { minimumSize, placeWindow } from '#main/desktop/window-place.ts';
import type { Log } from '#main/log.ts';

export interface MainWindowOptions {
  preload: string;
  icon: string;
  devTools: boolean;
  memory: MemoryFile;
  /** The window's contents, each time a new window has been made. */
  onContents(contents: WindowApi['webContents']): void;
  /** The person closed the window; it hides, and the app goes on. */
  onHidden(): void;
  log: Log;
}

export interface MainWindow {
  /** Brings the window to the front, at a place of the renderer (`/profiles`) if one is given. */
  open(place?: string): void;
  /** From now on closing means closing. */
  release(): void;
}

/** A page that dies more often than this within a minute is not loaded again. */
const maxReloads = 3;
const reloadWindowMs = 60_000;

/** The one window: made when it is first wanted, hidden when it is closed. */
export function createMainWindow(
  electron: Pick<ElectronApi, 'BrowserWindow' | 'screen' | 'nativeTheme'>,
  options: MainWindowOptions,
  now: () => number = Date.now,
): MainWindow {
  let window: WindowApi | undefined;
  let released = false;

  electron.nativeTheme.on('updated', () => {
    if (window && !window.isDestroyed()) window.setBackgroundColor(windowBackground(electron.nativeTheme));
  });

  function make(place: string | undefined): WindowApi {
    const saved = options.memory.value.window;
    const areas = electron.screen.getAllDisplays().map((display) => display.workArea);
    const made = new electron.BrowserWindow({
      ...windowOptions(options, windowBackground(electron.nativeTheme)),
      ...placeWindow(saved, areas),
    });
    if (saved?.maximized) made.maximize();
    const remember = () => {
      if (made.isDestroyed()) return;
      options.memory.remember({ window: { ...made.getNormalBounds(), maximized: made.isMaximized() } });
    };
    made.on('ready-to-show', () => made.show());
    made.on('close', (event) => {
      remember();
      if (released) return;
      event.preventDefault();
      made.hide();
      options.onHidden();
    });
    made.on('closed', () => {
      if (window === made) window = undefined;
    });
    reloadWhenGone(made, options.log, now);
    options.onContents(made.webContents);
    load(made, place);
    return made;
  }

  function load(target: WindowApi, place: string | undefined): void {
    target.loadURL(appUrl(place)).catch((error: unknown) => {
      options.log.error('desktop.page_not_loaded', {}, error);
    });
  }

  return {
    open(place) {
      if (!window || window.isDestroyed()) {
        window = make(place);
        return;
      }
      if (place !== undefined) load(window, place);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    release() {
      released = true;
      if (window && !window.isDestroyed()) {
        options.memory.remember({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
      }
    },
  };
}

function windowOptions(
  { preload, icon, devTools }: MainWindowOptions,
  backgroundColor: string,
): WindowOptions {
  return {
    title: 'Gatehouse',
    icon,
    show: false,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    backgroundColor,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools,
    },
  };
}

function reloadWhenGone(window: WindowApi, log: Log, now: () => number): void {
  let times: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    times = [...times.filter((at) => now() - at < reloadWindowMs), now()];
    log.error('desktop.page_gone', { reason });
    if (times.length > maxReloads) return;
    window.loadURL(appUrl()).catch((error: unknown) => log.error('desktop.page_not_loaded', {}, error));
  });
}
