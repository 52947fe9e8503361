import type { UpstreamApi } from '#core/config/config.ts';
import { translationTable } from '#gateway/translate/table.ts';

const columns: readonly (readonly [UpstreamApi, string])[] = [
  ['anthropic-messages', 'Anthropic messages'],
  ['openai-completions', 'OpenAI chat completions'],
  ['openai-responses', 'OpenAI responses'],
  ['openai-codex-responses', 'Codex'],
  ['google-generative-ai', 'Gemini'],
];

/** `docs/translation.md`, made from the table that translation works by, so that the two cannot differ. */
export function translationPage(): string {
  const rows = translationTable.map(
    ({ what, name, at, note }) =>
      `| ${what} | \`${name}\` | ${columns.map(([api]) => at[api]).join(' | ')} | ${note ?? ''} |`,
  );
  return `${head}
| what | name | ${columns.map(([, title]) => title).join(' | ')} | |
|---|---|${columns.map(() => '---').join('|')}|---|
${rows.join('\n')}
${rest}`;
}

const head = `# Translation

A client may speak OpenAI chat completions, OpenAI responses, Anthropic messages, or embeddings, whatever the provider
of the model speaks. Where both speak the same, bytes pass as they come. Otherwise the gateway translates the request,
the answer or the stream, the usage and the errors, through one neutral form (\`gateway/translate/form.ts\`).

This page is made from the table that translation works by (\`gateway/translate/table.ts\`); a test holds the two
together, and \`UPDATE_TRANSLATION_PAGE=1 vitest run gateway/translate/table.test.ts\` writes it anew.

- **kept**: said in the upstream's own way.
- **changed**: said as nearly as the upstream can; where the meaning changes, a warning says so.
- **dropped**: left out, with a warning: the answer is still one to the question.
- **silent**: left out without a word: the answer is the same without it.
- **refused**: error 400 with code \`cannot_translate\`: the answer would be one to another question.

Warnings are names in the response header \`x-gatehouse-warnings\`. Fields that are not known at all are dropped and
named there too.

## Requests
`;

const rest = `
## Thinking

An effort (\`reasoning_effort\`, \`reasoning.effort\`, \`output_config.effort\`) and a budget (\`thinking.budget_tokens\`)
become what the model takes: Claude from 4.6 on thinks adaptively with an effort, older ones with a budget; Gemini 3
takes a level, 2.5 a number of tokens; OpenAI's thinking models an effort. 1,024 tokens stand for low, 8,192 for
medium, 24,576 for high. An effort that the model does not have becomes the nearest below it, or its least, with a
warning: \`xhigh\` is \`high\` for Claude 4.6, \`none\` is \`minimal\` for GPT-5 and \`low\` for o3. For Claude thinking is
left out, with a warning, where the API would refuse it: beside a forced tool before Claude 4.8, and as a budget after
calls whose thoughts are not in the conversation. Some models cannot be kept from thinking (Claude Fable, Claude Opus
from 5.5 on): they get their least effort, with a warning.

Thoughts come to chat clients as \`reasoning_content\` and, with their signatures, as \`reasoning_details\`; to Anthropic
clients as \`thinking\` blocks; to responses clients as \`reasoning\` items. A signature, redacted thoughts, encrypted
thoughts and Gemini's thought signatures go through the client and back byte for byte, marked with whose they are, and
only their own provider gets them: a request that passes to Anthropic or OpenAI as it came loses those of others first.
Chat clients find Gemini's in \`tool_calls[].extra_content.google\`. For a call that
another model made, Gemini gets its documented stand-in.

## Answers and streams

| | chat completions | responses | messages | Gemini |
|---|---|---|---|---|
| end | \`stop\` | \`completed\` | \`end_turn\` | \`STOP\` |
| a stop sequence | \`stop\` | \`completed\` | \`stop_sequence\` | \`STOP\` |
| too long | \`length\` | \`incomplete\`, \`max_output_tokens\` | \`max_tokens\` | \`MAX_TOKENS\` |
| calls | \`tool_calls\` | \`completed\` | \`tool_use\` | \`STOP\` with calls |
| the provider's filter | \`content_filter\` | \`incomplete\`, \`content_filter\` | \`refusal\` | \`SAFETY\` and others |
| the model refuses | \`content_filter\` and \`refusal\` | a \`refusal\` part | \`refusal\` | |

Usage is always asked for and counted. A chat client that did not ask for it in a stream does not get the extra chunk.
Input tokens include what came from the cache, and output tokens the thoughts, in OpenAI's words; Anthropic's
\`input_tokens\` are without the cache, as its clients expect. In a translated stream an Anthropic client reads the input
tokens in \`message_delta\`, since other providers count last.

Calls may interleave upstream. Chat and responses clients get them as they come; an Anthropic client gets them one after
the other. A stream that ends before its protocol's own end is ended with an error event, never as if it were whole; an
event beyond 8 MiB ends it as well. With the protocol's own last word (\`[DONE]\`, \`message_stop\`, \`response.completed\`)
the answer is whole for the client at once, whatever the upstream does with its connection. An upstream that answers
whole although a stream was asked for is told as a stream, and the other way round; an event stream is known by how it
begins, whatever its content type says. An answer that Gemini could not finish (\`MALFORMED_FUNCTION_CALL\` and its like)
is an error, and tried elsewhere while nothing of it was told. What comes compressed (gzip, deflate, br) though nobody
asked for it is read all the same.

## Errors

Status, meaning and message pass; type and code are the client's: a prompt that is too long is \`context_length_exceeded\`
for OpenAI's clients and begins with "prompt is too long" for Anthropic's; an overloaded provider is 529 for Anthropic's
clients and 503 for OpenAI's. \`Retry-After\` passes, and is made from Gemini's \`RetryInfo\`.

## Embeddings and token counts

Embeddings pass to OpenAI-compatible providers and are translated for Gemini (\`batchEmbedContents\`), as floats or in
base64. Anthropic has none. Gemini counts no tokens of embeddings; usage is 0 then.

\`/v1/messages/count_tokens\` passes to Anthropic, and asks \`countTokens\` of Gemini. Other providers share no counter:
the gateway estimates from the length (3.6 bytes a token, 1,100 tokens an image), and the header
\`x-gatehouse-estimate: tokens\` says so.

## The Codex backend

A sign-in with a ChatGPT plan is answered by ChatGPT's Codex backend: the responses API, as streams alone, and strict in
what it takes. A responses client's items and events pass as they are, the provider's own tools among them; only what
the backend refuses is left out, instructions are added where there are none, system messages become developer messages,
and the items that it leaves out of its last event are put back. A client that wants no stream gets the whole answer.
When a plan's window is used up, the credential rests until the time that the backend names.

## Sessions of the responses API

Translation is stateless: \`store\` is false in every translated answer, and \`previous_response_id\` and \`conversation\`
are refused with the advice to send the whole conversation.
`;
