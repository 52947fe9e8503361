import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { cleanApiKey, cleanToken, isSetupToken, setupTokenLifeMs } from '#core/profile/key-shape.ts';
import type { Profile } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { secretTail } from '#core/secret/mask.ts';
import type { SecretRef } from '#core/secret/secret-ref.ts';
import { newVaultItem } from '#store/credentials/common.ts';
import { providerRecords } from '#store/provider-records.ts';
import { resolveProfileSecret } from '#store/secrets/profile-secret.ts';
import type { Stores } from '#store/stores.ts';

/** What of a profile is decided by its credential. */
export interface PreparedCredential {
  fields: Pick<Profile, 'type' | 'secret' | 'tail'> & { expires?: number };
  /** The vault item that was written for it; to be taken out again when the profile cannot be stored. */
  item?: string;
}

/** @throws GatehouseError `key_empty`, `key_multiline`, `key_shape`. */
export function cleanSecret(type: 'api_key' | 'token', secret: string, provider: string): string {
  return type === 'api_key'
    ? cleanApiKey(secret, provider, providerRecords())
    : cleanToken(secret, provider, providerRecords());
}

/**
 * Follows a reference and checks that what it gives is a secret of this kind.
 * @throws GatehouseError the resolver's codes, `key_empty`, `key_multiline`, `key_shape`.
 */
export async function followReference(
  stores: Stores,
  provider: string,
  type: 'api_key' | 'token',
  ref: SecretRef,
): Promise<string> {
  const asProfile: Profile = { provider, type, secret: { kind: 'ref', ref }, tail: '', createdAt: 0 };
  return cleanSecret(type, await resolveProfileSecret(stores, asProfile), provider);
}

function checkExpiry(expires: number | undefined, now: number): void {
  if (expires === undefined || expires > now) return;
  throw new GatehouseError('profile_expired', say('This credential has already expired.'), {
    where: 'expires',
    hint: say('Get a new one from the provider.'),
  });
}

/**
 * Checks a given credential and puts its secret into the vault, read back; a reference is followed once, so that a
 * wrong one is told now and not by the first request. A setup-token without an expiry gets a year.
 * @throws GatehouseError `key_empty`, `key_multiline`, `key_shape`, `profile_expired`, the vault's and the
 * resolver's codes.
 */
export async function prepareCredential(
  stores: Stores,
  provider: string,
  given: GivenCredential,
  now: number,
): Promise<PreparedCredential> {
  if (given.type !== 'api_key') checkExpiry(given.expires, now);
  if (given.type === 'reference') {
    await followReference(stores, provider, given.of, given.ref);
    return {
      fields: {
        type: given.of,
        secret: { kind: 'ref', ref: given.ref },
        tail: '',
        ...(given.expires === undefined ? {} : { expires: given.expires }),
      },
    };
  }
  const secret = cleanSecret(given.type, given.type === 'api_key' ? given.key : given.token, provider);
  const expires =
    given.type === 'token'
      ? (given.expires ?? (isSetupToken(secret) ? now + setupTokenLifeMs : undefined))
      : undefined;
  const item = newVaultItem(now);
  await stores.vault.set(item, secret);
  return {
    fields: {
      type: given.type,
      secret: { kind: 'vault', item },
      tail: secretTail(secret),
      ...(expires === undefined ? {} : { expires }),
    },
    item,
  };
}
