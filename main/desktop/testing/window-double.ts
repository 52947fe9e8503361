import { EventEmitter } from 'node:events';
import type { GatehouseBridge } from '#core/contract/bridge.ts';
import type {
  ElectronApi,
  FrameApi,
  PreventableEvent,
  Rectangle,
  WindowApi,
  WindowOptions,
} from '#main/desktop/electron-api.ts';
import type { IpcDouble } from '#main/desktop/testing/ipc-double.ts';
import type { PreloadElectron } from '../../../preload/bridge.ts';

export interface WindowWorld {
  app: EventEmitter;
  ipc: IpcDouble;
  preload(electron: PreloadElectron): void;
  fetch(url: string): Promise<Response>;
  made(window: WindowDouble): void;
}

export function preventable(): PreventableEvent & { defaultPrevented: boolean } {
  const event = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}

/** The class that `new electron.BrowserWindow` makes in one world of doubles. */
export function windowClass(world: WindowWorld): ElectronApi['BrowserWindow'] {
  return class extends WindowDouble {
    constructor(options: WindowOptions) {
      super(options, world);
      world.made(this);
    }
  };
}

export class WindowDouble extends EventEmitter implements WindowApi {
  readonly options: WindowOptions;
  readonly webContents: ContentsDouble;
  bounds: Rectangle;
  background: string;
  focused = 0;
  /** Settles when the last page that was asked for is there, or failed. */
  loading: Promise<void> = Promise.resolve();
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #destroyed = false;

  constructor(options: WindowOptions, world: WindowWorld) {
    super();
    this.options = options;
    this.background = options.backgroundColor ?? '#fff';
    this.bounds = {
      x: options.x ?? 420,
      y: options.y ?? 160,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.#visible = options.show ?? true;
    this.webContents = new ContentsDouble(world);
    world.app.emit('web-contents-created', preventable(), this.webContents);
  }

  loadURL = (url: string): Promise<void> => {
    const load = async () => {
      const loaded = await this.webContents.load(url);
      if (loaded === 'new') this.emit('ready-to-show');
    };
    const loading = load();
    this.loading = loading.catch(() => {});
    return loading;
  };
  show = () => {
    this.#visible = true;
    this.emit('show');
  };
  hide = () => {
    this.#visible = false;
    this.emit('hide');
  };
  focus = () => {
    this.focused += 1;
  };
  minimize = () => {
    this.#minimized = true;
  };
  restore = () => {
    this.#minimized = false;
  };
  maximize = () => {
    this.#maximized = true;
  };
  isVisible = () => this.#visible;
  isMinimized = () => this.#minimized;
  isMaximized = () => this.#maximized;
  isDestroyed = () => this.#destroyed;
  getNormalBounds = () => this.bounds;
  setBackgroundColor = (color: string) => {
    this.background = color;
  };

  /** The person closes the window. */
  close(): void {
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#destroyed = true;
    this.webContents.destroy();
    this.emit('closed');
  }
}

export class ContentsDouble extends EventEmitter {
  mainFrame: FrameApi = { url: 'about:blank' };
  /** `window.gatehouse` of the page. */
  page: { gatehouse?: GatehouseBridge } = {};
  loads = 0;
  status = 0;
  headers = new Headers();
  #destroyed = false;
  #openHandler: ((details: { url: string }) => { action: string }) | undefined;
  #receivers: ((event: unknown, ...args: unknown[]) => void)[] = [];
  readonly #world: WindowWorld;

  constructor(world: WindowWorld) {
    super();
    this.#world = world;
  }

  isDestroyed = () => this.#destroyed;
  getURL = () => this.mainFrame.url;

  /** As Chromium: the same document with another fragment is not loaded again. */
  async load(url: string): Promise<'new' | 'same'> {
    const same = withoutFragment(url) === withoutFragment(this.mainFrame.url);
    if (same && new URL(url).hash !== '') {
      this.mainFrame = Object.assign(this.mainFrame, { url });
      this.emit('did-navigate-in-page', preventable(), url);
      return 'same';
    }
    const response = await this.#world.fetch(url);
    if (response.type === 'error') throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    this.status = response.status;
    this.headers = response.headers;
    this.loads += 1;
    this.mainFrame = { url };
    this.page = {};
    this.#receivers = [];
    this.emit('did-navigate');
    this.#runPreload();
    return 'new';
  }

  #runPreload(): void {
    const frame = this.mainFrame;
    const { page } = this;
    const from = () => ({ sender: this, senderFrame: frame });
    this.#world.preload({
      contextBridge: {
        exposeInMainWorld: (name, api) => {
          if (name !== 'gatehouse') throw new Error(`the page gets ${name} too`);
          page.gatehouse = bridged(api) as GatehouseBridge;
        },
      },
      ipcRenderer: {
        invoke: (channel, ...args) => this.#world.ipc.invoke(from(), channel, ...args),
        send: (channel, ...args) => this.#world.ipc.send(from(), channel, ...args),
        on: (channel, listener) => {
          this.#receivers.push((event, sentOn, ...args) => {
            if (sentOn === channel) listener(event, ...args);
          });
        },
      },
    });
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new Error('Object has been destroyed');
    for (const receive of this.#receivers) receive({}, channel, ...structuredClone(args));
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  /** The page calls `window.open`. */
  opens(url: string): boolean {
    return this.#openHandler?.({ url }).action !== 'deny';
  }

  /** A link, a form or a script of the page leads elsewhere. */
  navigates(url: string): boolean {
    const details = { ...preventable(), url, prevented: false };
    details.preventDefault = () => {
      details.prevented = true;
    };
    this.emit('will-frame-navigate', details);
    return !details.prevented;
  }

  attachesWebview(): boolean {
    const event = preventable();
    this.emit('will-attach-webview', event);
    return !event.defaultPrevented;
  }

  destroy(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }
}

const withoutFragment = (url: string): string => url.split('#', 1)[0] ?? '';

/** `contextBridge`: functions are wrapped, everything else that crosses is copied. */
function bridged(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...args: unknown[]) => {
      const result: unknown = value(...args.map(bridged));
      return result instanceof Promise ? result.then(bridged) : bridged(result);
    };
  }
  if (typeof value === 'object' && value !== null && Object.values(value).some(isFunction)) {
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bridged(part)])),
    );
  }
  return structuredClone(value);
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
