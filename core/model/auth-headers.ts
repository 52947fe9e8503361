import type { UpstreamApi } from '#core/config/config.ts';
import { accountFrom, jwtClaims } from '#core/oauth/account.ts';

/** The version of Anthropic's API that is spoken where a client names none. */
export const anthropicVersion = '2023-06-01';

/** What the OpenClaw family sends with a Claude subscription's token; without it Anthropic takes no bearer token. */
const claudeTokenBeta = 'oauth-2025-04-20';

/**
 * What ChatGPT's Codex backend wants of every request besides the credential; it answers in streams alone. `originator`
 * is the name of the program that asks. Seen in the open-source Codex CLI and in `@earendil-works/pi-ai` 1.5.
 */
export const codexHeaders = {
  accept: 'text/event-stream',
  'openai-beta': 'responses=experimental',
  originator: 'gatehouse',
} as const;

/** Where OpenAI's access tokens say whose ChatGPT account they are of. */
const chatgptAccount = { accountId: ['https://api.openai.com/auth', 'chatgpt_account_id'] };

/**
 * The headers, by lower-case name, by which a provider takes a credential. Anthropic takes an API key as `x-api-key` and
 * a token as a bearer; its own OAuth tokens (`sk-ant-oat…`, setup-tokens among them) only together with a beta header.
 * Gemini takes an API key as `x-goog-api-key`. Everybody else takes a bearer; the Codex backend
 * wants the account beside it, which its access tokens name.
 *
 * Anthropic's API keys are known by their prefix whatever the profile's type says: a family's `models auth paste-token`
 * stores them as tokens.
 */
export function authHeaders(
  api: UpstreamApi,
  { type, secret }: { type: string; secret: string },
): Record<string, string> {
  if (api === 'google-generative-ai' && type === 'api_key') return { 'x-goog-api-key': secret };
  const bearer = { authorization: `Bearer ${secret}` };
  if (api === 'openai-codex-responses') {
    const { accountId } = accountFrom(chatgptAccount, jwtClaims(secret));
    return accountId === undefined ? bearer : { ...bearer, 'chatgpt-account-id': accountId };
  }
  if (api !== 'anthropic-messages') return bearer;
  if (type === 'api_key' || secret.startsWith('sk-ant-api')) return { 'x-api-key': secret };
  return secret.startsWith('sk-ant-oat') ? { ...bearer, 'anthropic-beta': claudeTokenBeta } : bearer;
}
