import type { FrameApi, IpcMainApi, WebContentsApi } from '#main/desktop/electron-api.ts';

type MainHandler = Parameters<IpcMainApi['handle']>[1];

/** The way between pages and the main process: values are copied by structured clone in both directions. */
export class IpcDouble {
  readonly #handlers = new Map<string, MainHandler>();
  readonly #listeners = new Map<string, MainHandler[]>();

  readonly main: IpcMainApi = {
    handle: (channel, listener) => {
      if (this.#handlers.has(channel))
        throw new Error(`Attempted to register a second handler for '${channel}'`);
      this.#handlers.set(channel, listener);
    },
    on: (channel, listener) => {
      this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    },
  };

  /** What `ipcRenderer.invoke` does in a frame of `sender`; any frame may try any channel. */
  async invoke(
    from: { sender: WebContentsApi; senderFrame: FrameApi | null },
    channel: string,
    ...args: unknown[]
  ): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`Error invoking remote method '${channel}': No handler registered`);
    return structuredClone(await handler(from, ...structuredClone(args)));
  }

  send(
    from: { sender: WebContentsApi; senderFrame: FrameApi | null },
    channel: string,
    ...args: unknown[]
  ): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(from, ...structuredClone(args));
  }
}
