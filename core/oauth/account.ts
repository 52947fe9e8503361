import type { OAuthDefinition } from '#core/oauth/definition.ts';

export interface Account {
  email?: string;
  accountId?: string;
}

/**
 * The claims of a JWT, unverified: they came straight from the token endpoint over TLS (OpenID Connect Core,
 * 3.1.3.7, 6) and name an account on screen; nothing is granted by them. Undefined for anything else.
 */
export function jwtClaims(token: string | undefined): Record<string, unknown> | undefined {
  const payload = token?.split('.')[1];
  if (payload === undefined || token?.split('.').length !== 3) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function claimAt(claims: Record<string, unknown>, path: readonly string[] | undefined): string | undefined {
  if (path === undefined) return undefined;
  let value: unknown = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  const text = typeof value === 'number' ? String(value) : value;
  // It becomes part of a profile's name.
  return typeof text === 'string' && /^[^\s\p{Cc}]{1,120}$/u.test(text) ? text : undefined;
}

/** Whose account it is, as far as the claims tell. */
export function accountFrom(
  account: Partial<NonNullable<OAuthDefinition['account']>>,
  claims: Record<string, unknown> | undefined,
): Account {
  if (claims === undefined) return {};
  const email = claimAt(claims, account.email);
  const accountId = claimAt(claims, account.accountId);
  return { ...(email === undefined ? {} : { email }), ...(accountId === undefined ? {} : { accountId }) };
}
