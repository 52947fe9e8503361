import { expect, test } from 'vitest';
import type { ProviderRecords } from '#core/model/provider.ts';
import { cleanApiKey, recogniseProvider } from '#core/profile/key-shape.ts';
import records from '#resources/providers.json' with { type: 'json' };

const known = records as ProviderRecords;
const key = 'sk-ant-api03-FAKE-0123456789abcdef';
const clean = (pasted: string, provider = 'anthropic') => cleanApiKey(pasted, provider, known);
const failure = (pasted: string, provider?: string) => {
  try {
    clean(pasted, provider);
  } catch (error) {
    return error as { code: string; message: string; hint?: string };
  }
  throw new Error('it was accepted');
};

test.for([
  ['itself', key],
  ['white space around', `  ${key}\r\n`],
  ['double quotes', `"${key}"`],
  ['typographic quotes', `“${key}”`],
  ['backticks', `\`${key}\``],
  ['a line of a shell', `export ANTHROPIC_API_KEY="${key}"`],
  ['a line of an .env file', `ANTHROPIC_API_KEY = '${key}';`],
  ['a header', `Authorization: Bearer ${key}`],
  ['an option of curl', `-H "x-api-key: ${key}"`],
  ['Bearer in small letters', `bearer ${key}`],
  ['a byte order mark and zero-width spaces', `\uFEFF${key}\u200B`],
] as const)('a key pasted with %s is stored as the key alone', ([, pasted]) => {
  expect(clean(pasted)).toBe(key);
});

test.for([
  ['nothing', '', 'key_empty'],
  ['white space', ' \n\t', 'key_empty'],
  ['quotes alone', '""', 'key_empty'],
  ['two lines', `${key}\n${key}`, 'key_multiline'],
  ['two lines within quotes', `"${key}\nx"`, 'key_multiline'],
  ['a space inside', 'sk-ant-api03-FAKE 0123', 'key_shape'],
  ['a mask of dots', 'sk-ant-…a1b2', 'key_shape'],
  ['a mask of full stops', 'sk-ant-...a1b2', 'key_shape'],
  ['a mask of stars', '************', 'key_shape'],
  ['a mask with an end', '********a1b2', 'key_shape'],
  ['a control character', 'sk-ant-api03-\u0007FAKE', 'key_shape'],
  ['far too much', 'x'.repeat(20_000), 'key_shape'],
] as const)('%s is refused with a code of its own', ([, pasted, code]) => {
  expect(failure(pasted).code).toBe(code);
});

test('a key of another provider is refused, naming that one, and repeats nothing of the key', () => {
  const error = failure('gsk_FAKE0123456789');
  expect(error).toMatchObject({
    code: 'key_shape',
    message: 'This looks like a key of Groq.',
    where: 'groq',
  });
  expect(JSON.stringify(error)).not.toContain('FAKE');
});

test('a setup-token is no API key, under any provider', () => {
  for (const provider of ['anthropic', 'openai']) {
    expect(failure('sk-ant-oat01-FAKE0123456789', provider)).toMatchObject({ code: 'key_shape' });
  }
});

test('an unknown prefix is accepted, and a custom endpoint takes any key', () => {
  expect(clean('sk-new-kind-FAKE-01234567')).toBe('sk-new-kind-FAKE-01234567');
  expect(clean('gsk_FAKE0123456789', 'my-proxy')).toBe('gsk_FAKE0123456789');
  expect(clean('0123456789abcdef==', 'mistral')).toBe('0123456789abcdef==');
});

test('a provider is recognised by the longest prefix, or not at all', () => {
  expect(recogniseProvider(` "${key}" `, known)).toBe('anthropic');
  expect(recogniseProvider('sk-or-v1-FAKE', known)).toBe('openrouter');
  expect(recogniseProvider('sk-FAKE', known)).toBeUndefined();
  expect(recogniseProvider('', known)).toBeUndefined();
});
