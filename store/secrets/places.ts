import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import type { secretLocationSchema } from '#core/contract/calls/vault.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import { type Sentence, say, told, wordsOf } from '#core/say/say.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { referencedItems } from '#store/credentials/common.ts';
import { isOwnItem } from '#store/credentials/sweep.ts';
import { withLock } from '#store/lock.ts';
import { type ClearSecret, clearPlaces, type LookOptions } from '#store/secrets/clear-places.ts';
import { withoutVariable } from '#store/secrets/dotenv-edit.ts';
import type { Stores } from '#store/stores.ts';
import { readVaultFile } from '#store/vault/file-vault.ts';
import { isOurKeyFile } from '#store/vault/move.ts';
import { isLevelled } from '#store/vault/open-vault.ts';

export type SecretLocation = z.infer<typeof secretLocationSchema>;

/** A place and how it is cleared. */
interface Place {
  view: SecretLocation;
  remove?: () => Promise<void>;
}

/** Stable as long as the secret lies there; nothing of the secret is in it. */
const idOf = (kind: string, where: string, at = ''): string =>
  `${kind}-${createHash('sha256')
    .update(JSON.stringify([where, at]))
    .digest('hex')
    .slice(0, 16)}`;

/** Which profile an item of the vault belongs to. */
function owners(doc: ProfilesDoc): Map<string, string> {
  const names = new Map<string, string>();
  for (const [agent, { profiles }] of Object.entries(doc.agents)) {
    for (const [id, { secret }] of Object.entries(profiles)) {
      if (secret.kind === 'vault') names.set(secret.item, agent === 'main' ? id : `${agent}/${id}`);
    }
  }
  for (const { id, profile } of doc.removed) {
    if (profile.secret.kind === 'vault') names.set(profile.secret.item, `${id} (removed)`);
  }
  return names;
}

async function inVault(stores: Stores): Promise<Place[]> {
  const { vault } = stores;
  // A vault that does not answer is a shown state of its own; here only what is known is listed.
  const items = await vault.list().catch(() => undefined);
  if (items === undefined) return [];
  // Known only now: what is recorded is read with the first question.
  const { level, backend, state } = vault.status();
  const doc = await stores.profiles.read();
  const [named, referenced] = [owners(doc), referencedItems(doc)];
  return items.map((item): Place => {
    const orphan = !referenced.has(item) && !isOwnItem(item);
    const of = named.get(item) ?? (isOwnItem(item) ? item : undefined);
    const view: SecretLocation = {
      id: idOf('item', level, item),
      kind: level === 'keychain' ? 'keychain_item' : 'vault_file',
      where: `${backend}: ${item}`,
      orphan,
      removable: orphan && state === 'ready',
      ...(of === undefined ? {} : { of }),
      ...told({ note: orphan ? say('No credential uses it. It is deleted for good.') : undefined }),
    };
    return orphan ? { view, remove: () => vault.delete(item) } : { view };
  });
}

/** The files of the encrypted vault, those of a former one among them. */
async function vaultFiles(stores: Stores): Promise<Place[]> {
  const { vault, dir } = stores;
  const inUse = vault.status().level === 'encrypted_file';
  const content = isLevelled(vault) ? await readVaultFile(vault.places.file) : 'file_missing';
  const protect = typeof content === 'object' ? content.protect : undefined;
  const keyFile = protect?.by === 'key_file' ? protect.path : undefined;
  const names = await readdir(dir.root).catch(() => [] as string[]);
  const places: Place[] = [];
  const file = (kind: 'vault_file' | 'key_file', path: string, used: boolean, what: Sentence) => {
    const view: SecretLocation = {
      id: idOf(kind, path),
      kind,
      where: path,
      orphan: !used,
      removable: !used,
      ...told({
        note: used ? what : say('{{what}} It is not in use any more, and is deleted for good.', { what }),
      }),
    };
    places.push(used ? { view } : { view, remove: () => rm(path, { force: true }) });
  };
  for (const name of names) {
    const path = join(dir.root, name);
    if (name === 'vault.json') file('vault_file', path, inUse, say('The encrypted vault.'));
    if (name === 'vault.json.bak')
      file('vault_file', path, inUse, say('The encrypted vault before its last change.'));
    if (name === 'vault.json.next') file('vault_file', path, false, say('An unfinished copy of the vault.'));
    if (isOurKeyFile(dir.root, path)) {
      file(
        'key_file',
        path,
        inUse && path === keyFile,
        say('Opens the encrypted vault: whoever can read both has all secrets.'),
      );
    }
  }
  if (inUse && keyFile !== undefined && !places.some(({ view }) => view.where === keyFile)) {
    file('key_file', keyFile, true, say('Opens the encrypted vault: whoever can read both has all secrets.'));
  }
  return places;
}

