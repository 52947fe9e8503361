import { describe, expect, test } from 'vitest';
import { chooseAgent, splitAgent } from './agent.ts';
import { notAllowedMessage } from './allow.ts';
import { modelChain } from './chain.ts';
import { parseModelRef } from './model-ref.ts';
import { type AgentModels, indexModels, type ModelTable, resolveModel } from './resolve.ts';

const table = (main: Partial<AgentModels>): ModelTable => ({
  providers: {
    a: { models: [{ id: 'text', images: false }, { id: 'eyes', images: true }, { id: 'unsure' }] },
    b: {
      models: [
        { id: 'text', images: false },
        { id: 'eyes', images: true },
      ],
    },
  },
  aliases: { see: 'b/eyes' },
  agents: { main: { primary: 'a/text', fallbacks: [], ...main } },
});
const chain = (main: Partial<AgentModels>, asked: string, images = false) => {
  const models = table(main);
  const ref = parseModelRef(asked) ?? { provider: '', model: '' };
  return modelChain(models, indexModels(models), { agent: 'main', ref, images })
    .map(({ name, role }) => `${name}:${role}`)
    .join(' ');
};

test.each<[string, Partial<AgentModels>, string, boolean, string]>([
  ['the model that was asked for', {}, 'a/text', false, 'a/text:requested'],
  [
    'then the fallbacks',
    { fallbacks: ['b/text', 'see'] },
    'a/text',
    false,
    'a/text:requested b/text:fallback b/eyes:fallback',
  ],
  ['each once', { fallbacks: ['a/text', 'b/text'] }, 'a/text', false, 'a/text:requested b/text:fallback'],
  ['no fallback of an unknown provider', { fallbacks: ['x/y'] }, 'a/text', false, 'a/text:requested'],
  [
    'the fallbacks whatever the allowlist has',
    { fallbacks: ['b/text'], allowed: ['a/*'] },
    'a/text',
    false,
    'a/text:requested b/text:fallback',
  ],
  [
    'images: the image model’s fallbacks whatever the allowlist has',
    { image: 'a/eyes', imageFallbacks: ['see'], allowed: ['a/*'] },
    'a/text',
    true,
    'a/eyes:image b/eyes:image_fallback',
  ],
  [
    'images: the image model and its fallbacks',
    { image: 'a/eyes', imageFallbacks: ['see'], fallbacks: ['b/text'] },
    'a/text',
    true,
    'a/eyes:image b/eyes:image_fallback',
  ],
  ['images: the model itself when it takes them', { image: 'b/eyes' }, 'a/eyes', true, 'a/eyes:requested'],
  ['images: the model itself when nobody knows', { image: 'b/eyes' }, 'a/unsure', true, 'a/unsure:requested'],
  ['images: the model itself without an image model', {}, 'a/text', true, 'a/text:requested'],
])('the chain has %s', (_what, main, asked, images, expected) => {
  expect(chain(main, asked, images)).toBe(expected);
});

describe('the allowlist', () => {
  const resolve = (main: Partial<AgentModels>, model: string) => {
    const models = table(main);
    return resolveModel(models, indexModels(models), { model, dialect: 'openai-chat', agent: 'main' });
  };
  test.each<[string[], string, boolean]>([
    [[], 'b/text', true],
    [['b/text'], 'b/text', true],
    [['b/*'], 'b/anything', true],
    [['*'], 'b/anything', true],
    [['b/text'], 'b/eyes', false],
    [['b/text'], 'see', false],
    [['b/text'], 'a/text', true],
    [['b/text'], 'gatehouse', true],
  ])('%j and %s: %s', (allowed, model, ok) => {
    const found = resolve({ allowed }, model);
    expect(found.ok).toBe(ok);
    if (!found.ok) expect(found.reason).toBe('not_allowed');
  });
  test.each<[Partial<AgentModels>, string]>([
    [{ fallbacks: ['see'] }, 'b/eyes'],
    [{ image: 'a/eyes', imageFallbacks: ['b/eyes'] }, 'see'],
    [{ utility: 'b/eyes' }, 'b/eyes'],
  ])('a role is allowed by its own name too: %j', (roles, model) => {
    expect(resolve({ ...roles, allowed: ['a/eyes'] }, model).ok).toBe(true);
  });
  test('has the words that people search for', () => {
    expect(notAllowedMessage('b/eyes')).toBe(
      'Model "b/eyes" is not allowed. Use /model to list available models.',
    );
  });
  test('the utility role has a name, and is the primary where there is none', () => {
    expect(resolve({ utility: 'b/text' }, 'utility')).toMatchObject({
      ref: { provider: 'b', model: 'text' },
    });
    expect(resolve({}, 'utility')).toMatchObject({ ref: { provider: 'a', model: 'text' }, by: 'primary' });
  });
});

test.each([
  ['agent:work/openai/gpt', { agent: 'work', model: 'openai/gpt' }],
  ['agent:work', { agent: 'work', model: 'default' }],
  ['agent:work/', { agent: 'work', model: 'default' }],
  ['openai/gpt', { model: 'openai/gpt' }],
])('%s', (requested, expected) => {
  expect(splitAgent(requested)).toEqual(expected);
});

test.each<[Parameters<typeof chooseAgent>[0], ReturnType<typeof chooseAgent>]>([
  [{}, { ok: true, agent: 'main' }],
  [{ header: 'work' }, { ok: true, agent: 'work' }],
  [
    { prefix: 'home', header: 'work' },
    { ok: true, agent: 'home' },
  ],
  [{ bound: 'work' }, { ok: true, agent: 'work' }],
  [
    { header: 'main', bound: 'work' },
    { ok: false, bound: 'work' },
  ],
])('the agent of %j', (named, expected) => {
  expect(chooseAgent(named)).toEqual(expected);
});
