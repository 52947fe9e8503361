import { describe, expect, test } from 'vitest';
import { readModelList } from '#core/model/read-list.ts';

describe('a provider’s list of models', () => {
  test('of OpenAI has ids and dates, and nothing that answers neither text nor embeddings', () => {
    const ids = ['gpt-6-luna', 'whisper-1', 'gpt-image-1', 'text-embedding-3-small', 'gpt-realtime'];
    const data = ids.map((id) => ({ id, object: 'model', created: 1, owned_by: 'openai' }));
    expect(
      readModelList({ object: 'list', data: [...data, { id: 'gpt-5-mini', shutdown_date: '2026-12-11' }] }),
    ).toEqual([
      { id: 'gpt-6-luna' },
      { id: 'text-embedding-3-small' },
      { id: 'gpt-5-mini', retires: '2026-12-11' },
    ]);
  });

  test('of Anthropic has names and limits', () => {
    expect(
      readModelList({
        data: [
          {
            type: 'model',
            id: 'claude-x',
            display_name: 'Claude X',
            max_input_tokens: 1_000_000,
            max_tokens: 128_000,
          },
        ],
      }),
    ).toEqual([{ id: 'claude-x', name: 'Claude X', contextWindow: 1_000_000, maxTokens: 128_000 }]);
  });

  test('of the Codex backend has slugs, and leaves out what it hides', () => {
    const shown = {
      slug: 'gpt-6-sol',
      display_name: 'GPT-6 Sol',
      visibility: 'list',
      context_window: 272_000,
    };
    expect(readModelList({ models: [shown, { slug: 'gpt-6-review', visibility: 'hide' }] })).toEqual([
      { id: 'gpt-6-sol', name: 'GPT-6 Sol', contextWindow: 272_000 },
    ]);
  });

  test('of OpenRouter has prices per million, inputs and what a model can', () => {
    const [model, router] = readModelList({
      data: [
        {
          id: 'moonshotai/kimi',
          name: 'Kimi',
          context_length: 262_144,
          architecture: { input_modalities: ['text', 'image', 'file', 'smell'] },
          top_provider: { max_completion_tokens: 32_768 },
          pricing: { prompt: '0.0000006', completion: '0.0000025', input_cache_read: '0.00000015' },
          supported_parameters: ['tools', 'reasoning', 'seed'],
        },
        { id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' }, supported_parameters: [] },
      ],
    });
    expect(model).toEqual({
      id: 'moonshotai/kimi',
      name: 'Kimi',
      contextWindow: 262_144,
      maxTokens: 32_768,
      input: ['text', 'image', 'pdf'],
      tools: true,
      reasoning: true,
      cost: { input: 0.6, output: 2.5, cacheRead: 0.15 },
    });
    expect(router).toEqual({ id: 'openrouter/auto', tools: false, reasoning: false });
  });

  test('of Google is under models, and only what generates or embeds', () => {
    expect(
      readModelList({
        models: [
          {
            name: 'models/gemini-x',
            displayName: 'Gemini X',
            inputTokenLimit: 1_048_576,
            outputTokenLimit: 65_536,
            supportedGenerationMethods: ['generateContent', 'countTokens'],
            thinking: true,
          },
          { name: 'models/aqa', supportedGenerationMethods: ['generateAnswer'] },
        ],
      }),
    ).toEqual([
      { id: 'gemini-x', name: 'Gemini X', contextWindow: 1_048_576, maxTokens: 65_536, reasoning: true },
    ]);
  });

  test('of Mistral and Groq says what is retired, switched off or can see', () => {
    expect(
      readModelList({
        data: [
          {
            id: 'mistral-x',
            name: 'mistral-x',
            max_context_length: 128_000,
            capabilities: { completion_chat: true, function_calling: true, vision: true },
            deprecation: '2027-01-31T12:00:00Z',
          },
          { id: 'llama-x', active: true, context_window: 131_072, max_completion_tokens: 32_768 },
          { id: 'gone', active: false },
        ],
      }),
    ).toEqual([
      {
        id: 'mistral-x',
        contextWindow: 128_000,
        input: ['text', 'image'],
        tools: true,
        retires: '2027-01-31',
      },
      { id: 'llama-x', contextWindow: 131_072, maxTokens: 32_768 },
    ]);
  });

  test.each([null, 7, 'text', [], {}, { data: 'no' }, { data: [null, 3, { id: '' }] }, { models: [[]] }])(
    'of another shape, %j, is empty',
    (body) => {
      expect(readModelList(body)).toEqual([]);
    },
  );
});
