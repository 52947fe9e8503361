import { describe, expect, it, test } from 'vitest';
import type { GatehouseError } from '#core/contract/error.ts';
import type { ProviderRecords } from '#core/model/provider.ts';
import { cleanApiKey, cleanToken, recogniseProvider } from '#core/profile/key-shape.ts';
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

describe('cleanToken', () => {
  const setupToken = `sk-ant-oat01-${'FAKE'.repeat(22)}-FAKEAA`;
  const clean = (pasted: string, provider = 'anthropic') => cleanToken(pasted, provider, known);
  const refused = (pasted: string, provider?: string) => {
    try {
      clean(pasted, provider);
    } catch (error) {
      return error as GatehouseError;
    }
    throw new Error('it was taken');
  };

  it('takes a setup-token as it is, in quotes, as a header, and broken by a terminal', () => {
    for (const pasted of [
      setupToken,
      `  ${setupToken}\n`,
      `"${setupToken}"`,
      `Authorization: Bearer ${setupToken}`,
      `export CLAUDE_CODE_OAUTH_TOKEN=${setupToken}`,
      `${setupToken.slice(0, 80)}\n${setupToken.slice(80)}`,
      `${setupToken.slice(0, 50)}\r\n  ${setupToken.slice(50, 90)}  \r\n${setupToken.slice(90)}\r\n`,
    ])
      expect(clean(pasted)).toBe(setupToken);
  });

  it('joins another token only where a terminal can have broken it', () => {
    const token = `${'a1'.repeat(60)}`;
    expect(clean(`${token.slice(0, 80)}\n${token.slice(80)}`, 'custom')).toBe(token);
    expect(refused(`${token.slice(0, 30)}\n${token.slice(30)}`, 'custom').code).toBe('key_multiline');
    expect(refused(`${token.slice(0, 50)}\n${token.slice(50)}`, 'custom').code).toBe('key_multiline');
    expect(refused(`${setupToken}\n${setupToken}`).code).toBe('key_multiline');
  });

  it('has words of its own for each mistake, none of which holds a part of the token', () => {
    const mistakes: [string, string | undefined, RegExp][] = [
      [setupToken.slice(0, 70), undefined, /cut off/],
      ['sk-ant-api03-FAKEFAKEFAKEFAKEFAKE', undefined, /API key, not a token/],
      ['sk-ant-ort01-FAKEFAKEFAKEFAKEFAKE', undefined, /refresh token/],
      [setupToken, 'openai', /Claude setup-token/],
      ['FAKE-not-a-claude-token', undefined, /begins with/],
      ['', undefined, /empty/],
      ['""', undefined, /empty/],
      [`${setupToken.slice(0, 40)} ${setupToken.slice(40)}`, undefined, /white space/],
      [`${setupToken.slice(0, 40)}…`, undefined, /characters/],
    ];
    const messages = mistakes.map(([pasted, provider, words]) => {
      const error = refused(pasted, provider);
      expect(error.message).toMatch(words);
      expect(`${error.message}${error.hint}`).not.toContain('FAKEFAKE');
      return error.message;
    });
    expect(new Set(messages).size).toBe(messages.length - 1);
  });
});
