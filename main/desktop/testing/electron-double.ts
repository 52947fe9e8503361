import { EventEmitter, once } from 'node:events';
import type { ElectronApi, MessageBoxOptions, Rectangle } from '#main/desktop/electron-api.ts';
import { IpcDouble } from '#main/desktop/testing/ipc-double.ts';
import { MenuDouble } from '#main/desktop/testing/menu-double.ts';
import { SessionDouble } from '#main/desktop/testing/session-double.ts';
import { forkDouble } from '#main/desktop/testing/utility-double.ts';
import { preventable, type WindowDouble, windowClass } from '#main/desktop/testing/window-double.ts';
import type { PreloadElectron } from '../../../preload/bridge.ts';

export interface ElectronDoubleOptions {
  /** Where `userData` lies; a temporary directory. */
  userData: string;
  /** Runs the preload of each page. */
  preload(electron: PreloadElectron): void;
  /** False: another instance runs already. */
  lock?: boolean;
  workAreas?: Rectangle[];
  packaged?: boolean;
}

/**
 * Stands in for the `electron` module where the binary cannot run. It is checked by the compiler against the same
 * interface as the real module, moves values between page and host by structured clone as Electron does, and gives
 * tests the hands of a person: clicks, closes, asks.
 */
export class ElectronDouble {
  readonly app: AppDouble;
  readonly ipc = new IpcDouble();
  readonly session = new SessionDouble();
  readonly theme = new ThemeDouble();
  readonly windows: WindowDouble[] = [];
  readonly trays: TrayDouble[] = [];
  readonly notifications: NotificationDouble[] = [];
  readonly schemes: string[] = [];
  readonly opened: string[] = [];
  /** A path that the file manager cannot show. */
  unopenable: string | undefined;
  readonly boxes: (MessageBoxOptions | { errorTitle: string; content: string })[] = [];
  /** The button that the person presses in the next box. */
  boxAnswer = 0;
  clipboardText = '';
  workAreas: Rectangle[];
  applicationMenu: MenuDouble | undefined;
  readonly powerMonitor = new EventEmitter();
  readonly #protocols = new Map<string, (request: Request) => Response | Promise<Response>>();
  readonly electron: ElectronApi;

  constructor(options: ElectronDoubleOptions) {
    this.workAreas = options.workAreas ?? [{ x: 0, y: 0, width: 1920, height: 1040 }];
    const app = new AppDouble(options);
    this.app = app;
    const double = this;
    this.electron = {
      app,
      BrowserWindow: windowClass({
        app,
        ipc: this.ipc,
        preload: options.preload,
        fetch: (url) => this.fetch(url),
        made: (window) => this.windows.push(window),
      }),
      Tray: class extends TrayDouble {
        constructor(image: string) {
          super(image);
          double.trays.push(this);
        }
      },
      Menu: {
        buildFromTemplate: (template) => new MenuDouble(template),
        setApplicationMenu: (menu) => {
          this.applicationMenu = menu instanceof MenuDouble ? menu : undefined;
        },
      },
      Notification: class extends NotificationDouble {
        constructor(given: { title: string; body: string }) {
          super(given);
          double.notifications.push(this);
        }
      },
      ipcMain: this.ipc.main,
      protocol: {
        registerSchemesAsPrivileged: (schemes) => {
          if (app.ready) throw new Error('schemes are registered before ready');
          this.schemes.push(...schemes.map(({ scheme }) => scheme));
        },
        handle: (scheme, handler) => {
          this.#protocols.set(scheme, handler);
        },
      },
      session: { defaultSession: this.session },
      nativeTheme: this.theme,
      screen: { getAllDisplays: () => this.workAreas.map((workArea) => ({ workArea })) },
      powerMonitor: this.powerMonitor,
      clipboard: {
        writeText: async (text) => {
          this.clipboardText = text;
        },
      },
      shell: {
        openExternal: async (url) => {
          this.opened.push(url);
        },
        openPath: async (path) => {
          if (path === this.unopenable) return 'no file manager';
          this.opened.push(path);
          return '';
        },
      },
      dialog: {
        showMessageBox: async (box) => {
          this.boxes.push(box);
          return { response: this.boxAnswer };
        },
        showErrorBox: (errorTitle, content) => {
          this.boxes.push({ errorTitle, content });
        },
      },
      utilityProcess: { fork: forkDouble },
    } satisfies ElectronApi;
  }

