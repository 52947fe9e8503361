import type { GatehouseBridge } from '#core/contract/bridge.ts';
import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import { watched } from '#renderer/lib/emitter.ts';
import type { Connection, FaceHost } from '#renderer/lib/face-host.ts';

/** The host of the desktop app, in the same application: it is there for as long as the window is. */
export function createIpcHost(bridge: GatehouseBridge): FaceHost {
  const connection = watched<Connection>({ state: 'connected' });
  return {
    face: 'desktop',
    async invoke<N extends CallName>(name: N, input: CallInput<N>) {
      try {
        return (await bridge.invoke(name, input)) as Result<CallOutput<N>>;
      } catch {
        return { ok: false, error: { code: 'internal', message: 'The app refused the call.' } };
      }
    },
    subscribe(listener, onConnection) {
      onConnection?.(true);
      return bridge.subscribe(listener);
    },
    onConnection: connection.watch,
    reconnect() {},
  };
}
