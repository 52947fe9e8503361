import type { ContextBridge, IpcRenderer } from 'electron';
import type { GatehouseBridge } from '#core/contract/bridge.ts';
import { ipcChannels, isContractCall, isContractTopic } from '#core/contract/names.ts';
import type { TopicEvent } from '#core/contract/topics.ts';

/** The part of `ipcRenderer` that is used; the listener's first argument (the event) never reaches the page. */
export interface PreloadElectron {
  contextBridge: Pick<ContextBridge, 'exposeInMainWorld'>;
  ipcRenderer: Pick<IpcRenderer, 'invoke' | 'send'> & {
    on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
  };
}

/** Puts `window.gatehouse` into the page: invoke and subscribe, and nothing else. */
export function exposeBridge({ contextBridge, ipcRenderer }: PreloadElectron): void {
  const listeners = new Map<number, (event: TopicEvent) => void>();
  let lastId = 0;

  ipcRenderer.on(ipcChannels.topic, (_event, id, event) => {
    if (typeof id !== 'number' || !isTopicEvent(event)) return;
    listeners.get(id)?.(event);
  });

  const bridge: GatehouseBridge = {
    async invoke(name, input) {
      if (!isContractCall(name)) {
        return { ok: false, error: { code: 'unknown_call', message: 'There is no call of this name.' } };
      }
      return ipcRenderer.invoke(ipcChannels.invoke, name, input);
    },
    subscribe(listener) {
      lastId += 1;
      const id = lastId;
      listeners.set(id, listener);
      ipcRenderer.send(ipcChannels.subscribe, id);
      return () => {
        if (listeners.delete(id)) ipcRenderer.send(ipcChannels.unsubscribe, id);
      };
    },
  };
  contextBridge.exposeInMainWorld('gatehouse', bridge);
}

const isTopicEvent = (value: unknown): value is TopicEvent =>
  typeof value === 'object' && value !== null && 'topic' in value && isContractTopic(value.topic);
