import { GatehouseError } from '#core/contract/error.ts';
import type { Profile } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { refKey, type SecretRef } from '#core/secret/secret-ref.ts';
import { secretProvider } from '#core/secret/secrets-config.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { type ResolveOptions, resolveRefs } from '#store/secrets/resolve-refs.ts';
import { missing, type Resolved, refError } from '#store/secrets/trouble.ts';
import type { Stores } from '#store/stores.ts';

/** Answers of commands, kept in memory until the secrets are reloaded: a command may ask a person, or take seconds. */
const answered = new WeakMap<Stores, Map<string, Resolved>>();

/** The next use of any reference asks its provider anew (`secrets reload`, locking the vault). */
export function forgetResolvedRefs(stores: Stores): void {
  answered.delete(stores);
}

export interface ProfileSecretOptions extends ResolveOptions {
  /** Ask the provider even if it has answered before. */
  fresh?: boolean;
}

/**
 * Follows several references of profiles at once, each provider being asked once. Answers of commands are kept until
 * `forgetResolvedRefs`, or until the provider is configured otherwise; files and variables are read each time.
 * @returns answers by `refKey`; never rejects for a reference.
 */
export async function resolveProfileRefs(
  stores: Stores,
  refs: readonly SecretRef[],
  options: ProfileSecretOptions = {},
): Promise<Map<string, Resolved>> {
  const { secrets } = (await stores.config.read()).config;
  const kept = answered.get(stores) ?? new Map<string, Resolved>();
  answered.set(stores, kept);
  const keyOf = (ref: SecretRef) => `${refKey(ref)} ${JSON.stringify(secretProvider(secrets, ref.provider))}`;
  const results = new Map<string, Resolved>();
  const open = refs.filter((ref) => {
    const before = options.fresh === true ? undefined : kept.get(keyOf(ref));
    if (before !== undefined) results.set(refKey(ref), before);
    return before === undefined;
  });
  // `env` references find what the gateway finds: the process, the `.env` of the state directory, the login shell.
  const env = options.env ?? (open.length > 0 ? (await readEnvironment(stores)).variables : undefined);
  const now = await resolveRefs(open, secrets, { ...options, env });
  for (const ref of open) {
    const answer = now.get(refKey(ref));
    if (answer === undefined) continue;
    results.set(refKey(ref), answer);
    if (ref.source === 'exec' && answer.ok) kept.set(keyOf(ref), answer);
  }
  return results;
}

/** OAuth fields take no references in any version of the family, and a refresh has nowhere to put the new token. */
export const refusedOnOAuth = (ref: SecretRef): GatehouseError =>
  refError(
    'secret_ref_invalid',
    ref,
    say('An OAuth sign-in cannot be a reference: its tokens are renewed and have to be written back.'),
    say('Sign in with Gatehouse, or use an API key or a token.'),
  );

/**
 * The secret of one profile, from the vault or from where its reference leads. For an OAuth profile it is the text of
 * the vault item, which `parseOAuthSecret` reads.
 * @throws GatehouseError the vault's codes, `secret_ref_invalid`, `secret_ref_unresolved`, `secret_provider_unsafe`,
 * `secret_provider_failed`, `secret_provider_slow`.
 */
export async function resolveProfileSecret(
  stores: Stores,
  profile: Pick<Profile, 'type' | 'secret'>,
  options: ProfileSecretOptions = {},
): Promise<string> {
  if (profile.secret.kind === 'vault') return stores.vault.get(profile.secret.item);
  const { ref } = profile.secret;
  if (profile.type === 'oauth') throw refusedOnOAuth(ref);
  const answers = await resolveProfileRefs(stores, [ref], options);
  const answer =
    answers.get(refKey(ref)) ??
    missing(new GatehouseError('internal', say('The reference was not followed.')));
  if (answer.ok) return answer.value;
  throw answer.error;
}
