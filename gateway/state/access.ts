import { hash, randomBytes } from 'node:crypto';
import type { GatewaySnapshot } from '#core/link/link.ts';

/** Who may call, with everything about it computed once. */
export interface CompiledAccess {
  mode: 'token' | 'none';
  /** Takes a time that tells nothing about the token but the length of the one that was given. */
  accepts(token: string): boolean;
  /** Browser origins besides loopback ones. */
  origins: ReadonlySet<string>;
  /** Host names of those origins: a name that the user trusts as an origin is no rebinding. */
  originHosts: ReadonlySet<string>;
}

/**
 * Hashed together with what nobody outside knows, two tokens can be compared as strings: how far they agree depends on
 * chance and not on the token. Cheaper than a comparison of buffers, which this makes for every request.
 */
const salt = randomBytes(32).toString('base64');
const digest = (token: string): string => hash('sha256', salt + token);

/** @throws TypeError for an allowed origin that is no origin. */
export function compileAccess({ access, allowedOrigins }: GatewaySnapshot): CompiledAccess {
  const urls = allowedOrigins.map((origin) => new URL(origin));
  const expected = access.mode === 'token' ? digest(access.token) : undefined;
  return {
    mode: access.mode,
    accepts: (token) => expected === undefined || digest(token) === expected,
    origins: new Set(urls.map(({ origin }) => origin)),
    originHosts: new Set(urls.map(({ hostname }) => hostname)),
  };
}
