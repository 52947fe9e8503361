import { eligible, type Skipped, soonestReset } from '#core/routing/candidates.ts';
import { moveAfterUse } from '#core/routing/rotation.ts';
import type { Route } from '#gateway/stages/route.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { CredentialPool, Live, LiveProfile } from '#gateway/state/live.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** The credentials to try, in order. One entry `undefined` stands for calling without any (local servers). */
export type Picked = { profiles: readonly (LiveProfile | undefined)[] } | { problem: Problem };

const withoutCredential: Picked = { profiles: [undefined] };

const poolOf = (live: Live, route: Route): CredentialPool | undefined =>
  live.agents.get(route.agent)?.pools.get(route.provider.id);

/** @param now epoch milliseconds. */
export function pick(live: Live, route: Route, state: CredentialState, now: number): Picked {
  const pool = poolOf(live, route);
  if (pool === undefined) {
    return route.provider.needsKey ? { problem: noCredential(route) } : withoutCredential;
  }
  const { usable, skipped } = eligible(pool.ordered, state.cooldowns(route.agent), now);
  return usable.length > 0 ? { profiles: usable } : { problem: allResting(route, skipped) };
}

/** A credential goes into use: who was used least recently comes first the next time. */
export function use(
  live: Live,
  route: Route,
  profile: LiveProfile,
  state: CredentialState,
  now: number,
): void {
  profile.lastUsedAt = now;
  state.used(route.agent, profile.id, now);
  const pool = poolOf(live, route);
  if (pool !== undefined) moveAfterUse(pool.ordered, profile, pool.explicit);
}

function noCredential({ provider }: Route): Problem {
  return {
    status: 401,
    code: 'no_credential',
    message: `There is no credential for ${provider.id}.`,
    hint: 'Add one in Gatehouse under Profiles.',
  };
}

/**
 * Nobody can answer now. When waiting for a limit helps, 429 with the soonest end; when every credential was refused,
 * has expired or is out of money, the status of that, since a client that waits and retries would gain nothing.
 */
function allResting({ provider }: Route, skipped: readonly Skipped[]): Problem {
  const list = skipped.map(({ id, why }) => `${id}: ${words[why]}`).join('; ');
  const limited = skipped.filter(({ why }) => why === 'rate_limit');
  if (limited.length > 0) {
    return {
      status: 429,
      code: 'credentials_resting',
      message: `All credentials of ${provider.id} are resting (${list}).`,
      hint: 'Wait for the time in Retry-After, or add another credential.',
      retryAt: soonestReset(limited),
    };
  }
  const billing = skipped.some(({ why }) => why === 'billing');
  return {
    status: billing ? 402 : 401,
    code: billing ? 'upstream_billing' : 'upstream_auth',
    message: `No credential of ${provider.id} can be used (${list}).`,
    hint: billing
      ? 'Add credit with the provider, or another credential in Gatehouse.'
      : 'Replace the credential in Gatehouse under Profiles.',
  };
}

const words: Readonly<Record<Skipped['why'], string>> = {
  rate_limit: 'rate limited',
  billing: 'out of credit',
  auth: 'refused by the provider',
  overloaded: 'overloaded',
  expired: 'expired',
};
