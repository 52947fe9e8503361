import type { OAuthSecret } from '#core/profile/oauth-secret.ts';
import type { Profile, ProfilesDoc } from '#core/profile/profile.ts';
import { secretTail } from '#core/secret/mask.ts';
import type { Stores } from '#store/stores.ts';

/** Where a vault item is named: by no more than one profile, unless an edit by hand made it two. */
export function profileOfItem(
  doc: ProfilesDoc,
  item: string,
): { agent: string; id: string; profile: Profile } | undefined {
  for (const [agent, { profiles }] of Object.entries(doc.agents)) {
    for (const [id, profile] of Object.entries(profiles)) {
      if (profile.secret.kind === 'vault' && profile.secret.item === item) return { agent, id, profile };
    }
  }
  return undefined;
}

/** Changes every profile that names this item now, whatever it is called by now. */
function changeOf(stores: Stores, item: string, change: (profile: Profile) => Profile): Promise<ProfilesDoc> {
  const changed = <T extends Record<string, Profile>>(profiles: T) =>
    Object.fromEntries(
      Object.entries(profiles).map(([id, one]) => [
        id,
        one.secret.kind === 'vault' && one.secret.item === item ? change(one) : one,
      ]),
    );
  return stores.profiles.update((doc) => ({
    ...doc,
    agents: Object.fromEntries(
      Object.entries(doc.agents).map(([id, own]) => [id, { ...own, profiles: changed(own.profiles) }]),
    ),
    removed: doc.removed.map((one) => ({
      ...one,
      profile: changed({ [one.id]: one.profile })[one.id] ?? one.profile,
    })),
  }));
}

/** The profile names the new tokens from now on. */
export async function nameSuccessor(
  stores: Stores,
  given: { item: string; successor: string; secret: OAuthSecret; now: number },
): Promise<void> {
  const { item, successor, secret, now } = given;
  await changeOf(stores, item, (profile) => {
    const { expires: _expires, signInAgain: _again, ...rest } = profile;
    return {
      ...rest,
      secret: { kind: 'vault', item: successor },
      tail: secretTail(secret.access),
      replacedAt: now,
      ...(secret.expires === undefined ? {} : { expires: secret.expires }),
      ...(secret.email === undefined ? {} : { email: secret.email }),
    };
  });
}

/** The provider ended the grant: the profile shows as expired until somebody signs in again. */
export async function markSignInAgain(stores: Stores, item: string, now: number): Promise<void> {
  await changeOf(stores, item, (profile) => ({
    ...profile,
    expires: Math.min(profile.expires ?? now, now),
    signInAgain: true,
  }));
}
