import type { UpstreamApi } from '#core/config/config.ts';

/** The version of Anthropic's API that is spoken where a client names none. */
export const anthropicVersion = '2023-06-01';

/** What the OpenClaw family sends with a Claude subscription's token; without it Anthropic takes no bearer token. */
const claudeTokenBeta = 'oauth-2025-04-20';

/**
 * The headers, by lower-case name, by which a provider takes a credential. Anthropic takes an API key as `x-api-key` and
 * a token as a bearer; its own OAuth tokens (`sk-ant-oat…`, setup-tokens among them) only together with a beta header.
 * Gemini takes an API key as `x-goog-api-key`. Everybody else takes a bearer.
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
  if (api !== 'anthropic-messages') return bearer;
  if (type === 'api_key' || secret.startsWith('sk-ant-api')) return { 'x-api-key': secret };
  return secret.startsWith('sk-ant-oat') ? { ...bearer, 'anthropic-beta': claudeTokenBeta } : bearer;
}
