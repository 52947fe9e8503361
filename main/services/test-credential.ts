import { request } from 'undici';
import { anthropicVersion, authHeaders } from '#core/model/auth-headers.ts';
import { judgeAnswer, type ProviderVerdict } from '#core/model/judge-answer.ts';
import type { Provider } from '#core/model/provider.ts';
import { isSetupToken, setupTokenUse } from '#core/profile/key-shape.ts';
import { say, told, wordsOf } from '#core/say/say.ts';

export type TestResult = ProviderVerdict & { latencyMs: number };

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
      ...withAllowedUse(judgeAnswer(response.statusCode, answer, name), credential.secret),
      latencyMs: latencyMs(),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const slow = error instanceof Error && error.name === 'TimeoutError';
    const message = slow
      ? say('{{name}} did not answer within {{seconds}} seconds.', { name, seconds: timeoutMs / 1000 })
      : say('{{name}} could not be reached at {{host}}.', { name, host: new URL(provider.baseUrl).host });
    const reason = slow ? 'timed_out' : 'unreachable';
    return { outcome: 'unreachable', reason, ...told({ message }), latencyMs: latencyMs() };
  }
}

/** A setup-token that works still has an allowed use, which is said whenever it is tried. */
function withAllowedUse(result: ProviderVerdict, secret: string): ProviderVerdict {
  if (result.outcome !== 'ok' || !isSetupToken(secret)) return result;
  return {
    ...result,
    ...told({
      message: say('{{message}} {{use}}', { message: wordsOf(result, 'message'), use: setupTokenUse }),
    }),
  };
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
