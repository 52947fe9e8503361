import { GatehouseError } from '#core/contract/error.ts';
import { type KeyEdit, type MirroredProfile, type OwnedKey, planConfig } from '#core/family/config-plan.ts';
import { mirrorModes, type Probed } from '#core/family/generation.ts';
import { type JsonObject, type MirrorMode, projectMirror } from '#core/profile/mirror.ts';
import { say } from '#core/say/say.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import { agentOf } from '#store/credentials/common.ts';
import { editFamilyConfig, readOwnedKeys, writeOwnedKeys } from '#store/family/edit-config.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { familyAgents, readFamilyConfig } from '#store/family/state.ts';
import { resolverProviderConfig } from '#store/launcher.ts';
import type { MirrorTarget } from '#store/mirror/targets.ts';
import type { Stores } from '#store/stores.ts';

/** @throws GatehouseError `family_not_probed`, `family_unsupported` (a mode that this installation cannot read). */
export function chooseMode(place: FamilyPlace, probed: Probed, wanted: MirrorMode | undefined): MirrorMode {
  const modes = mirrorModes(probed);
  const [first] = modes;
  if (first === undefined) {
    throw new GatehouseError(
      'family_not_probed',
      say('It is not known how "{{id}}" reads credentials.', { id: place.id }),
      {
        where: place.stateDir,
        hint: say(
          'Install its command or start it once, then scan again; nothing is written until that is known.',
        ),
      },
    );
  }
  if (wanted === undefined || modes.includes(wanted)) return wanted ?? first;
  throw new GatehouseError(
    'family_unsupported',
    say('"{{id}}" follows no references to secrets.', { id: place.id }),
    {
      where: place.stateDir,
      hint: say('Mirror to it in plain mode: the secrets then stand in its file.'),
    },
  );
}

export const targetFor = async (
  place: FamilyPlace,
  probed: Probed,
  mode: MirrorMode,
): Promise<MirrorTarget> => ({
  id: place.id,
  stateDir: place.stateDir,
  mode,
  agents: await familyAgents(place.stateDir),
  ...(probed.generation === 'sqlite' ? { database: true } : {}),
});

/** Profiles that the config of that gateway has to let through. A grant is its own, with its own entry. */
export async function shownProfiles(
  stores: Stores,
  target: MirrorTarget,
  items: ReadonlySet<string> | undefined,
): Promise<MirroredProfile[]> {
  const doc = await stores.profiles.read();
  const found = new Map<string, MirroredProfile>();
  for (const agent of target.agents) {
    const own = agentOf(doc, agent);
    // In reference mode, since the names are wanted here and not the secrets.
    const { profiles } = projectMirror(own, { mode: 'reference', target: target.id, items });
    for (const id of Object.keys(profiles)) {
      const profile = own.profiles[id];
      if (profile === undefined || profile.type === 'oauth') continue;
      found.set(id, { id, provider: profile.provider, type: profile.type });
    }
  }
  return [...found.values()];
}

export const resolverFor = (stores: Stores, mode: MirrorMode): JsonObject | undefined =>
  mode === 'plain' ? undefined : (resolverProviderConfig(stores.dir)[gatehouseExecProvider] as JsonObject);

/**
 * Brings the keys of that config that are ours to what the mirror needs now: before the credentials are written, since
 * a reference that its provider is not known for keeps a gateway from starting.
 * @returns what was changed.
 */
export async function syncFamilyConfig(
  stores: Stores,
  place: FamilyPlace,
  mode: MirrorMode,
  options: { probed: Probed; items?: ReadonlySet<string> | undefined; now: number },
): Promise<KeyEdit[]> {
  const target = await targetFor(place, options.probed, mode);
  const profiles = await shownProfiles(stores, target, options.items);
  return applyConfigPlan(stores, place, { resolver: resolverFor(stores, mode), profiles }, options.now);
}

export async function applyConfigPlan(
  stores: Stores,
  place: FamilyPlace,
  wanted: { resolver: JsonObject | undefined; profiles: readonly MirroredProfile[] },
  now: number,
): Promise<KeyEdit[]> {
  const known = await readOwnedKeys(stores.dir, place.id);
  let done: { edits: KeyEdit[]; owned: OwnedKey[] } = { edits: [], owned: [] };
  const { doc } = await readFamilyConfig(place.configPath);
  done = planConfig(doc, known.owned, wanted);
  if (done.edits.length === 0) {
    if (JSON.stringify(done.owned) !== JSON.stringify(known.owned))
      await writeOwnedKeys(stores.dir, place.id, done.owned, [], now);
    return [];
  }
  // First what we know, then the file: after a crash in between, keys that do not match are nobody's.
  await writeOwnedKeys(stores.dir, place.id, done.owned, done.edits, now);
  await editFamilyConfig(place.configPath, (current) => {
    done = planConfig(current, known.owned, wanted);
    return done.edits.map(({ path, after }) => ({ path, value: after }));
  });
  return done.edits;
}

/**
 * Mirrors to an installation from now on: its config first, then ours, which makes the next sync write the
 * credentials.
 * @throws GatehouseError `family_not_probed`, `family_unsupported`, `family_config_invalid` and the store's codes.
 */
export async function adoptPlace(
  stores: Stores,
  place: FamilyPlace,
  probed: Probed,
  options: { mode?: MirrorMode | undefined; items?: ReadonlySet<string> | undefined; now: number },
): Promise<{ mode: MirrorMode; edits: KeyEdit[] }> {
  const mode = chooseMode(place, probed, options.mode);
  const edits = await syncFamilyConfig(stores, place, mode, { probed, ...options });
  await stores.config.set(['gatehouse', 'mirrors', place.id], { stateDir: place.stateDir, mode });
  return { mode, edits };
}