  /** A request as a page would make it: the session may cancel it, then the scheme's handler answers. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    if (this.session.cancels(url)) return Response.error();
    const { protocol } = new URL(url);
    const handler = this.#protocols.get(protocol.slice(0, -1));
    if (!handler || !this.schemes.includes(protocol.slice(0, -1))) return Response.error();
    return handler(new Request(url, init));
  }

  /** The tray that is shown; throws while there is none. */
  get tray(): TrayDouble {
    const shown = this.trays.filter((tray) => !tray.destroyed);
    if (shown.length !== 1 || !shown[0]) throw new Error(`${shown.length} trays are shown`);
    return shown[0];
  }

  /** The window; throws while there is none. */
  get window(): WindowDouble {
    const window = this.windows.find((candidate) => !candidate.isDestroyed());
    if (!window) throw new Error('no window is open');
    return window;
  }
}

class AppDouble extends EventEmitter {
  ready = false;
  sandboxed = false;
  appUserModelId: string | undefined;
  exitCode: number | undefined;
  /** Schemes whose links come to this app. */
  readonly schemes: string[] = [];
  login: { openAtLogin: boolean; args?: string[] } = { openAtLogin: false };
  wasOpenedAtLogin = false;
  readonly isPackaged: boolean;
  readonly #lock: boolean;
  readonly #paths: Record<string, string>;

  constructor({ lock = true, packaged = true, userData }: ElectronDoubleOptions) {
    super();
    this.#lock = lock;
    this.isPackaged = packaged;
    this.#paths = { userData };
  }

  requestSingleInstanceLock = () => this.#lock;
  beforeReady: () => void = () => {};
  whenReady = async () => {
    this.beforeReady();
    this.ready = true;
  };
  getPath = (name: string) => {
    const path = this.#paths[name];
    if (path === undefined) throw new Error(`no path ${name}`);
    return path;
  };
  setPath = (name: string, path: string) => {
    this.#paths[name] = path;
  };
  enableSandbox = () => {
    if (this.ready) throw new Error('the sandbox is enabled before ready');
    this.sandboxed = true;
  };
  setAppUserModelId = (id: string) => {
    this.appUserModelId = id;
  };
  setAsDefaultProtocolClient = (scheme: string) => {
    this.schemes.push(scheme);
    return true;
  };
  getLoginItemSettings = (options: { args?: string[] } = {}) => ({
    // Windows compares the arguments too.
    openAtLogin: this.login.openAtLogin && `${options.args}` === `${this.login.args}`,
    wasOpenedAtLogin: this.wasOpenedAtLogin,
  });
  setLoginItemSettings = (settings: { openAtLogin: boolean; args?: string[] }) => {
    this.login = settings;
  };
  getPreferredSystemLanguages = () => ['en-GB'];
  quit = () => {
    const event = preventable();
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  };
  exit = (code = 0) => {
    this.exitCode = code;
    this.emit('exited');
  };
  /** Resolves with the exit code once the app is gone. */
  async exited(): Promise<number> {
    if (this.exitCode === undefined) await once(this, 'exited');
    return this.exitCode ?? 0;
  }
}

class ThemeDouble extends EventEmitter {
  shouldUseDarkColors = false;
  shouldUseDarkColorsForSystemIntegratedUI = false;
  set(dark: boolean): void {
    this.shouldUseDarkColors = dark;
    this.shouldUseDarkColorsForSystemIntegratedUI = dark;
    this.emit('updated');
  }
}

class TrayDouble extends EventEmitter {
  image: string;
  tooltip = '';
  destroyed = false;
  /** How often a menu was set. */
  menusSet = 0;
  #menu: MenuDouble | undefined;

  constructor(image: string) {
    super();
    this.image = image;
  }

  setImage = (image: unknown) => {
    this.image = String(image);
  };
  setToolTip = (tooltip: string) => {
    this.tooltip = tooltip;
  };
  setContextMenu(menu: unknown): void {
    this.menusSet += 1;
    this.#menu = menu instanceof MenuDouble ? menu : undefined;
    this.emit('menu-set');
  }
  destroy = () => {
    this.destroyed = true;
  };
  get menu(): MenuDouble {
    if (!this.#menu) throw new Error('the tray has no menu');
    return this.#menu;
  }
}

class NotificationDouble extends EventEmitter {
  static isSupported = () => true;
  readonly title: string;
  readonly body: string;
  shown = false;

  constructor({ title, body }: { title: string; body: string }) {
    super();
    this.title = title;
    this.body = body;
  }
  show(): void {
    this.shown = true;
  }
}
