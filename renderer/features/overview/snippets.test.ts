import { expect, test } from 'vitest';
import { snippet, tokenVariable, tools } from '#renderer/features/overview/snippets.ts';

test('each snippet has the real address and model, and the name of the variable in place of the token', () => {
  for (const tool of tools) {
    const text = snippet(tool, 'http://127.0.0.1:4711/', 'groq/llama');
    expect(text, tool).toContain('http://127.0.0.1:4711');
    expect(text, tool).not.toContain('4711//');
    expect(text, tool).toContain('groq/llama');
    expect(text, tool).toContain(tokenVariable);
  }
});

test('OpenAI clients get the address with /v1, Anthropic clients without', () => {
  for (const tool of ['python', 'javascript', 'curl'] as const)
    expect(snippet(tool, 'http://h', 'm')).toContain('h/v1');
  for (const tool of ['anthropic', 'claude'] as const)
    expect(snippet(tool, 'http://h', 'm')).not.toContain('/v1');
});
