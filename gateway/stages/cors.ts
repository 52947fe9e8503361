import type { Exchange } from '#gateway/exchange.ts';

/** For a page whose origin may call. Flat name, value. */
export const corsHeaders = (origin: string): string[] => [
  'access-control-allow-origin',
  origin,
  'vary',
  'Origin',
  'access-control-expose-headers',
  'x-gatehouse-model, x-gatehouse-profile, x-gatehouse-attempts, x-gatehouse-switch, x-gatehouse-warnings, x-gatehouse-request-id, retry-after, request-id',
];

export function answerPreflight(exchange: Exchange): void {
  const asked = exchange.req.headers['access-control-request-headers'];
  exchange.writeHead(204, [
    'access-control-allow-methods',
    'GET, POST',
    'access-control-allow-headers',
    typeof asked === 'string' ? asked : 'authorization, content-type',
    // Ten minutes, in seconds.
    'access-control-max-age',
    '600',
  ]);
  exchange.res.end();
}
