import { type Link, readMessage } from '#gateway/link/link.ts';

/** The IPC channel of a child that was started with `child_process.fork`. */
export function forkedLink(child: NodeJS.Process): Link {
  return {
    send: (message) =>
      new Promise((resolve) => {
        if (child.send === undefined || !child.connected) resolve();
        else child.send(message, undefined, {}, () => resolve());
      }),
    onMessage(listener) {
      child.on('message', (raw) => listener(readMessage(raw)));
    },
    onGone(listener) {
      child.once('disconnect', listener);
    },
  };
}
