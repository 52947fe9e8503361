import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import {
  type BusMessage,
  decodeMessage,
  encodeMessage,
  messageTypes,
  noAutoStart,
} from '#store/vault/dbus-wire.ts';

/**
 * A connection to the session bus, just enough to ask the Secret Service how it is. Packages for this bring a dozen
 * dependencies and tens of milliseconds of start-up; the few calls made here need neither.
 */

/** The bus or a service on it answered with an error, or did not answer in time (`name` is then `timeout` or `closed`). */
export class BusError extends Error {
  readonly errorName: string;
  constructor(errorName: string) {
    super(`D-Bus: ${errorName}`);
    this.name = 'BusError';
    this.errorName = errorName;
  }
}

export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
  /** Let the bus start the service; otherwise one that does not run is an error. */
  autoStart?: boolean;
}

export interface BusConnection {
  call(call: BusCall, timeoutMs: number): Promise<unknown[]>;
  /** @returns the way to unsubscribe. */
  onSignal(listener: (signal: BusMessage) => void): () => void;
  /** Does not keep the process alive from now on. */
  unref(): void;
  close(): void;
}

/**
 * The session bus of this user: the environment's, else the socket that systemd makes at login, which is also there
 * for a process that was started with an empty environment. Undefined: there is none.
 */
export function sessionBusAddress(
  env: Readonly<Record<string, string | undefined>>,
  uid: number | undefined = process.getuid?.(),
): string | undefined {
  const given = env.DBUS_SESSION_BUS_ADDRESS;
  if (given !== undefined && given !== '') return given;
  for (const directory of [env.XDG_RUNTIME_DIR, uid === undefined ? undefined : `/run/user/${uid}`]) {
    if (directory === undefined || directory === '') continue;
    const socket = `${directory}/bus`;
    if (statSync(socket, { throwIfNoEntry: false })?.isSocket()) return `unix:path=${socket}`;
  }
  return undefined;
}

/** The sockets that an address names, in order (D-Bus Specification, "Server Addresses"); only Unix ones. */
export function busSockets(address: string): string[] {
  return address.split(';').flatMap((entry) => {
    if (!entry.startsWith('unix:')) return [];
    for (const pair of entry.slice('unix:'.length).split(',')) {
      const equals = pair.indexOf('=');
      const key = pair.slice(0, equals);
      const value = pair
        .slice(equals + 1)
        .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      if (key === 'path') return [value];
      if (key === 'abstract') return [`\0${value}`];
    }
    return [];
  });
}

function openSocket(path: string, timeoutMs: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect({ path });
    const timer = setTimeout(() => {
      socket.destroy();
      fail(new BusError('timeout'));
    }, timeoutMs);
    socket.once('error', () => {
      clearTimeout(timer);
      fail(new BusError('closed'));
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      done(socket);
    });
  });
}

/** @throws BusError when no socket of the address answers, or it refuses this user. */
export async function connectBus(address: string, timeoutMs: number): Promise<BusConnection> {
  for (const path of busSockets(address)) {
    const socket = await openSocket(path, timeoutMs).catch(() => undefined);
    if (socket !== undefined) return handshake(socket, timeoutMs);
  }
  throw new BusError('closed');
}

async function handshake(socket: Socket, timeoutMs: number): Promise<BusConnection> {
  let serial = 0;
  let pending = Buffer.alloc(0);
  let authenticated = false;
  let closed = false;
  const waiting = new Map<number, (answer: BusMessage | BusError) => void>();
  const listeners = new Set<(signal: BusMessage) => void>();

  const end = () => {
    closed = true;
    socket.destroy();
    for (const answer of waiting.values()) answer(new BusError('closed'));
    waiting.clear();
  };
  socket.on('error', end);
  socket.on('close', end);

  const receive = (message: BusMessage) => {
    if (message.type === messageTypes.signal) {
      for (const listener of listeners) listener(message);
    } else if (message.replySerial !== undefined) {
      const answer = waiting.get(message.replySerial);
      waiting.delete(message.replySerial);
      answer?.(message);
    }
  };
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    try {
      if (!authenticated) {
        const line = pending.indexOf('\r\n');
        if (line < 0) return;
        if (!pending.subarray(0, line).toString('latin1').startsWith('OK ')) return end();
        authenticated = true;
        pending = pending.subarray(line + 2);
      }
      for (let next = decodeMessage(pending); next !== undefined; next = decodeMessage(pending)) {
        pending = Buffer.from(next.rest);
        receive(next.message);
      }
    } catch {
      end();
    }
  });

  const call = (given: BusCall, limitMs: number): Promise<unknown[]> =>
    new Promise((done, fail) => {
      if (closed) return fail(new BusError('closed'));
      const id = ++serial;
      const timer = setTimeout(() => {
        waiting.delete(id);
        fail(new BusError('timeout'));
      }, limitMs);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        if (answer instanceof BusError) fail(answer);
        else if (answer.type === messageTypes.error) fail(new BusError(answer.errorName ?? 'unknown'));
        else done(answer.body);
      });
      socket.write(
        encodeMessage({
          type: messageTypes.call,
          flags: given.autoStart === true ? 0 : noAutoStart,
          serial: id,
          path: given.path,
          interface: given.interface,
          member: given.member,
          destination: given.destination,
          ...(given.signature === undefined ? {} : { signature: given.signature }),
          body: given.body ?? [],
        }),
      );
    });

  // The server takes who we are from the socket; the number is a formality. All three lines may be sent at once.
  const uid = Buffer.from(String(process.getuid?.() ?? 0), 'latin1').toString('hex');
  socket.write(`\0AUTH EXTERNAL ${uid}\r\nBEGIN\r\n`);
  const connection: BusConnection = {
    call,
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unref: () => socket.unref(),
    close: end,
  };
  try {
    await call({ ...busItself, member: 'Hello' }, timeoutMs);
  } catch (error) {
    end();
    throw error;
  }
  return connection;
}

/** Where calls to the bus itself go. */
export const busItself = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;
