import { type BusConnection, BusError, connectBus, sessionBusAddress, variant } from '#store/vault/dbus.ts';
import type { Keytar } from '#store/vault/keytar.ts';
import { secretService } from '#store/vault/secret-service.ts';

/**
 * keytar's four calls over D-Bus, on the same items that keytar makes. Needed where keytar itself cannot go on:
 * libsecret remembers the bus name of the keyring daemon it met first, and learns of a new one only through a GLib
 * main loop, which Node does not run. After the daemon was restarted, every call of keytar fails until the process
 * ends. Nothing here ever prompts: locked items are not unlocked.
 */

/** As libsecret writes and searches them (schema of keytar's `keytar_posix.cc`). */
const schema = 'org.freedesktop.Secret.Generic';
const attributesOf = (service: string, account?: string): Record<string, string> => ({
  'xdg:schema': schema,
  service,
  ...(account === undefined ? {} : { account }),
});

/** `(oayays)`: session, parameters (none in a plain session), value, content type. */
type WireSecret = [string, Buffer, Buffer, string];

class Items {
  private readonly bus: BusConnection;
  private readonly timeoutMs: number;
  constructor(bus: BusConnection, timeoutMs: number) {
    this.bus = bus;
    this.timeoutMs = timeoutMs;
  }

  private service(member: string, signature: string, body: unknown[]): Promise<unknown[]> {
    return this.bus.call({ ...secretService, member, signature, body }, this.timeoutMs);
  }

  private on(
    path: string,
    iface: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown[]> {
    const { destination } = secretService;
    const target = { destination, path, interface: iface, member };
    return this.bus.call(signature === '' ? target : { ...target, signature, body }, this.timeoutMs);
  }

  /** A session whose secrets travel as they are; the bus is a socket that only this user may open. */
  private async session(): Promise<string> {
    const [, path] = await this.service('OpenSession', 'sv', ['plain', variant('s', '')]);
    return String(path);
  }

  private async search(service: string, account?: string): Promise<string[]> {
    const [unlocked] = await this.service('SearchItems', 'a{ss}', [attributesOf(service, account)]);
    return unlocked as string[];
  }

  private async secrets(paths: string[]): Promise<Map<string, string>> {
    if (paths.length === 0) return new Map();
    const [found] = await this.service('GetSecrets', 'aoo', [paths, await this.session()]);
    const entries = Object.entries(found as Record<string, WireSecret>);
    return new Map(entries.map(([path, [, , value]]) => [path, value.toString('utf8')]));
  }

  async get(service: string, account: string): Promise<string | null> {
    const [path] = await this.search(service, account);
    return path === undefined ? null : ((await this.secrets([path])).get(path) ?? null);
  }

  async set(service: string, account: string, password: string): Promise<void> {
    const secret: WireSecret = [
      await this.session(),
      Buffer.alloc(0),
      Buffer.from(password, 'utf8'),
      'text/plain',
    ];
    const item = 'org.freedesktop.Secret.Item';
    const properties = {
      [`${item}.Label`]: variant('s', `${service}/${account}`),
      [`${item}.Attributes`]: variant('a{ss}', attributesOf(service, account)),
    };
    const collection = '/org/freedesktop/secrets/aliases/default';
    const [, prompt] = await this.on(
      collection,
      'org.freedesktop.Secret.Collection',
      'CreateItem',
      'a{sv}(oayays)b',
      [properties, secret, true],
    );
    if (prompt !== '/') throw new BusError('org.freedesktop.Secret.Error.IsLocked');
  }

  async delete(service: string, account: string): Promise<boolean> {
    const paths = await this.search(service, account);
    for (const path of paths) await this.on(path, 'org.freedesktop.Secret.Item', 'Delete', '', []);
    return paths.length > 0;
  }

  async find(service: string): Promise<{ account: string; password: string }[]> {
    const paths = await this.search(service);
    const secrets = await this.secrets(paths);
    const body = ['org.freedesktop.Secret.Item', 'Attributes'];
    const accounts = await Promise.all(
      paths.map(async (path) => {
        const [attributes] = await this.on(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', body);
        return (attributes as Record<string, string>).account;
      }),
    );
    return paths.flatMap((path, index) => {
      const [account, password] = [accounts[index], secrets.get(path)];
      return account === undefined || password === undefined ? [] : [{ account, password }];
    });
  }
}

/** @param timeoutMs limits each step (milliseconds). */
export function secretServiceItems(
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Keytar {
  const withItems = async <T>(work: (items: Items) => Promise<T>): Promise<T> => {
    const bus = await connectBus(sessionBusAddress(env) ?? '', timeoutMs);
    try {
      return await work(new Items(bus, timeoutMs));
    } finally {
      bus.close();
    }
  };
  return {
    getPassword: (service, account) => withItems((items) => items.get(service, account)),
    setPassword: (service, account, password) => withItems((items) => items.set(service, account, password)),
    deletePassword: (service, account) => withItems((items) => items.delete(service, account)),
    findCredentials: (service) => withItems((items) => items.find(service)),
  };
}
