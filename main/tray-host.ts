import { trayHostName } from '#store/tray-host.ts';
import { type BusConnection, busItself, connectBus, sessionBusAddress } from '#store/vault/dbus.ts';

/** The bus answers within milliseconds; a desktop that is just starting is given this long. */
const busTimeoutMs = 5_000;

export interface TrayHostWatch {
  stop(): void;
}

/**
 * Tells whether the desktop shows tray icons now, and each time that changes. Electron does not tell: when the panel
 * (or GNOME's extension) comes back after a crash or an update, icons made before are not shown until they are made
 * anew. Without a session bus `false` is told. macOS and Windows always have a tray.
 */
export function watchTrayHost(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  tell: (present: boolean) => void,
): TrayHostWatch {
  let stopped = false;
  let bus: BusConnection | undefined;
  let last: boolean | undefined;
  const changed = (present: boolean) => {
    if (stopped || present === last) return;
    last = present;
    tell(present);
  };

  if (platform === 'linux') watch().catch(() => changed(false));
  else changed(true);

  async function watch(): Promise<void> {
    const address = sessionBusAddress(env);
    if (address === undefined) return changed(false);
    const connection = await connectBus(address, busTimeoutMs);
    if (stopped) return connection.close();
    bus = connection;
    connection.onSignal(({ member, body: [name, before, after] }) => {
      if (member !== 'NameOwnerChanged' || name !== trayHostName) return;
      // Handed over from one panel to the next: a loss and a return.
      if (before !== '') changed(false);
      changed(after !== '');
    });
    const rule = `type='signal',sender='${busItself.destination}',member='NameOwnerChanged',arg0='${trayHostName}'`;
    const ask = (member: string, argument: string) =>
      connection.call({ ...busItself, member, signature: 's', body: [argument] }, busTimeoutMs);
    await ask('AddMatch', rule);
    const [present] = await ask('NameHasOwner', trayHostName);
    changed(present === true);
  }

  return {
    stop() {
      stopped = true;
      bus?.close();
    },
  };
}
