import { connect, type Socket } from 'node:net';
import { type DbusMessage, DbusReader, dbusCall } from '#main/desktop/dbus.ts';

/** The name that a Linux desktop owns while it shows tray icons (freedesktop StatusNotifierItem). */
export const watcherName = 'org.kde.StatusNotifierWatcher';

export interface TrayHostWatch {
  stop(): void;
}

/**
 * Tells whether the desktop shows tray icons now, and each time that changes: when the panel (or GNOME's extension)
 * comes back after a crash or an update, icons that were there before are not shown until they are made anew.
 * On Linux the session bus (`DBUS_SESSION_BUS_ADDRESS`) knows; without it, and when it is lost, `false` is told.
 * macOS and Windows always have a tray.
 */
export function watchTrayHost(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  tell: (present: boolean) => void,
): TrayHostWatch {
  if (platform !== 'linux') {
    tell(true);
    return { stop() {} };
  }
  const path = socketPath(env.DBUS_SESSION_BUS_ADDRESS ?? '');
  const uid = process.getuid?.();
  if (path === undefined || uid === undefined) {
    tell(false);
    return { stop() {} };
  }
  let last: boolean | undefined;
  const changed = (present: boolean) => {
    if (present === last) return;
    last = present;
    tell(present);
  };
  const socket = connect(path);
  const stop = () => {
    socket.removeAllListeners('close');
    socket.destroy();
  };
  // The watch alone keeps no process alive.
  socket.unref();
  socket.on('error', () => {});
  socket.on('close', () => changed(false));
  socket.on('connect', () => authenticate(socket, uid, (rest) => listen(socket, rest, changed)));
  return { stop };
}

/** The first unix socket of an address list (D-Bus specification, "Server Addresses"). */
export function socketPath(addresses: string): string | undefined {
  for (const address of addresses.split(';')) {
    if (!address.startsWith('unix:')) continue;
    const pairs = address.slice('unix:'.length).split(',');
    const values = new Map(
      pairs.map((pair) => [pair.split('=', 1)[0], decode(pair.slice(pair.indexOf('=') + 1))]),
    );
    const path = values.get('path');
    if (path) return path;
    const abstract = values.get('abstract');
    if (abstract) return `\0${abstract}`;
  }
  return undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

/** SASL EXTERNAL: the kernel vouches for the user id. */
function authenticate(socket: Socket, uid: number, done: (rest: Buffer) => void): void {
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n');
    if (end === -1) {
      if (received.length > 1024) socket.destroy();
      return;
    }
    socket.off('data', onData);
    if (!received.subarray(0, end).toString('latin1').startsWith('OK ')) {
      socket.destroy();
      return;
    }
    socket.write('BEGIN\r\n');
    done(received.subarray(end + 2));
  };
  socket.on('data', onData);
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\n`);
}

function listen(socket: Socket, rest: Buffer, changed: (present: boolean) => void): void {
  const hello = 1;
  const match = 2;
  const hasOwner = 3;
  const rule = `type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${watcherName}'`;

  const onMessage = (message: DbusMessage) => {
    if (message.type === 'reply' && message.replyTo === hasOwner) changed(message.boolean === true);
    if (
      message.type === 'signal' &&
      message.member === 'NameOwnerChanged' &&
      message.strings[0] === watcherName
    ) {
      const owner = message.strings[2] ?? '';
      // A hand-over from one owner to the next is a loss and a return.
      if (owner !== '' && message.strings[1] !== '') changed(false);
      changed(owner !== '');
    }
    if (message.type === 'error') socket.destroy();
  };
  const reader = new DbusReader(onMessage, () => socket.destroy());
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  reader.push(rest);
  socket.write(
    Buffer.concat([
      dbusCall(hello, 'Hello'),
      dbusCall(match, 'AddMatch', rule),
      dbusCall(hasOwner, 'NameHasOwner', watcherName),
    ]),
  );
}
