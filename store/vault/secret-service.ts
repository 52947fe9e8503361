import {
  type BusConnection,
  BusError,
  type BusSignal,
  busItself,
  connectBus,
  sessionBusAddress,
  variant,
} from '#store/vault/dbus.ts';

/**
 * What the Secret Service says about itself, asked over D-Bus so that nothing prompts and nothing blocks: libsecret,
 * which keytar calls, shows an unlock prompt as soon as it meets something locked.
 * Source: Secret Service API Draft 0.2 (freedesktop.org).
 */
export type SecretServiceState =
  | { state: 'ready'; collection: string }
  | { state: 'locked'; collection: string }
  /** The service runs and has no collection to put things in; making one needs a prompt. */
  | { state: 'no_collection' }
  | { state: 'no_bus' }
  | { state: 'no_service' }
  | { state: 'denied' }
  | { state: 'timed_out' }
  | { state: 'failed' };

type Env = Readonly<Record<string, string | undefined>>;

/** Where calls to the service itself go. */
export const secretService = {
  destination: 'org.freedesktop.secrets',
  path: '/org/freedesktop/secrets',
  interface: 'org.freedesktop.Secret.Service',
} as const;

const missingServiceErrors = [
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.Spawn.ServiceNotFound',
];

function stateOf(error: unknown): SecretServiceState {
  if (!(error instanceof BusError)) return { state: 'failed' };
  if (missingServiceErrors.includes(error.errorName)) return { state: 'no_service' };
  if (error.errorName.startsWith('org.freedesktop.DBus.Error.Spawn.')) return { state: 'no_service' };
  if (error.errorName === 'timeout' || error.errorName === 'org.freedesktop.DBus.Error.NoReply') {
    return { state: 'timed_out' };
  }
  if (error.errorName === 'org.freedesktop.DBus.Error.AccessDenied') return { state: 'denied' };
  return { state: 'failed' };
}

/** The path of the default collection, or undefined when there is none. Starts the service if the bus knows how. */
async function defaultCollection(bus: BusConnection, timeoutMs: number): Promise<string | undefined> {
  const readAlias = { ...secretService, member: 'ReadAlias', signature: 's', body: ['default'] };
  const [path] = await bus.call(readAlias, timeoutMs).catch((error: unknown) => {
    if (error instanceof BusError && missingServiceErrors.includes(error.errorName)) {
      return bus.call({ ...readAlias, autoStart: true }, timeoutMs);
    }
    throw error;
  });
  return typeof path === 'string' && path !== '/' ? path : undefined;
}

async function ask(bus: BusConnection, timeoutMs: number): Promise<SecretServiceState> {
  const collection = await defaultCollection(bus, timeoutMs);
  if (collection === undefined) return { state: 'no_collection' };
  const [locked] = await bus.call(
    {
      destination: secretService.destination,
      path: collection,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: ['org.freedesktop.Secret.Collection', 'Locked'],
    },
    timeoutMs,
  );
  return { state: locked === true ? 'locked' : 'ready', collection };
}

async function onBus<T>(
  env: Env,
  timeoutMs: number,
  work: (bus: BusConnection) => Promise<T>,
): Promise<T | SecretServiceState> {
  const address = sessionBusAddress(env);
  if (address === undefined) return { state: 'no_bus' };
  let bus: BusConnection;
  try {
    bus = await connectBus(address, timeoutMs);
  } catch (error) {
    return error instanceof BusError && error.errorName === 'timeout'
      ? { state: 'timed_out' }
      : { state: 'no_bus' };
  }
  try {
    return await work(bus);
  } catch (error) {
    return stateOf(error);
  } finally {
    bus.close();
  }
}

/** Asks without any prompt; each step is limited to `timeoutMs`. Never rejects. */
export const probeSecretService = (env: Env, timeoutMs: number): Promise<SecretServiceState> =>
  onBus(env, timeoutMs, (bus) => ask(bus, timeoutMs));

