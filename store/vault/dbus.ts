import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import dbus, { type Message, type MessageBus } from 'dbus-native';

/**
 * A connection to the session bus through `dbus-native`, as far as asking the Secret Service and the tray needs one:
 * every step limited in time, errors by name, and nothing that keeps the process alive unless it is asked to.
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
  /** Arguments; a variant is a `Variant` of the library, made by `variant`. */
  body?: unknown[];
  /** Let the bus start the service; otherwise one that does not run is an error. */
  autoStart?: boolean;
}

export interface BusSignal {
  path: string | undefined;
  member: string | undefined;
  body: unknown[];
}

export interface BusConnection {
  /** @returns the values of the answer; a dictionary of text keys is an object, bytes are a Buffer, a variant its value. */
  call(call: BusCall, timeoutMs: number): Promise<unknown[]>;
  /** @returns the way to unsubscribe. */
  onSignal(listener: (signal: BusSignal) => void): () => void;
  /** Does not keep the process alive from now on. */
  unref(): void;
  close(): void;
}

/** A value that carries its own type on the wire. */
export const variant = (signature: string, value: unknown): unknown => new dbus.Variant(signature, value);

/** Larger messages are cut off as broken: nothing that is asked for here comes near it (bytes). */
const largestMessage = 4 * 1024 * 1024;
/** The message must not start the service that it is for (D-Bus Specification, "Message Format"). */
const noAutoStart = 0x2;

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

/**
 * The sockets that an address names, in order (D-Bus Specification, "Server Addresses"); only Unix ones. The library
 * would take the first of several and dial it without a time limit, so the socket is opened here.
 */
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
    if (socket !== undefined) return greet(socket, timeoutMs);
  }
  throw new BusError('closed');
}

/** The error of the library in our words: a name of the bus, `timeout` or `closed`. */
function busError(error: unknown): BusError {
  if (error instanceof dbus.TimeoutError) return new BusError('timeout');
  if (error instanceof dbus.ConnectionClosedError) return new BusError('closed');
  return new BusError(error instanceof dbus.DBusError ? (error.dbusName ?? 'unknown') : 'failed');
}

async function greet(socket: Socket, timeoutMs: number): Promise<BusConnection> {
  const bus: MessageBus = dbus.createClient({
    stream: socket,
    // Who we are is told by the socket; the other ways read cookies from the home directory.
    authMethods: ['EXTERNAL'],
    // The greeting is sent below, where it can be limited in time and its failure caught.
    direct: true,
    maxMessageSize: largestMessage,
  });
  const listeners = new Set<(signal: BusSignal) => void>();
  const close = () => {
    socket.destroy();
  };
  bus.connection.on('error', close);
  bus.connection.on('message', (message: Message) => {
    if (message.type !== dbus.messageType.signal) return;
    const { path, member, body = [] } = message;
    for (const listener of listeners) listener({ path, member, body });
  });

  const connection: BusConnection = {
    call: (call, limitMs) =>
      new Promise((done, fail) => {
        const { autoStart, ...message } = call;
        // The callback gets all values of an answer; awaiting would give the first alone.
        const answered = (error: unknown, ...values: unknown[]) => {
          if (error) fail(busError(error));
          else done(values);
        };
        bus.invoke(
          { ...message, flags: autoStart === true ? 0 : noAutoStart },
          { timeout: limitMs },
          answered,
        );
      }),
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unref: () => socket.unref(),
    close,
  };
  try {
    await connection.call({ ...busItself, member: 'Hello' }, timeoutMs);
  } catch (error) {
    close();
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
