import type { GatehouseBridge } from '#core/contract/bridge.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createHttpHost } from '#renderer/lib/http-host.ts';
import { createIpcHost } from '#renderer/lib/ipc-host.ts';

declare global {
  interface Window {
    gatehouse?: GatehouseBridge;
  }
}

/** IPC inside the desktop app, HTTP in a browser. */
export function createHost(page: Pick<Window, 'gatehouse'> = window): FaceHost {
  return page.gatehouse ? createIpcHost(page.gatehouse) : createHttpHost();
}
