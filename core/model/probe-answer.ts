import { asObject, parseJson } from '#core/json.ts';
import { statusOfError } from '#core/routing/error-status.ts';

/**
 * What an answer with the status of a success says in truth: the Codex backend begins a stream and fails in it, OpenRouter
 * sends an error as a whole answer. Pure.
 *
 * @param answer as it came, or its beginning: JSON or server-sent events.
 * @returns the HTTP status that it stands for.
 */
export function statusInside(status: number, answer: string): number {
  const events = /^\s*\{/.test(answer)
    ? [answer]
    : answer.split(/\r?\n/).filter((line) => /^data: ?\{/.test(line));
  for (const event of events) {
    const body = asObject(parseJson(event.replace(/^data: ?/, '')));
    const failed = body?.type === 'error' || body?.type === 'response.failed';
    const error =
      asObject(body?.error) ?? asObject(asObject(body?.response)?.error) ?? (failed ? body : undefined);
    if (error !== undefined) return statusOfError(error) ?? 500;
  }
  return status;
}

/** OpenAI says so, with status 400, of a model that thought until the limit: it works. */
export const thoughtToTheEnd = (status: number, answer: string): boolean =>
  status === 400 && /max_tokens or model output limit was reached/i.test(answer);
