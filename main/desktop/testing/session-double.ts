import type { SessionApi, WebContentsApi } from '#main/desktop/electron-api.ts';

type Handler<K extends keyof SessionApi> = SessionApi[K] extends (handler: infer H) => void ? H : never;

/** Keeps the handlers that were set, so that a test can ask what a page would ask. */
export class SessionDouble implements SessionApi {
  spellChecker = true;
  #request: Handler<'setPermissionRequestHandler'> | undefined;
  #check: Handler<'setPermissionCheckHandler'> | undefined;
  #device: Handler<'setDevicePermissionHandler'> | undefined;
  #before: Parameters<SessionApi['webRequest']['onBeforeRequest']>[0] | undefined;

  setPermissionRequestHandler(handler: Handler<'setPermissionRequestHandler'>): void {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: Handler<'setPermissionCheckHandler'>): void {
    this.#check = handler;
  }
  setDevicePermissionHandler(handler: Handler<'setDevicePermissionHandler'>): void {
    this.#device = handler;
  }
  setSpellCheckerEnabled(enable: boolean): void {
    this.spellChecker = enable;
  }
  readonly webRequest: SessionApi['webRequest'] = {
    onBeforeRequest: (listener) => {
      this.#before = listener;
    },
  };

  /** True when both the request and the check grant it; without handlers Electron grants everything. */
  grants(permission: string, contents: WebContentsApi): boolean {
    let granted = true;
    this.#request?.(
      contents,
      permission,
      (answer) => {
        granted = answer;
      },
      {},
    );
    return granted && (this.#check?.(contents, permission, contents.getURL()) ?? true);
  }
  grantsDevice(): boolean {
    return this.#device?.() ?? true;
  }
  cancels(url: string): boolean {
    let cancelled = false;
    this.#before?.({ url }, ({ cancel }) => {
      cancelled = cancel;
    });
    return cancelled;
  }
}
