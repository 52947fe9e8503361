import { busItself, connectBus, sessionBusAddress } from '#store/vault/dbus.ts';

/** The name that a Linux desktop owns while it shows tray icons (freedesktop StatusNotifierItem). */
export const trayHostName = 'org.kde.StatusNotifierWatcher';

/**
 * Whether the desktop of this Linux session shows tray icons now; undefined: there is no session to ask.
 * @throws BusError when the bus does not answer within `timeoutMs`.
 */
export async function hasTrayHost(
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Promise<boolean | undefined> {
  const address = sessionBusAddress(env);
  if (address === undefined) return undefined;
  const bus = await connectBus(address, timeoutMs);
  try {
    const ask = { ...busItself, member: 'NameHasOwner', signature: 's', body: [trayHostName] };
    const [present] = await bus.call(ask, timeoutMs);
    return present === true;
  } finally {
    bus.close();
  }
}
