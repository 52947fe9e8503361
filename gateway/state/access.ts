import { hash, randomBytes } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Budget, GatewayAccess, GatewaySnapshot } from '#core/link/link.ts';

/** Who asks, as far as it matters. */
export interface Caller {
  /** Name of the access token, when it is one of several. */
  token?: string | undefined;
  /** The one agent that it may use. */
  agent?: string | undefined;
  budget?: Budget | undefined;
}

/** Who may call, with everything about it computed once. */
export interface CompiledAccess {
  mode: GatewayAccess['mode'];
  /** Takes a time that tells nothing about the token but the length of the one that was given. */
  accepts(token: string): Caller | undefined;
  /** In mode `trusted-proxy`: does the header of this address count, and which one is it? */
  proxy: { believes(address: string): boolean; userHeader: string } | undefined;
  /** Browser origins besides loopback ones. */
  origins: ReadonlySet<string>;
  /** Host names of those origins: a name that the user trusts as an origin is no rebinding. */
  originHosts: ReadonlySet<string>;
}

/** Whoever has the access token may do everything. */
const anybody: Caller = {};

/**
 * Hashed together with what nobody outside knows, two tokens can be compared as strings: how far they agree depends on
 * chance and not on the token. Cheaper than a comparison of buffers, which this makes for every request.
 */
const salt = randomBytes(32).toString('base64');
const digest = (token: string): string => hash('sha256', salt + token);

/** @throws TypeError for an allowed origin that is no origin, or a proxy that is no address. */
export function compileAccess({ access, allowedOrigins, tokens = [] }: GatewaySnapshot): CompiledAccess {
  const urls = allowedOrigins.map((origin) => new URL(origin));
  const secret =
    access.mode === 'token' ? access.token : access.mode === 'password' ? access.password : undefined;
  const expected = secret === undefined ? undefined : digest(secret);
  const named = new Map<string, Caller>();
  if (secret !== undefined) {
    for (const { name, hash: kept, agent, budget } of tokens)
      named.set(digest(kept), { token: name, agent, budget });
  }
  return {
    mode: access.mode,
    accepts(token) {
      if (expected === undefined || digest(token) === expected) return anybody;
      return named.size === 0 ? undefined : named.get(digest(hash('sha256', token)));
    },
    proxy: access.mode === 'trusted-proxy' ? compileProxy(access) : undefined,
    origins: new Set(urls.map(({ origin }) => origin)),
    originHosts: new Set(urls.map(({ hostname }) => hostname)),
  };
}

function compileProxy({ proxies, userHeader }: Extract<GatewayAccess, { mode: 'trusted-proxy' }>) {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) throw new TypeError('A trusted proxy is no address.');
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return {
    userHeader,
    believes(address: string): boolean {
      const plain = address.replace(/^::ffff:/, '');
      return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
