import { codexToolStream } from '#gateway/testing/fixtures/openai-responses.ts';
import { eventStream } from '#gateway/testing/openai-upstream.ts';
import {
  json,
  pieces,
  type Script,
  ScriptedUpstream,
  type Seen,
} from '#gateway/testing/scripted-upstream.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT as the sign-in gives it, obviously fake: it names the account and is signed by nobody. */
export const codexToken = [
  part({ alg: 'none' }),
  part({ 'https://api.openai.com/auth': { chatgpt_account_id: 'acct-FAKE' } }),
  'FAKE',
].join('.');

/** What the backend was seen to take; it names the first other field that it meets. */
const taken =
  /^(?:model|instructions|input|tools|tool_choice|parallel_tool_calls|reasoning|include|text|prompt_cache_key|client_metadata|service_tier|store|stream)$/;

/** Its refusals, in its words. */
function objection({ url, headers, body }: Seen): string | undefined {
  if (url !== '/backend-api/codex/responses') return 'Not Found';
  if (headers['chatgpt-account-id'] !== 'acct-FAKE') return 'No account';
  if (headers.originator === undefined || headers.accept !== 'text/event-stream') return 'Bad headers';
  const other = Object.keys(body).find((name) => !taken.test(name));
  if (other !== undefined) return `Unsupported parameter: ${other}`;
  if (body.store !== false) return 'Store must be set to false';
  if (body.stream !== true) return 'Stream must be set to true';
  if (!body.instructions) return 'Instructions are required';
  if (!Array.isArray(body.input)) return 'Input must be a list';
  return body.input.some(({ role }: { role?: string }) => role === 'system')
    ? 'System messages are not allowed'
    : undefined;
}

/** As strict as the backend was seen to be: a gateway that forgets one of its wishes gets a refusal in place of a stream. */
const strictly =
  (answer: Script): Script =>
  (res, seen) => {
    const detail = objection(seen);
    (detail === undefined ? answer : json(400, { detail }))(res, seen);
  };

/** ChatGPT's Codex backend: responses in streams alone, for the given tokens. */
export function startCodex(tokens: readonly string[]): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start(
    strictly(pieces(eventStream, codexToolStream)),
    json(401, { detail: 'Could not validate your token' }),
    tokens,
  );
}
