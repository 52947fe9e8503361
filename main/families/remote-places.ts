import { remoteTokenItem } from '#main/families/remote.ts';
import type { Stores } from '#store/stores.ts';

export interface RemoteAddress {
  /** As the person calls it; its id is made of that. */
  name: string;
  url: string;
  token?: string | undefined;
  /** `user@host`, for a tunnel. */
  ssh?: string | undefined;
}

const idLength = 48;

/**
 * Adds a gateway on another machine to the config, its token to the vault.
 * @param here ids of what is on this machine.
 * @returns its id, which nothing else has.
 */
export async function addRemotePlace(
  stores: Stores,
  here: Iterable<string>,
  { name, url, token, ssh }: RemoteAddress,
): Promise<string> {
  const { config } = await stores.config.read();
  const taken = new Set([...here, ...Object.keys(config.gatehouse?.families ?? {})]);
  const base = idOf(name);
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  // First the secret: a crash in between leaves an item that nobody names.
  if (token !== undefined && token.trim() !== '') await stores.vault.set(remoteTokenItem(id), token.trim());
  await stores.config.set(['gatehouse', 'families', id], {
    family: 'openclaw',
    url,
    ...(ssh === undefined ? {} : { ssh }),
  });
  return id;
}

export async function removeRemotePlace(stores: Stores, id: string): Promise<void> {
  await stores.config.set(['gatehouse', 'families', id], undefined);
  await stores.vault.delete(remoteTokenItem(id));
}

const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, idLength) || 'remote';
