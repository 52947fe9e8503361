import {
  processUserInfoResponse,
  skipSubjectCheck,
  type TokenEndpointResponse,
  userInfoRequest,
} from 'oauth4webapi';
import { type Account, accountFrom, jwtClaims } from '#core/oauth/account.ts';
import type { OAuthDefinition } from '#core/oauth/definition.ts';
import { expiryFrom } from '#core/oauth/refresh-plan.ts';
import type { OAuthSecret } from '#core/profile/oauth-secret.ts';
import type { OAuthServer } from '#store/oauth/server.ts';

/** What a sign-in brought: tokens, or an API key where the provider exchanges the code for one. */
export type Grant = { kind: 'tokens'; secret: OAuthSecret } | { kind: 'key'; key: string };

/** The record of a token answer. What a refresh does not repeat (the refresh token, the account) stays as it was. */
export function secretFrom(
  answer: TokenEndpointResponse,
  given: { server: OAuthServer; receivedAt: number; before?: OAuthSecret },
): OAuthSecret {
  const { server, receivedAt, before } = given;
  const { expires: _, ...kept } = before ?? { version: 1 as const, access: '', owner: 'gatehouse' as const };
  const expires = expiryFrom(answer.expires_in, receivedAt);
  const idToken = answer.id_token ?? server.seen.idToken;
  return {
    ...kept,
    access: answer.access_token,
    ...(answer.refresh_token === undefined ? {} : { refresh: answer.refresh_token }),
    ...(expires === undefined ? {} : { expires }),
    ...(idToken === undefined ? {} : { idToken }),
    ...(answer.scope === undefined ? {} : { scope: answer.scope }),
    clientId: server.client.client_id,
  };
}

/**
 * Whose account it is. It is for the name alone, so a userinfo endpoint that does not answer costs the name and not
 * the sign-in.
 */
export async function withAccount(
  secret: OAuthSecret,
  definition: OAuthDefinition,
  server: OAuthServer,
): Promise<OAuthSecret> {
  const { account } = definition;
  if (account === undefined) return secret;
  const claims =
    account.from === 'userinfo'
      ? await userinfo(secret.access, server).catch(() => undefined)
      : jwtClaims(account.from === 'id_token' ? secret.idToken : secret.access);
  const found: Account = accountFrom(account, claims);
  return { ...secret, ...found };
}

async function userinfo(access: string, server: OAuthServer): Promise<Record<string, unknown>> {
  const { as, client, options } = server;
  const answer = await userInfoRequest(as, client, access, options);
  return { ...(await processUserInfoResponse(as, client, skipSubjectCheck, answer)) };
}
