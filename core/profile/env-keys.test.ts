import { expect, test } from 'vitest';
import { envKeyList, envKeys, shadowingVariable } from '#core/profile/env-keys.ts';

const secrets = (provider: string, env: Record<string, string>) =>
  envKeyList(provider, env).keys.map(({ secret }) => secret);

test.for<[string, string, Record<string, string>, string[]]>([
  ['nothing', 'openai', {}, []],
  ['one key', 'openai', { OPENAI_API_KEY: ' k1\n' }, ['k1']],
  [
    'the list first, split at space, comma and semicolon',
    'openai',
    { OPENAI_API_KEYS: 'a b,c;;d\te', OPENAI_API_KEY: 'f' },
    ['a', 'b', 'c', 'd', 'e', 'f'],
  ],
  [
    'numbered ones last, by number',
    'openai',
    { OPENAI_API_KEY_10: 'ten', OPENAI_API_KEY_2: 'two', OPENAI_API_KEY: 'one' },
    ['one', 'two', 'ten'],
  ],
  ['named ones A to Z', 'openai', { OPENAI_API_KEY_WORK: 'w', OPENAI_API_KEY_HOME: 'h' }, ['h', 'w']],
  [
    'the same key once',
    'openai',
    { OPENAI_API_KEYS: 'a,a', OPENAI_API_KEY: 'a', OPENAI_API_KEY_1: 'a' },
    ['a'],
  ],
  ['the override alone', 'openai', { GATEHOUSE_LIVE_OPENAI_KEY: 'live', OPENAI_API_KEY: 'a' }, ['live']],
  ['an empty override is none', 'openai', { GATEHOUSE_LIVE_OPENAI_KEY: '', OPENAI_API_KEY: 'a' }, ['a']],
  ['a dash is an underscore', 'openai-codex', { OPENAI_CODEX_API_KEY: 'c' }, ['c']],
  [
    'another provider of the same beginning is not meant',
    'openai',
    { OPENAI_CODEX_API_KEY: 'c', OPENAI_API_KEYRING: 'x' },
    [],
  ],
  [
    'google under both names',
    'google',
    { GOOGLE_API_KEY: 'g', GEMINI_API_KEY: 'm', GEMINI_API_KEYS: 'l' },
    ['l', 'm', 'g'],
  ],
  [
    'what no header can carry is no key',
    'openai',
    { OPENAI_API_KEY: 'a b', OPENAI_API_KEY_1: 'ключ', OPENAI_API_KEY_2: 'good' },
    ['good'],
  ],
])('%s', ([, provider, env, expected]) => {
  expect(secrets(provider, env)).toEqual(expected);
});

test('another gateway of the family has its override under its own prefix', () => {
  const env = { FASED_LIVE_ANTHROPIC_KEY: 'f', ANTHROPIC_API_KEY: 'a' };
  expect(envKeyList('anthropic', env, ['FASED_']).keys).toEqual([
    { variable: 'FASED_LIVE_ANTHROPIC_KEY', secret: 'f' },
  ]);
  expect(envKeyList('anthropic', env).keys).toEqual([{ variable: 'ANTHROPIC_API_KEY', secret: 'a' }]);
});

test('only the override beats profiles, and says by which variable', () => {
  const keys = envKeys(['openai', 'google', 'groq'], { GATEHOUSE_LIVE_GOOGLE_KEY: 'g', OPENAI_API_KEY: 'o' });
  expect(Object.keys(keys)).toEqual(['openai', 'google']);
  expect(['openai', 'google', 'groq'].map((provider) => shadowingVariable(keys, provider))).toEqual([
    undefined,
    'GATEHOUSE_LIVE_GOOGLE_KEY',
    undefined,
  ]);
});
