import { type Link, readMessage } from '#gateway/link/link.ts';

/** `process.parentPort` of an Electron utility process, as far as it is used; this code never loads Electron. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** @returns the port of a utility process, or undefined in any other process. */
export function parentPortOf(child: NodeJS.Process): ParentPort | undefined {
  return (child as NodeJS.Process & { parentPort?: ParentPort }).parentPort ?? undefined;
}

/** A utility process has no event for a host that is gone; it is ended by Electron, and the watch on the host's pid is the net. */
export function utilityLink(port: ParentPort): Link {
  return {
    send(message) {
      port.postMessage(message);
      return Promise.resolve();
    },
    onMessage(listener) {
      port.on('message', ({ data }) => listener(readMessage(data)));
    },
    onGone: () => undefined,
  };
}
