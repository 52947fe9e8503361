export const tools = ['python', 'javascript', 'anthropic', 'curl', 'claude'] as const;
export type Tool = (typeof tools)[number];

/** The variable that the snippets read; the token itself is never in a snippet. */
export const tokenVariable = 'GATEHOUSE_TOKEN';

/**
 * Code that a person pastes into their own tool. `endpoint` without a trailing slash; OpenAI clients want it with
 * `/v1`, Anthropic clients add that themselves.
 */
export function snippet(tool: Tool, endpoint: string, model: string): string {
  const base = endpoint.replace(/\/+$/, '');
  switch (tool) {
    case 'python':
      return `import os
from openai import OpenAI

client = OpenAI(base_url="${base}/v1", api_key=os.environ["${tokenVariable}"])
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`;
    case 'javascript':
      return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${base}/v1', apiKey: process.env.${tokenVariable} });
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(answer.choices[0].message.content);`;
    case 'anthropic':
      return `import os
import anthropic

client = anthropic.Anthropic(base_url="${base}", api_key=os.environ["${tokenVariable}"])
answer = client.messages.create(
    model="${model}",
    max_tokens=256,
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.content[0].text)`;
    case 'curl':
      return `curl ${base}/v1/chat/completions \\
  -H "Authorization: Bearer $${tokenVariable}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'`;
    case 'claude':
      return `export ANTHROPIC_BASE_URL="${base}"
export ANTHROPIC_AUTH_TOKEN="$${tokenVariable}"
export ANTHROPIC_MODEL="${model}"
claude`;
  }
}
