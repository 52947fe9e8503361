import type * as Electron from 'electron';

/**
 * The part of the `electron` module that the desktop face uses, and nothing more. The real module (`electron.ts`)
 * and the test double are both checked against it by the compiler, so neither can drift from the other.
 *
 * Events are written as call signatures, because TypeScript compares those strictly. Methods that take a handle
 * (a menu, a window) stay methods, because the double's handles are smaller than the real ones.
 */
export interface ElectronApi {
  app: AppApi;
  BrowserWindow: new (options: Electron.BrowserWindowConstructorOptions) => WindowApi;
  Tray: new (image: string) => TrayApi;
  Menu: {
    buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): MenuApi;
    setApplicationMenu(menu: MenuApi | null): void;
  };
  Notification: {
    new (options: { title: string; body: string }): NotificationApi;
    isSupported(): boolean;
  };
  ipcMain: IpcMainApi;
  protocol: {
    registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void;
    handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void;
  };
  session: { readonly defaultSession: SessionApi };
  nativeTheme: NativeThemeApi;
  screen: { getAllDisplays(): { readonly workArea: Rectangle }[] };
  powerMonitor: {
    on(event: 'shutdown', listener: () => void): unknown;
    on(event: 'resume', listener: () => void): unknown;
  };
  clipboard: { writeText(text: string): Promise<void> };
  shell: {
    openExternal(url: string): Promise<void>;
    /** @returns what went wrong; empty when nothing did. */
    openPath(path: string): Promise<string>;
  };
  dialog: {
    showMessageBox(options: MessageBoxOptions): Promise<{ response: number }>;
    showErrorBox(title: string, content: string): void;
  };
  utilityProcess: {
    fork(
      modulePath: string,
      args?: string[],
      options?: {
        env?: NodeJS.ProcessEnv;
        cwd?: string;
        stdio?: 'pipe';
        serviceName?: string;
        execArgv?: string[];
      },
    ): UtilityProcessApi;
  };
}

/** One overload per event name, as electron.d.ts has them. */
type On<Events extends string, Listener> = (
  Events extends string
    ? (take: (event: Events, listener: Listener) => unknown) => void
    : never
) extends (take: infer Overloads) => void
  ? Overloads
  : never;

export type Rectangle = Electron.Rectangle;
export type MenuTemplate = Electron.MenuItemConstructorOptions[];
export type MessageBoxOptions = Pick<
  Electron.MessageBoxOptions,
  'type' | 'title' | 'message' | 'detail' | 'buttons' | 'defaultId' | 'cancelId'
>;

/** What the window passes to `BrowserWindow`. */
export type WindowOptions = Electron.BrowserWindowConstructorOptions;

export interface PreventableEvent {
  preventDefault(): void;
}

export interface AppApi
  extends Pick<
    Electron.App,
    | 'quit'
    | 'exit'
    | 'requestSingleInstanceLock'
    | 'whenReady'
    | 'isPackaged'
    | 'getPath'
    | 'setPath'
    | 'enableSandbox'
    | 'setAppUserModelId'
    | 'getPreferredSystemLanguages'
    | 'setAsDefaultProtocolClient'
  > {
  getLoginItemSettings(options?: { args?: string[] }): { openAtLogin: boolean; wasOpenedAtLogin?: boolean };
  setLoginItemSettings(settings: { openAtLogin: boolean; args?: string[] }): void;
  on: On<'activate' | 'window-all-closed', () => void> &
    On<'second-instance', (event: unknown, argv: string[]) => void> &
    On<'open-url', (event: PreventableEvent, url: string) => void> &
    On<'before-quit', (event: PreventableEvent) => void> &
    On<'web-contents-created', (event: PreventableEvent, contents: WebContentsApi) => void>;
}

export interface WindowApi
  extends Pick<
    Electron.BrowserWindow,
    | 'loadURL'
    | 'show'
    | 'hide'
    | 'focus'
    | 'restore'
    | 'maximize'
    | 'isVisible'
    | 'isMinimized'
    | 'isMaximized'
    | 'isDestroyed'
    | 'getNormalBounds'
    | 'setBackgroundColor'
  > {
  readonly webContents: WebContentsApi;
  on: On<'close', (event: PreventableEvent) => void> &
    On<'ready-to-show' | 'closed' | 'move' | 'resize' | 'maximize' | 'unmaximize', () => void>;
}

/** A frame is known by identity; its URL says where it came from. */
export interface FrameApi {
  readonly url: string;
}

export interface WebContentsApi extends Pick<Electron.WebContents, 'isDestroyed' | 'getURL'> {
  readonly mainFrame: FrameApi;
  send(channel: string, ...args: unknown[]): void;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
  on: On<'will-frame-navigate' | 'will-redirect', (details: PreventableEvent & { url: string }) => void> &
    On<'will-attach-webview', (event: PreventableEvent) => void> &
    On<'did-navigate' | 'destroyed', () => void> &
    On<'render-process-gone', (event: unknown, details: { reason: string; exitCode: number }) => void>;
}

export interface TrayApi extends Pick<Electron.Tray, 'setImage' | 'setToolTip' | 'destroy'> {
  setContextMenu(menu: MenuApi | null): void;
  on: (event: 'click', listener: () => void) => unknown;
}

export interface MenuApi {
  readonly items: { readonly label: string }[];
}

export interface NotificationApi {
  show(): void;
  on: On<'click' | 'close', () => void>;
}

/** `senderFrame` is null once the frame has gone. */
export interface IpcEvent {
  readonly sender: WebContentsApi;
  readonly senderFrame: FrameApi | null;
}

export interface IpcMainApi {
  handle(channel: string, listener: (event: IpcEvent, ...args: unknown[]) => unknown): void;
  on: (channel: string, listener: (event: IpcEvent, ...args: unknown[]) => void) => unknown;
}

export interface SessionApi {
  setPermissionRequestHandler(
    handler: (
      contents: WebContentsApi,
      permission: string,
      answer: (granted: boolean) => void,
      details: { requestingUrl?: string; isMainFrame?: boolean },
    ) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (contents: WebContentsApi | null, permission: string, requestingOrigin: string) => boolean,
  ): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setSpellCheckerEnabled(enable: boolean): void;
  readonly webRequest: {
    onBeforeRequest(
      listener: (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void,
    ): void;
  };
}

export interface NativeThemeApi
  extends Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'> {
  on: (event: 'updated', listener: () => void) => unknown;
}

export interface UtilityProcessApi {
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  kill(): boolean;
  postMessage(message: unknown): void;
  on: On<'spawn', () => void> &
    On<'message', (message: unknown) => void> &
    On<'exit', (code: number) => void> &
    On<'error', (type: 'FatalError', location: string) => void>;
}