const notes: Record<ClearSecret['kind'], Sentence> = {
  config_value: say(
    'Stands in the configuration in clear. It is taken out of the file and of its backup; what used it asks for another one.',
  ),
  plain_mirror: say(
    'Stands in clear for a gateway that cannot follow references. The mirror is switched to references.',
  ),
  dotenv: say('Stands in the .env file in clear. Its line is taken out.'),
  environment: say('A variable of the environment in which Gatehouse runs. Take it out where it is set.'),
  other_tool: say('Belongs to another program, which needs it. Gatehouse does not touch it.'),
  residue: say('Left in a copy that nobody reads. The copy is deleted.'),
};

function clearPlace(stores: Stores, one: ClearSecret): Place {
  const { kind, file, at, provider, profileId } = one;
  const remove = remover(stores, one);
  const of = profileId ?? provider;
  const view: SecretLocation = {
    id: idOf(kind, file, at),
    kind: kind === 'residue' ? 'config_value' : kind,
    where: kind === 'environment' ? at : at === '' ? file : `${file} (${at})`,
    orphan: kind === 'residue',
    removable: remove !== undefined,
    ...told({ note: kind === 'plain_mirror' && !one.chosen ? foreignNote : notes[kind] }),
    ...(of === undefined ? {} : { of }),
  };
  return remove === undefined ? { view } : { view, remove };
}

const foreignNote = say(
  'A gateway wrote it there itself. It is taken into the vault and replaced by a reference when the vault is open.',
);

function remover(stores: Stores, { kind, file, segments, at, chosen }: ClearSecret): Place['remove'] {
  const { dir, config } = stores;
  switch (kind) {
    case 'config_value':
      return async () => {
        await config.set(segments, undefined);
        // The generation before still has it.
        await rm(`${dir.configFile}.bak`, { force: true });
      };
    case 'dotenv':
      return () => removeVariable(file, at);
    case 'residue':
      return file === dir.profilesFile ? undefined : () => rm(file, { force: true });
    case 'plain_mirror':
      return chosen === true && file.startsWith(dir.root)
        ? () => config.set(['gatehouse', 'mirrors', 'embedded', 'mode'], 'reference')
        : undefined;
    default:
      return undefined;
  }
}

/** Takes one variable out of a `.env` file; everything else in it stays as it is. */
export async function removeVariable(file: string, name: string): Promise<void> {
  await withLock(file, async (lock) => {
    const text = await readFile(file, 'utf8');
    const rest = withoutVariable(text, name);
    if (rest === text) {
      throw new GatehouseError(
        'write_failed',
        say('The line of {{name}} cannot be taken out safely.', { name }),
        {
          where: file,
          hint: say('Take it out by hand.'),
        },
      );
    }
    await writeFileAtomic(file, rest, { beforeCommit: () => lock.assertHeld() });
  });
}

async function allPlaces(stores: Stores, options: LookOptions): Promise<Place[]> {
  const clear = await clearPlaces(stores, options);
  const places = [
    ...(await inVault(stores)),
    ...(await vaultFiles(stores)),
    ...clear.found.map((one) => clearPlace(stores, one)),
  ];
  return [...new Map(places.map((place) => [place.view.id, place])).values()];
}

/** Every place where a secret lies, as far as it can be looked at. No secret is in the answer. */
export const secretPlaces = async (stores: Stores, options: LookOptions = {}): Promise<SecretLocation[]> =>
  (await allPlaces(stores, options)).map(({ view }) => view);

/**
 * Clears one place, by the person's wish. @throws GatehouseError `bad_input` when it is in use or not ours, or is not
 * there any more; the vault's and the store's codes.
 */
export async function removePlace(stores: Stores, id: string, options: LookOptions = {}): Promise<void> {
  const place = (await allPlaces(stores, options)).find(({ view }) => view.id === id);
  if (place?.remove !== undefined) return place.remove();
  throw new GatehouseError(
    'bad_input',
    place === undefined
      ? say('This place holds no secret any more.')
      : say('A secret in this place cannot be removed here.'),
    { where: place?.view.where ?? id, hint: (place && wordsOf(place.view, 'note')) ?? say('Look again.') },
  );
}