/** Shows a prompt of the service and waits for the person. @returns whether it was answered and not dismissed. */
async function runPrompt(
  bus: BusConnection,
  prompt: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const completed = new Promise<boolean>((done) => {
    const finish = (answered: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      unsubscribe();
      done(answered);
    };
    const cancel = () => finish(false);
    const timer = setTimeout(cancel, timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    const unsubscribe = bus.onSignal((message: BusSignal) => {
      if (message.path === prompt && message.member === 'Completed') finish(message.body[0] === false);
    });
  });
  const promptInterface = 'org.freedesktop.Secret.Prompt';
  const call = { destination: secretService.destination, path: prompt, interface: promptInterface };
  await bus.call(
    {
      ...busItself,
      member: 'AddMatch',
      signature: 's',
      body: [`type='signal',interface='${promptInterface}',path='${prompt}'`],
    },
    timeoutMs,
  );
  await bus.call({ ...call, member: 'Prompt', signature: 's', body: [''] }, timeoutMs);
  const answered = await completed;
  if (!answered) await bus.call({ ...call, member: 'Dismiss' }, 1_000).catch(() => undefined);
  return answered;
}

export interface UnlockOptions {
  /** Milliseconds for each step that needs no person. */
  timeoutMs: number;
  /** Milliseconds for the person to answer the prompt. */
  promptTimeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Unlocks the default collection, or makes one where there is none; the service shows its own prompt.
 * @returns the state afterwards, or `dismissed` when the person said no, did not answer, or no prompt could be shown.
 */
export function unlockSecretService(
  env: Env,
  options: UnlockOptions,
): Promise<SecretServiceState | { state: 'dismissed' }> {
  const { timeoutMs, promptTimeoutMs, signal } = options;
  return onBus<SecretServiceState | { state: 'dismissed' }>(env, timeoutMs, async (bus) => {
    const before = await ask(bus, timeoutMs);
    let prompt: unknown;
    if (before.state === 'locked') {
      const call = { ...secretService, member: 'Unlock', signature: 'ao', body: [[before.collection]] };
      prompt = (await bus.call(call, timeoutMs))[1];
    } else if (before.state === 'no_collection') {
      const label = { 'org.freedesktop.Secret.Collection.Label': variant('s', 'Default keyring') };
      const call = {
        ...secretService,
        member: 'CreateCollection',
        signature: 'a{sv}s',
        body: [label, 'default'],
      };
      prompt = (await bus.call(call, timeoutMs))[1];
    } else {
      return before;
    }
    if (
      typeof prompt === 'string' &&
      prompt !== '/' &&
      !(await runPrompt(bus, prompt, promptTimeoutMs, signal))
    ) {
      return { state: 'dismissed' };
    }
    return ask(bus, timeoutMs);
  });
}

/**
 * Calls back when the service says that something changed (locked, unlocked, an item), or comes or goes. Keeps no
 * process alive and polls nothing. @returns the way to stop, or undefined when there is no bus to listen on.
 */
export async function watchSecretService(
  env: Env,
  timeoutMs: number,
  listener: () => void,
): Promise<(() => void) | undefined> {
  const bus = await connectBus(sessionBusAddress(env) ?? '', timeoutMs).catch(() => undefined);
  if (bus === undefined) return undefined;
  bus.unref();
  bus.onSignal(({ member }) => {
    // The bus itself greets every connection with this one.
    if (member !== 'NameAcquired') listener();
  });
  const name = secretService.destination;
  const rules = [`type='signal',sender='${name}'`, `type='signal',member='NameOwnerChanged',arg0='${name}'`];
  try {
    for (const rule of rules) {
      await bus.call({ ...busItself, member: 'AddMatch', signature: 's', body: [rule] }, timeoutMs);
    }
  } catch {
    bus.close();
    return undefined;
  }
  return () => bus.close();
}
