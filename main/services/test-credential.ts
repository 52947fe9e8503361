import { request } from 'undici';
import type { CallOutput } from '#core/contract/calls.ts';
import { anthropicVersion, authHeaders } from '#core/model/auth-headers.ts';
import type { Provider } from '#core/model/provider.ts';
import { isSetupToken, setupTokenUse } from '#core/profile/key-shape.ts';

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
      headers: {
        ...provider.headers,
        accept: 'application/json',
        ...version(provider),
        ...authHeaders(provider.api, credential),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const answer = await readStart(response.body);
    return {
      ...withAllowedUse(judge(response.statusCode, answer, name), credential.secret),
      latencyMs: latencyMs(),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const slow = error instanceof Error && error.name === 'TimeoutError';
    const message = slow
      ? `${name} did not answer within ${timeoutMs / 1000} seconds.`
      : `${name} could not be reached at ${new URL(provider.baseUrl).host}.`;
    const reason = slow ? 'timed_out' : 'unreachable';
    return { outcome: 'unreachable', reason, message, latencyMs: latencyMs() };
  }
}

/** A setup-token that works still has an allowed use, which is said whenever it is tried. */
function withAllowedUse(
  result: Omit<TestResult, 'latencyMs'>,
  secret: string,
): Omit<TestResult, 'latencyMs'> {
  if (result.outcome !== 'ok' || !isSetupToken(secret)) return result;
  return { ...result, message: `${result.message} ${setupTokenUse}` };
}

function testUrl({ api, baseUrl }: Provider): string {
  return api === 'anthropic-messages' ? `${baseUrl}/v1/models?limit=1` : `${baseUrl}/models`;
}

const version = ({ api }: Provider): Record<string, string> =>
  api === 'anthropic-messages' ? { 'anthropic-version': anthropicVersion } : {};

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswer) break;
  }
  return text;
}

/**
 * What an answer means for a person. Reasons, which faces and scripts may rely on: `claude_code_only`, `invalid_key`,
 * `expired`, `no_credit`, `not_allowed`, `rate_limited`, `provider_problem`, `wrong_address`, `unexpected`, and
 * `timed_out`, `unreachable` from `testCredential`. The answer's words are looked at, never repeated.
 */
export function judge(status: number, answer: string, name: string): Omit<TestResult, 'latencyMs'> {
  if (/only authorized for use with claude code/i.test(answer)) {
    return {
      outcome: 'rejected',
      reason: 'claude_code_only',
      message:
        'This credential is only authorized for use with Claude Code. Use an Anthropic API key instead.',
    };
  }
  if (status >= 200 && status < 300) return { outcome: 'ok', message: `${name} accepted the credential.` };
  const rejected = (reason: string, message: string) => ({ outcome: 'rejected' as const, reason, message });
  if (status === 402 || /insufficient_quota|credit balance is too low/i.test(answer))
    return rejected('no_credit', `${name} knows the credential, but the account has no credit.`);
  if (status === 401 && /expired/i.test(answer))
    return rejected('expired', `${name} says that the credential has expired.`);
  if (status === 401 || (status === 400 && /api[ _]?key/i.test(answer)))
    return rejected('invalid_key', `${name} does not know this credential; it may be mistyped or revoked.`);
  if (status === 403)
    return rejected('not_allowed', `${name} knows the credential but does not allow it here.`);
  if (status === 429) {
    return {
      outcome: 'rate_limited',
      reason: 'rate_limited',
      message: `${name} accepted the credential but limits its requests right now.`,
    };
  }
  const failed = (reason: string, message: string) => ({ outcome: 'failed' as const, reason, message });
  if (status >= 500) return failed('provider_problem', `${name} has a problem of its own (HTTP ${status}).`);
  if (status === 404 || status === 405)
    return failed(
      'wrong_address',
      `${name} has no list of models at this address (HTTP ${status}); look at its baseUrl.`,
    );
  return failed('unexpected', `${name} answered HTTP ${status}, which says nothing about the credential.`);
}
