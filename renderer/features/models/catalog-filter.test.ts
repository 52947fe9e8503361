import { describe, expect, test } from 'vitest';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import { everything, filterCatalog, retirement } from '#renderer/features/models/catalog-filter.ts';

const model = (ref: string, more: Partial<CatalogModel> = {}): CatalogModel => {
  const [provider = '', id = ''] = ref.split('/');
  return {
    id,
    name: id,
    ref,
    provider,
    source: 'shipped',
    allowed: true,
    reachable: [],
    ...more,
  };
};
const models = [
  model('anthropic/opus', { name: 'Claude Opus', tools: true, input: ['text', 'image'], alias: 'big' }),
  model('openai/gpt', { name: 'GPT', reasoning: true, reachable: ['openai:default'] }),
  model('ollama/llama', { tools: false }),
];
const refs = (filter: Partial<typeof everything>) =>
  filterCatalog(models, { ...everything, ...filter }).map(({ ref }) => ref);

describe('the catalog', () => {
  test('is whole without a filter, and in its own order', () => {
    expect(refs({})).toEqual(models.map(({ ref }) => ref));
  });

  test('is searched by name, reference and alias; every word has to fit', () => {
    expect(refs({ query: 'OPUS claude' })).toEqual(['anthropic/opus']);
    expect(refs({ query: 'openai/' })).toEqual(['openai/gpt']);
    expect(refs({ query: 'big' })).toEqual(['anthropic/opus']);
    expect(refs({ query: 'claude gpt' })).toEqual([]);
  });

  test('is narrowed by provider, by what a model can do, and by what a credential reaches', () => {
    expect(refs({ provider: 'ollama' })).toEqual(['ollama/llama']);
    expect(refs({ tools: true })).toEqual(['anthropic/opus']);
    expect(refs({ images: true })).toEqual(['anthropic/opus']);
    expect(refs({ reasoning: true })).toEqual(['openai/gpt']);
    expect(refs({ reachable: true })).toEqual(['openai/gpt']);
    expect(refs({ reachable: true, tools: true })).toEqual([]);
  });
});

describe('the end of a model', () => {
  const now = Date.parse('2026-06-15T12:00:00Z');
  test.each([
    [undefined, 'no'],
    ['some day', 'no'],
    ['2026-06-14', 'past'],
    ['2026-06-15', 'soon'],
    ['2026-09-01', 'soon'],
    ['2027-09-01', 'later'],
  ] as const)('%s is %s', (retires, how) => {
    expect(retirement(retires, now)).toBe(how);
  });
});
