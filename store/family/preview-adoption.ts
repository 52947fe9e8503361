import { keyName, planConfig } from '#core/family/config-plan.ts';
import type { Probed } from '#core/family/generation.ts';
import type { FamilyChange } from '#core/family/installation.ts';
import { isObject, type Json, type JsonObject, type MirrorMode } from '#core/profile/mirror.ts';
import { normaliseEntry } from '#core/profile/mirror-entry.ts';
import { told, type Words } from '#core/say/say.ts';
import { maskTail, secretTail } from '#core/secret/mask.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import { chooseMode, resolverFor, shownProfiles, targetFor } from '#store/family/adopt.ts';
import { databaseChanges } from '#store/family/database.ts';
import { readOwnedKeys } from '#store/family/edit-config.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { readFamilyConfig } from '#store/family/state.ts';
import { previewMirror } from '#store/mirror/mirror-store.ts';
import type { Stores } from '#store/stores.ts';

const secretNames = new Set(['key', 'token', 'access', 'refresh', 'idToken', 'apiKey']);

/** An entry as people may see it: every secret masked. */
function masked(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const hide = (one: Json, name = ''): Json => {
    if (typeof one === 'string' && secretNames.has(name)) return maskTail(secretTail(one));
    if (Array.isArray(one)) return one.map((each) => hide(each));
    if (!isObject(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([key, each]) => [key, hide(each, key)]));
  };
  return JSON.stringify(hide(value));
}

const changeOf = (
  file: string,
  key: string,
  before: Json | undefined,
  after: Json | undefined,
  why: Words,
  restarts: boolean,
): FamilyChange => {
  const [was, becomes] = [masked(before), masked(after)];
  return {
    file,
    key,
    ...(was === undefined ? {} : { before: was }),
    ...(becomes === undefined ? {} : { after: becomes }),
    ...told({ why }),
    restarts,
  };
};

/** What mirroring would change there, secrets masked. Writes nothing. */
export async function previewAdoption(
  stores: Stores,
  place: FamilyPlace,
  probed: Probed,
  options: { mode?: MirrorMode | undefined; items?: ReadonlySet<string> | undefined; now: number },
): Promise<{ mode: MirrorMode; changes: FamilyChange[] }> {
  const mode = chooseMode(place, probed, options.mode);
  const target = await targetFor(place, probed, mode);
  const { doc } = await readFamilyConfig(place.configPath);
  const { owned } = await readOwnedKeys(stores.dir, target.id);
  const plan = planConfig(doc, owned, {
    resolver: resolverFor(stores, mode),
    profiles: await shownProfiles(stores, target, options.items),
  });
  const changes: FamilyChange[] = plan.edits.map(({ path, before, after, why, restarts }) =>
    changeOf(place.configPath, keyName(path), before, after, why, restarts),
  );
  for (const agent of target.agents) {
    if (target.database === true) {
      const { projection, write, remove, orders } = await databaseChanges(
        stores,
        target,
        agent,
        options.items,
      );
      const file = `${place.record.commands[0]} models auth (${agent})`;
      for (const id of write)
        changes.push(
          changeOf(
            file,
            `profiles.${id}`,
            undefined,
            projection[id],
            'A profile of Gatehouse, through its own command.',
            false,
          ),
        );
      for (const id of remove)
        changes.push(
          changeOf(file, `profiles.${id}`, {}, undefined, 'It is no profile of Gatehouse any more.', false),
        );
      for (const { provider, ids } of orders)
        changes.push(
          changeOf(file, `order.${provider}`, undefined, ids ?? undefined, 'The order of Gatehouse.', false),
        );
      continue;
    }
    const preview = await previewMirror(stores, target, agent, options);
    for (const { id, before, after, taken } of preview.profiles) {
      const why = taken
        ? 'It becomes a profile of Gatehouse, and its secret goes into the vault.'
        : after === undefined
          ? 'It is no profile of Gatehouse any more.'
          : 'A profile of Gatehouse.';
      const becomes = taken && mode === 'reference' && after?.type !== 'oauth' ? withoutSecret(after) : after;
      changes.push(changeOf(preview.path, `profiles.${id}`, before, becomes, why, false));
    }
    for (const { provider, before, after } of preview.orders) {
      changes.push(
        changeOf(
          preview.path,
          `order.${provider}`,
          before === null ? undefined : [...before],
          after === null ? undefined : [...after],
          'The order of Gatehouse.',
          false,
        ),
      );
    }
  }
  return { mode, changes };
}

/** As it stands once its secret lies in the vault: the item's name is not known before. */
function withoutSecret(entry: JsonObject | undefined): JsonObject | undefined {
  if (entry === undefined) return undefined;
  const { key: _, token: __, ...rest } = normaliseEntry(entry);
  return {
    ...rest,
    [entry.type === 'token' ? 'tokenRef' : 'keyRef']: {
      source: 'exec',
      provider: gatehouseExecProvider,
      id: '…',
    },
  };
}
