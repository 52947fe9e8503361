import type { IncomingMessage } from 'node:http';
import { hostnameOf, isLoopbackAddress, isLoopbackHost } from '#gateway/loopback.ts';
import type { Caller, CompiledAccess } from '#gateway/state/access.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Failed attempts are counted per address over this time, in milliseconds. */
const failureWindowMs = 60_000;
/** A person mistypes a few times; a script that guesses does not stop here. */
const failuresAllowed = 20;
/** Bounds the memory that strangers can take. */
const addressesKept = 1000;

/** Counts failed logins. */
export class FailedLogins {
  readonly #byAddress = new Map<string, { count: number; until: number }>();

  /** @param now epoch milliseconds. @returns when the address may try again, or undefined. */
  blockedUntil(address: string, now: number): number | undefined {
    const entry = this.#byAddress.get(address);
    return entry !== undefined && entry.until > now && entry.count >= failuresAllowed
      ? entry.until
      : undefined;
  }

  add(address: string, now: number): void {
    const entry = this.#byAddress.get(address);
    if (entry !== undefined && entry.until > now) {
      entry.count++;
      return;
    }
    if (this.#byAddress.size >= addressesKept) this.#byAddress.clear();
    this.#byAddress.set(address, { count: 1, until: now + failureWindowMs });
  }
}

/** What nearly every request says. */
const usualHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * Refuses what a web page could send through DNS rebinding: a `Host` that is neither loopback, nor the address the
 * connection came to, nor the host of an allowed origin.
 */
export function checkHost(req: IncomingMessage, access: CompiledAccess | undefined): Problem | undefined {
  const host = req.headers.host ?? '';
  if (usualHost.test(host)) return undefined;
  const hostname = hostnameOf(host);
  if (isLoopbackHost(hostname)) return undefined;
  const local = req.socket.localAddress?.replace(/^::ffff:/, '') ?? '';
  if (hostname === local || hostname === `[${local}]` || access?.originHosts.has(hostname)) return undefined;
  return {
    status: 403,
    code: 'forbidden_host',
    message: 'The request was made to a host name that is not this gateway.',
    hint: 'Use 127.0.0.1 or localhost, or add the address to gateway.allowedOrigins.',
  };
}

/** A browser page may call from loopback or from a configured origin; a program sends no `Origin`. */
export function originAllowed(origin: string, access: CompiledAccess | undefined): boolean {
  if (access?.origins.has(origin)) return true;
  const match = /^https?:\/\/([^/]+)$/.exec(origin);
  return match?.[1] !== undefined && isLoopbackHost(hostnameOf(match[1]));
}

export const forbiddenOrigin: Problem = {
  status: 403,
  code: 'forbidden_origin',
  message: 'Pages of this origin may not call the gateway.',
  hint: 'Add the origin to gateway.allowedOrigins.',
};

/** Who asks without a token of a name. */
const nobody: Caller = {};

/**
 * The access token, as `Authorization: Bearer` or `x-api-key`.
 *
 * After too many failures an address is refused whatever it sends; on loopback only its failures are, since all
 * programs of the machine share that address and one with an old token must not lock out the others.
 */
export function authenticate(
  req: IncomingMessage,
  access: CompiledAccess,
  failed: FailedLogins,
  now: number,
): Problem | Caller {
  const address = req.socket.remoteAddress ?? '';
  if (access.mode === 'none') {
    return isLoopbackAddress(address)
      ? nobody
      : {
          status: 403,
          code: 'loopback_only',
          message: 'Without an access token only this machine may call.',
          hint: 'Set gateway.auth.mode to token.',
        };
  }
  if (access.proxy !== undefined) {
    const user = access.proxy.believes(address) ? req.headers[access.proxy.userHeader] : undefined;
    if (typeof user === 'string' && user.trim() !== '') return nobody;
    return {
      status: 401,
      code: 'unauthorized',
      message: 'The request does not come through a trusted proxy that names its user.',
      hint: 'Check gateway.trustedProxies and gateway.auth.trustedProxy.userHeader.',
    };
  }
  const token = bearer(req.headers.authorization);
  const key = req.headers['x-api-key'];
  const accepted =
    (token === undefined ? undefined : access.accepts(token)) ??
    (typeof key === 'string' ? access.accepts(key) : undefined);
  if (accepted !== undefined && isLoopbackAddress(address)) return accepted;
  const blockedUntil = failed.blockedUntil(address, now);
  if (blockedUntil !== undefined) {
    return {
      status: 429,
      code: 'too_many_failures',
      message: 'Too many requests with a wrong access token came from this address.',
      hint: 'Copy the access token from Gatehouse and try again later.',
      retryAt: blockedUntil,
    };
  }
  if (accepted !== undefined) return accepted;
  failed.add(address, now);
  return {
    status: 401,
    code: 'unauthorized',
    message:
      token === undefined && key === undefined
        ? 'The request carries no access token.'
        : 'The access token is not the right one.',
    hint: 'Copy it from Gatehouse (or run "gatehouse gateway token") and send it as the API key.',
  };
}

function bearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  return authorization.length > 7 && authorization.slice(0, 7).toLowerCase() === 'bearer '
    ? authorization.slice(7).trim()
    : undefined;
}
