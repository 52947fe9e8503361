import { ipcChannels } from '#core/contract/names.ts';
import { say, told } from '#core/say/say.ts';
import type { ElectronApi, IpcEvent, WebContentsApi } from '#main/desktop/electron-api.ts';
import { isAppUrl } from '#main/desktop/scheme.ts';
import type { Host } from '#main/host-api.ts';

/** One page needs one subscription; more than this is a page gone wrong. */
const maxSubscriptions = 16;

export interface IpcPort {
  /** Takes the window's contents as the one page that may call; what an earlier page had open is ended. */
  serve(contents: WebContentsApi): void;
}

/** The one IPC system: calls go to the host's dispatcher, topics come back. Handlers are registered once. */
export function createIpcPort(
  ipcMain: ElectronApi['ipcMain'],
  host: Pick<Host, 'dispatch' | 'topics'>,
): IpcPort {
  let page: WebContentsApi | undefined;
  let gone = new AbortController();
  const subscriptions = new Map<number, () => void>();

  const isOurs = ({ sender, senderFrame }: IpcEvent): boolean =>
    page !== undefined &&
    sender === page &&
    senderFrame !== null &&
    senderFrame === page.mainFrame &&
    isAppUrl(senderFrame.url);

  const endPage = () => {
    gone.abort();
    gone = new AbortController();
    for (const unsubscribe of subscriptions.values()) unsubscribe();
    subscriptions.clear();
  };

  ipcMain.handle(ipcChannels.invoke, (event, name, input) =>
    host.dispatch({
      name: typeof name === 'string' ? name : '',
      input,
      face: 'desktop',
      sender: isOurs(event) || {
        code: 'unauthorized',
        ...told({ message: say('Only the main frame of the Gatehouse window may call.') }),
      },
      signal: gone.signal,
    }),
  );

  ipcMain.on(ipcChannels.subscribe, (event, id) => {
    if (!isOurs(event) || typeof id !== 'number') return;
    subscriptions.get(id)?.();
    subscriptions.delete(id);
    if (subscriptions.size >= maxSubscriptions) return;
    const { sender } = event;
    subscriptions.set(
      id,
      host.topics.subscribe((topicEvent) => {
        if (!sender.isDestroyed()) sender.send(ipcChannels.topic, id, topicEvent);
      }),
    );
  });

  ipcMain.on(ipcChannels.unsubscribe, (event, id) => {
    if (!isOurs(event) || typeof id !== 'number') return;
    subscriptions.get(id)?.();
    subscriptions.delete(id);
  });

  return {
    serve(contents) {
      endPage();
      page = contents;
      const endIfCurrent = () => {
        if (page === contents) endPage();
      };
      contents.on('did-navigate', endIfCurrent);
      contents.on('destroyed', endIfCurrent);
      contents.on('render-process-gone', endIfCurrent);
    },
  };
}
