import * as z from 'zod';
import { safeErrorCode } from '#core/oauth/failure.ts';
import { FlowFailure } from '#store/oauth/flow-failure.ts';
import { requestTimeoutMs } from '#store/oauth/server.ts';

const answerSchema = z.object({ key: z.string().min(1).max(4096) });

/**
 * Exchanges a code for an API key by JSON: `POST {code, code_verifier, code_challenge_method}` answered with `{key}`.
 * Source: OpenRouter's documentation, "OAuth PKCE".
 * @throws FlowFailure `network`, `exchange_refused` or `bad_answer`.
 */
export async function exchangeKey(
  endpoint: string,
  given: { code: string; verifier: string; fetch: typeof fetch; signal: AbortSignal },
): Promise<string> {
  const { code, verifier, signal } = given;
  let answer: Response;
  try {
    answer = await given.fetch(endpoint, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ code, code_verifier: verifier, code_challenge_method: 'S256' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
  } catch (cause) {
    throw new FlowFailure('network', { host: new URL(endpoint).host }, cause);
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    const status = safeErrorCode(`http:${answer.status}`);
    throw new FlowFailure('exchange_refused', status === undefined ? {} : { code: status });
  }
  const parsed = answerSchema.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success) throw new FlowFailure('bad_answer');
  return parsed.data.key;
}
