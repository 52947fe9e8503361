import {
  anthropicBase,
  openaiBase,
  quoted,
  type SnippetInput,
  shellQuoted,
  shellToken,
  type Tool,
  tokenVariable,
} from '#core/snippets/snippet.ts';

const pythonToken = ({ token }: SnippetInput): string =>
  token === undefined ? `os.environ["${tokenVariable}"]` : quoted(token);
const scriptToken = ({ token }: SnippetInput): string =>
  token === undefined ? `process.env.${tokenVariable}` : quoted(token);
const importOs = ({ token }: SnippetInput): string => (token === undefined ? 'import os\n' : '');

const hello = [{ role: 'user', content: 'Hello' }];
const curl = (url: string, headers: readonly string[], body: object): string =>
  [
    `curl ${shellQuoted(url)}`,
    ...headers.map((header) => `  -H ${header}`),
    `  -d ${shellQuoted(JSON.stringify(body))}`,
  ].join(' \\\n');

/** The shell joins what stands in single quotes with what stands in double quotes. */
const authorization = (input: SnippetInput): string => `'Authorization: Bearer '${shellToken(input)}`;

/** Official clients, and curl. */
export const sdks: readonly Tool[] = [
  {
    id: 'openai-python',
    name: 'OpenAI · Python',
    parts: (input) => [
      {
        language: 'python',
        text: `${importOs(input)}from openai import OpenAI

client = OpenAI(base_url=${quoted(openaiBase(input))}, api_key=${pythonToken(input)})
answer = client.chat.completions.create(
    model=${quoted(input.model)},
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
      },
    ],
  },
  {
    id: 'openai-javascript',
    name: 'OpenAI · JavaScript',
    parts: (input) => [
      {
        language: 'javascript',
        text: `import OpenAI from "openai";

const client = new OpenAI({ baseURL: ${quoted(openaiBase(input))}, apiKey: ${scriptToken(input)} });
const answer = await client.chat.completions.create({
  model: ${quoted(input.model)},
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);`,
      },
    ],
  },
  {
    id: 'anthropic-python',
    name: 'Anthropic · Python',
    parts: (input) => [
      {
        language: 'python',
        text: `${importOs(input)}from anthropic import Anthropic

client = Anthropic(base_url=${quoted(anthropicBase(input))}, api_key=${pythonToken(input)})
answer = client.messages.create(
    model=${quoted(input.model)},
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.content[0].text)`,
      },
    ],
  },
  {
    id: 'anthropic-javascript',
    name: 'Anthropic · JavaScript',
    parts: (input) => [
      {
        language: 'javascript',
        text: `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: ${quoted(anthropicBase(input))}, apiKey: ${scriptToken(input)} });
const answer = await client.messages.create({
  model: ${quoted(input.model)},
  max_tokens: 1024,
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.content[0].text);`,
      },
    ],
  },
  {
    id: 'curl',
    name: 'curl',
    parts: (input) => [
      {
        language: 'sh',
        text: curl(
          `${openaiBase(input)}/chat/completions`,
          [authorization(input), "'Content-Type: application/json'"],
          { model: input.model, messages: hello },
        ),
      },
    ],
  },
  {
    id: 'curl-anthropic',
    name: 'curl · Anthropic',
    parts: (input) => [
      {
        language: 'sh',
        text: curl(
          `${anthropicBase(input)}/v1/messages`,
          [
            `'x-api-key: '${shellToken(input)}`,
            "'anthropic-version: 2023-06-01'",
            "'Content-Type: application/json'",
          ],
          { model: input.model, max_tokens: 1024, messages: hello },
        ),
      },
    ],
  },
];
