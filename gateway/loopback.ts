import { isIP } from 'node:net';

/** Is an IP address this machine's own? IPv4-mapped IPv6 (`::ffff:127.0.0.1`) counts. */
export const isLoopbackAddress = (address: string): boolean =>
  address === '127.0.0.1' || address === '::1' || (isIP(address) !== 0 && /^(::ffff:)?127\./i.test(address));

/** Host names that no name server can point elsewhere (RFC 6761), and loopback addresses, brackets or not. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}

/** The host name in a `Host` header's value, without its port; brackets stay. */
export const hostnameOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();
