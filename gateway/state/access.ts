import { hash, timingSafeEqual } from 'node:crypto';
import type { GatewaySnapshot } from '#core/link/link.ts';

/** Who may call, with everything about it computed once. */
export interface CompiledAccess {
  mode: 'token' | 'none';
  /** Constant time in the token's content; only its length could be told from the time it takes to hash. */
  accepts(token: string): boolean;
  /** Browser origins besides loopback ones. */
  origins: ReadonlySet<string>;
  /** Host names of those origins: a name that the user trusts as an origin is no rebinding. */
  originHosts: ReadonlySet<string>;
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** @throws TypeError for an allowed origin that is no origin. */
export function compileAccess({ access, allowedOrigins }: GatewaySnapshot): CompiledAccess {
  const urls = allowedOrigins.map((origin) => new URL(origin));
  const expected = access.mode === 'token' ? digest(access.token) : undefined;
  return {
    mode: access.mode,
    accepts: (token) => expected === undefined || timingSafeEqual(digest(token), expected),
    origins: new Set(urls.map(({ origin }) => origin)),
    originHosts: new Set(urls.map(({ hostname }) => hostname)),
  };
}
