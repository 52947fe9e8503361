import {
  anthropicBase,
  exportToken,
  openaiBase,
  quoted,
  shellQuoted,
  shellToken,
  type Tool,
  tokenVariable,
} from '#core/snippets/snippet.ts';

/** Coding agents of the terminal. */
export const agents: readonly Tool[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    // Source: code.claude.com/docs/en/llm-gateway; a key that is set beside the token goes before it.
    parts: (input) => [
      {
        language: 'sh',
        text: [
          'unset ANTHROPIC_API_KEY',
          `export ANTHROPIC_BASE_URL=${shellQuoted(anthropicBase(input))}`,
          `export ANTHROPIC_AUTH_TOKEN=${shellToken(input)}`,
          `export ANTHROPIC_MODEL=${shellQuoted(input.model)}`,
          'claude',
        ].join('\n'),
      },
    ],
  },
  {
    id: 'codex',
    name: 'Codex',
    // Source: config.toml of Codex; since February 2026 it speaks the Responses API alone.
    parts: (input) => [
      {
        language: 'toml',
        file: '~/.codex/config.toml',
        text: [
          `model = ${quoted(input.model)}`,
          'model_provider = "gatehouse"',
          '',
          '[model_providers.gatehouse]',
          'name = "Gatehouse"',
          `base_url = ${quoted(openaiBase(input))}`,
          `env_key = "${tokenVariable}"`,
          'wire_api = "responses"',
        ].join('\n'),
      },
      ...exportToken(input),
    ],
  },
  {
    id: 'opencode',
    name: 'OpenCode',
    // Source: opencode.ai/docs/providers.
    parts: (input) => [
      {
        language: 'json',
        file: 'opencode.json',
        text: JSON.stringify(
          {
            $schema: 'https://opencode.ai/config.json',
            provider: {
              gatehouse: {
                npm: '@ai-sdk/openai-compatible',
                name: 'Gatehouse',
                options: { baseURL: openaiBase(input), apiKey: `{env:${tokenVariable}}` },
                models: { [input.model]: { name: input.model } },
              },
            },
            model: `gatehouse/${input.model}`,
          },
          null,
          2,
        ),
      },
      ...exportToken(input),
    ],
  },
  {
    id: 'aider',
    name: 'Aider',
    // Source: aider.chat/docs/llms/openai-compat.html; the prefix says how to ask, and is not sent.
    parts: (input) => [
      {
        language: 'sh',
        text: [
          `export OPENAI_API_BASE=${shellQuoted(openaiBase(input))}`,
          `export OPENAI_API_KEY=${shellToken(input)}`,
          `aider --model ${shellQuoted(`openai/${input.model}`)}`,
        ].join('\n'),
      },
    ],
  },
];
