import { soonestReset } from '#core/routing/candidates.ts';
import type { Failure } from '#core/routing/failure.ts';
import type { Passed } from '#core/routing/itinerary.ts';
import type { RouteLeg } from '#gateway/stages/route.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/**
 * Puts into words why nobody answered.
 *
 * @param passed those that were tried, and those that were not.
 * @param last the failure that ended it.
 * @param message what the upstream did, when its status does not say it.
 */
export function upstreamProblem(
  route: Pick<RouteLeg, 'provider' | 'name'>,
  passed: readonly Passed[],
  last: Failure,
  message: string | undefined,
): Problem {
  const id = route.provider.id;
  const said = last.status === undefined ? '' : ` (${last.status})`;
  const who = [...new Set(passed.map((one) => `${one.id}: ${one.why}`))].join('; ');
  // One credential that is only limited is worth waiting for, whatever the others were refused for.
  const limits = limitsOf(passed);
  if (limits.length > 0 && last.reason !== 'bad_request') {
    const retryAt = soonestReset(limits);
    return {
      status: 429,
      code: 'upstream_rate_limit',
      message: `${id} limits every credential that could answer (${who}).`,
      hint: 'Wait for the time in Retry-After, or add another credential.',
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  }
  switch (last.reason) {
    case 'auth':
      return {
        status: last.status === 403 ? 403 : 401,
        code: 'upstream_auth',
        message: `${id} refused the credential${said}: ${who}.`,
        hint: 'Replace it in Gatehouse under Profiles. The gateway itself accepted your access token.',
      };
    case 'billing':
      return {
        status: 402,
        code: 'upstream_billing',
        message: `${id} says that the account is out of credit${said}: ${who}.`,
        hint: 'Add credit with the provider, or another credential in Gatehouse.',
      };
    case 'overloaded':
      return {
        status: last.status === 529 ? 529 : 503,
        code: 'upstream_overloaded',
        message: `${id} is overloaded${said}.`,
        hint: 'Try again in a moment.',
        ...(last.retryAt === undefined ? {} : { retryAt: last.retryAt }),
      };
    case 'timeout':
      return {
        status: 504,
        code: 'upstream_timeout',
        message: `${id} did not answer in time${said}.`,
        hint: 'Try again; a shorter request answers sooner.',
      };
    case 'unreachable':
      return {
        status: 502,
        code: 'upstream_unreachable',
        message: `${id} cannot be reached.`,
        hint: 'Check the network and the base URL of the provider.',
      };
    case 'model_not_found':
      return {
        status: 404,
        code: 'unknown_model',
        message: `${id} does not have the model of ${route.name}${said}.`,
        hint: 'GET /v1/models lists what can be reached.',
      };
    case 'bad_request':
      return {
        status: last.status ?? 400,
        code: 'upstream_refused',
        message: `${id} refused the request${said}, without an error that could be read.`,
        hint: 'Check the request, and the base URL of the provider.',
      };
    case 'server':
    case 'rate_limit':
      return {
        status: 502,
        code: 'upstream_failed',
        message: `${id} ${message ?? `failed${said}`}.`,
        hint: 'Try again; when it lasts, look at the status page of the provider.',
      };
  }
}

/** Those that are worth waiting for: limited just now, or resting for a limit of before. */
export const limitsOf = (passed: readonly Passed[]): Passed[] =>
  passed.filter(({ why }) => why === 'rate_limit');
