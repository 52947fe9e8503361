import { say } from '#core/say/say.ts';
import { openaiBase, quoted, shellQuoted, type Tool, tokenVariable } from '#core/snippets/snippet.ts';

/** What Zed believes of a model that it does not know: its window decides when it shortens a conversation. */
const zedContextTokens = 200_000;

/** Editors and their extensions. */
export const editors: readonly Tool[] = [
  {
    id: 'continue',
    name: 'Continue',
    // Source: docs.continue.dev, config.yaml reference; secrets are read from ~/.continue/.env.
    parts: (input) => [
      {
        language: 'yaml',
        file: '~/.continue/config.yaml',
        text: [
          'name: Gatehouse',
          'version: 1.0.0',
          'schema: v1',
          'models:',
          '  - name: Gatehouse',
          '    provider: openai',
          `    model: ${quoted(input.model)}`,
          `    apiBase: ${quoted(openaiBase(input))}`,
          `    apiKey: \${{ secrets.${tokenVariable} }}`,
          '    roles: [chat, edit, apply]',
        ].join('\n'),
      },
      {
        language: 'sh',
        file: '~/.continue/.env',
        text: `${tokenVariable}=${input.token ?? '<gatehouse gateway token>'}`,
      },
    ],
  },
  {
    id: 'zed',
    name: 'Zed',
    // Source: zed.dev/docs/ai, "OpenAI-compatible endpoints"; the variable is named after the provider.
    note: say(
      'Start Zed from the terminal in which GATEHOUSE_API_KEY is set, or enter the token in its settings.',
    ),
    parts: (input) => [
      {
        language: 'json',
        file: '~/.config/zed/settings.json',
        text: JSON.stringify(
          {
            language_models: {
              openai_compatible: {
                Gatehouse: {
                  api_url: openaiBase(input),
                  available_models: [
                    { name: input.model, display_name: 'Gatehouse', max_tokens: zedContextTokens },
                  ],
                },
              },
            },
          },
          null,
          2,
        ),
      },
      {
        language: 'sh',
        text: `export GATEHOUSE_API_KEY=${input.token === undefined ? `"$${tokenVariable}"` : shellQuoted(input.token)}`,
      },
    ],
  },
  {
    id: 'cursor',
    name: 'Cursor',
    // Its servers make the requests, so an address of this machine is of no use to them.
    note: say(
      'Cursor sends requests from its own servers: it needs an address of the gateway that can be reached from the internet, and a token of its own for that.',
    ),
    parts: (input) => [
      {
        language: 'text',
        file: 'Cursor Settings → Models',
        text: [
          `Override OpenAI Base URL   ${openaiBase(input)}`,
          `OpenAI API Key             ${input.token ?? `$${tokenVariable}`}`,
          `Add model                  ${input.model}`,
        ].join('\n'),
      },
    ],
  },
];
