import type { Stop } from '#core/routing/itinerary.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { type Prepared, warningHeader, withoutVendorHeaders } from '#gateway/stages/prepare.ts';
import type { RouteLeg } from '#gateway/stages/route.ts';
import type { LiveProfile } from '#gateway/state/live.ts';
import { appendRequestHeaders, headerSafe } from '#gateway/wire/headers.ts';

/** What goes upstream: the credential, what the config says, what the client sent and may send. Flat name, value. */
export function requestHeaders(
  exchange: Exchange,
  { provider }: RouteLeg,
  profile: LiveProfile | undefined,
  { defaultHeaders, translated }: Prepared,
): string[] {
  let flat = profile === undefined ? [] : profile.authHeaders.slice();
  const { headers } = exchange.req;
  for (const item of provider.headers) flat.push(item);
  const own = flat.length;
  appendRequestHeaders(flat, headers, provider.reserved);
  if (translated !== undefined) flat = withoutVendorHeaders(flat, own, defaultHeaders);
  for (let at = 0; at < defaultHeaders.length; at += 2) {
    const name = defaultHeaders[at] ?? '';
    const sent = translated === undefined && headers[name] !== undefined;
    if (sent || provider.reserved.has(name)) continue;
    flat.push(name, defaultHeaders[at + 1] ?? '');
  }
  return flat;
}

/** What the gateway says of an answer besides the upstream's own headers. Flat name, value. */
export function answerHeaders(
  exchange: Exchange,
  leg: RouteLeg,
  stop: Stop<LiveProfile> | undefined,
  prepared: Prepared | undefined,
): string[] {
  const flat = [
    'x-gatehouse-model',
    leg.headerName,
    'x-gatehouse-attempts',
    String(exchange.attempts),
    'x-gatehouse-request-id',
    exchange.id,
  ];
  if (stop?.profile !== undefined) flat.push('x-gatehouse-profile', stop.profile.headerId);
  const warnings = prepared?.warnings;
  if (warnings !== undefined && warnings.length > 0) {
    flat.push('x-gatehouse-warnings', warningHeader(warnings));
  }
  const from = exchange.paidSwitchFrom;
  if (from !== undefined) {
    const because = stop?.paidSwitch?.because ?? '';
    flat.push('x-gatehouse-switch', `paid; from=${headerSafe(from)}; because=${because}`);
  }
  return flat;
}
