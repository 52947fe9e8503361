import { isDeepStrictEqual } from 'node:util';
import { soonestReset } from '#core/routing/candidates.ts';
import type { FailureReason } from '#core/routing/failure.ts';
import type { Itinerary, Passed } from '#core/routing/itinerary.ts';
import { moveAfterUse } from '#core/routing/rotation.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { Live, LiveProfile } from '#gateway/state/live.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** A credential goes into use: who was used least recently comes first the next time. */
export function use(
  live: Live,
  agent: string,
  profile: LiveProfile,
  state: CredentialState,
  now: number,
): void {
  profile.lastUsedAt = now;
  state.used(agent, profile.id, now);
  if (profile.env === true) return;
  const pool = live.agents.get(agent)?.pools.get(profile.provider);
  if (pool !== undefined) moveAfterUse(pool.ordered, profile, pool.explicit);
}

/** Another gateway used it: gateways that share what they learn take turns together. */
export function usedElsewhere(live: Live, agent: string, id: string): void {
  for (const { ordered, explicit } of live.agents.get(agent)?.pools.values() ?? []) {
    const profile = ordered.find((one) => one.id === id);
    if (profile !== undefined) moveAfterUse(ordered, profile, explicit);
  }
}

/**
 * Is what an attempt met about a secret that is no longer the credential's? A renewed token is that of the same account,
 * so that of a sign-in only a refusal is.
 *
 * @param begunWith the snapshot of the request.
 * @param current the one in force.
 */
export function outdated(
  begunWith: Live,
  current: Live | undefined,
  agent: string,
  profile: LiveProfile,
  reason: FailureReason,
): boolean {
  if (current === begunWith || current === undefined) return false;
  const pool = current.agents.get(agent)?.pools.get(profile.provider);
  const among = profile.env === true ? pool?.env : pool?.ordered;
  const now = among?.find(({ id }) => id === profile.id);
  if (now === undefined || (profile.type === 'oauth' && reason !== 'auth')) return false;
  return !isDeepStrictEqual(now.authHeaders, profile.authHeaders);
}

/**
 * Nobody could be tried. When waiting for a limit helps, 429 with the soonest end; when every credential was refused,
 * has expired or is out of money, the status of that, since a client that waits and retries would gain nothing.
 */
export function nobodyCanAnswer({ passed }: Pick<Itinerary<LiveProfile>, 'passed'>): Problem {
  const providers = [...new Set(passed.map(({ provider }) => provider))].join(', ');
  const list = [...new Set(passed.map(({ id, why }) => `${id}: ${words[why] ?? why}`))].join('; ');
  const limited = passed.filter(({ why }) => why === 'rate_limit' || why === 'overloaded');
  const has = (why: Passed['why']) => passed.some((one) => one.why === why);
  if (has('held')) {
    return {
      status: limited.length > 0 ? 429 : 403,
      code: 'paid_switch_held',
      message: `The subscription cannot answer, and the switch to a paid key is held (${list}).`,
      hint: 'Allow it with gateway.policy.paidSwitch, or wait.',
      ...soonest(limited),
    };
  }
  if (limited.length > 0) {
    return {
      status: 429,
      code: 'credentials_resting',
      message: `All credentials of ${providers} are resting (${list}).`,
      hint: 'Wait for the time in Retry-After, or add another credential.',
      ...soonest(limited),
    };
  }
  if (has('billing')) {
    return {
      status: 402,
      code: 'upstream_billing',
      message: `No credential of ${providers} can be used (${list}).`,
      hint: 'Add credit with the provider, or another credential in Gatehouse.',
    };
  }
  if (passed.every(({ why }) => why === 'no_credential' || why === 'pin_missing')) {
    return {
      status: 401,
      code: 'no_credential',
      message: has('pin_missing')
        ? `The pinned credential is not there (${list}).`
        : `There is no credential for ${providers}.`,
      hint: has('pin_missing') ? 'Send /model default to unpin it.' : 'Add one in Gatehouse under Profiles.',
    };
  }
  return {
    status: 401,
    code: 'upstream_auth',
    message: `No credential of ${providers} can be used (${list}).`,
    hint: 'Replace the credential in Gatehouse under Profiles.',
  };
}

function soonest(limited: readonly Passed[]): { retryAt?: number } {
  const retryAt = soonestReset(limited);
  return retryAt === undefined ? {} : { retryAt };
}

const words: Readonly<Partial<Record<Passed['why'], string>>> = {
  rate_limit: 'rate limited',
  billing: 'out of credit',
  auth: 'refused by the provider',
  overloaded: 'overloaded',
  expired: 'expired',
  no_credential: 'no credential',
  held: 'held, since it is paid by use',
};
