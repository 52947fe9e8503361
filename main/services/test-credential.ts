import { request } from 'undici';
import type { CallOutput } from '#core/contract/calls.ts';
import type { Provider } from '#core/model/provider.ts';

export type TestResult = CallOutput<'profiles.test'>;

/** Milliseconds for the whole request. */
const timeoutMs = 15_000;
/** An answer is read so far (characters); only its meaning is told, never its words. */
const maxAnswer = 20_000;

/**
 * One small request to the provider with this credential: the list of its models, which costs nothing.
 * OpenAI's dialects: `GET {baseUrl}/models` with a bearer token. Anthropic's: `GET {baseUrl}/v1/models` with
 * `x-api-key` (or a bearer token for tokens) and `anthropic-version`. Google's: `GET {baseUrl}/models` with
 * `x-goog-api-key`. Never rejects but for the caller's own abort.
 */
export async function testCredential(
  provider: Provider,
  credential: { type: 'api_key' | 'token' | 'oauth'; secret: string },
  signal: AbortSignal,
): Promise<TestResult> {
  const began = performance.now();
  const latencyMs = () => Math.round(performance.now() - began);
  const name = provider.name;
  try {
    const response = await request(testUrl(provider), {
      headers: { ...provider.headers, accept: 'application/json', ...authHeaders(provider, credential) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const answer = await readStart(response.body);
    return { ...judge(response.statusCode, answer, name), latencyMs: latencyMs() };
  } catch (error) {
    if (signal.aborted) throw error;
    const slow = error instanceof Error && error.name === 'TimeoutError';
    const message = slow
      ? `${name} did not answer within ${timeoutMs / 1000} seconds.`
      : `${name} could not be reached at ${new URL(provider.baseUrl).host}.`;
    return { outcome: 'unreachable', message, latencyMs: latencyMs() };
  }
}

function testUrl({ api, baseUrl }: Provider): string {
  return api === 'anthropic-messages' ? `${baseUrl}/v1/models?limit=1` : `${baseUrl}/models`;
}

function authHeaders(
  { api }: Provider,
  { type, secret }: { type: string; secret: string },
): Record<string, string> {
  if (api === 'anthropic-messages') {
    const key: Record<string, string> =
      type === 'api_key' ? { 'x-api-key': secret } : { authorization: `Bearer ${secret}` };
    return { ...key, 'anthropic-version': '2023-06-01' };
  }
  if (api === 'google-generative-ai') return { 'x-goog-api-key': secret };
  return { authorization: `Bearer ${secret}` };
}

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswer) break;
  }
  return text;
}

/** What a status means for a person. */
export function judge(status: number, answer: string, name: string): Omit<TestResult, 'latencyMs'> {
  if (/only authorized for use with claude code/i.test(answer)) {
    return {
      outcome: 'rejected',
      message: `This credential is only authorized for use with Claude Code. Use an Anthropic API key here.`,
    };
  }
  if (status >= 200 && status < 300) return { outcome: 'ok', message: `${name} accepted the credential.` };
  if (status === 401) {
    return {
      outcome: 'rejected',
      message: `${name} does not know this credential; it may be mistyped or revoked.`,
    };
  }
  if (status === 402 || /insufficient_quota|credit balance is too low/i.test(answer)) {
    return { outcome: 'rejected', message: `${name} knows the credential, but the account has no credit.` };
  }
  if (status === 400 && /api[ _]?key/i.test(answer)) {
    return {
      outcome: 'rejected',
      message: `${name} does not know this credential; it may be mistyped or revoked.`,
    };
  }
  if (status === 403) {
    return { outcome: 'rejected', message: `${name} knows the credential but does not allow it here.` };
  }
  if (status === 429) {
    return {
      outcome: 'rate_limited',
      message: `${name} accepted the credential but limits its requests right now.`,
    };
  }
  if (status >= 500)
    return { outcome: 'failed', message: `${name} has a problem of its own (HTTP ${status}).` };
  return {
    outcome: 'failed',
    message: `${name} answered with HTTP ${status}, which says nothing about the credential.`,
  };
}
