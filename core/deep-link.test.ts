import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkLocation, linkOfLocation, linkScreens, parseDeepLink } from '#core/deep-link.ts';

const linkOf = (text: string) => {
  const parsed = parseDeepLink(text);
  return parsed.ok ? parsed.link : parsed.problem;
};

describe('what a link can ask for', () => {
  test('every screen can be opened by its name', () => {
    for (const screen of linkScreens)
      expect(linkOf(`gatehouse://open/${screen}`)).toEqual({ do: 'open', screen });
  });

  test('a credential is added for a provider, for main unless an agent is named', () => {
    expect(linkOf('gatehouse://add?provider=anthropic')).toEqual({
      do: 'add',
      provider: 'anthropic',
      agent: 'main',
    });
    expect(linkOf('gatehouse://add/?provider=openai&agent=night')).toEqual({
      do: 'add',
      provider: 'openai',
      agent: 'night',
    });
  });

  test('a primary model is named by its whole reference', () => {
    expect(linkOf('gatehouse://primary?model=openrouter/moonshotai/kimi-k2')).toEqual({
      do: 'primary',
      model: 'openrouter/moonshotai/kimi-k2',
      agent: 'main',
    });
    expect(parseDeepLink('gatehouse://primary?model=sonnet')).toEqual({
      ok: false,
      problem: 'malformed',
      part: 'model',
    });
  });

  test('a provider comes with its address and format', () => {
    expect(
      linkOf(
        'gatehouse://provider?id=lab&url=https%3A%2F%2Fllm.example.com%2Fv1%2F&api=openai-completions&name=The%20lab',
      ),
    ).toEqual({
      do: 'provider',
      id: 'lab',
      name: 'The lab',
      baseUrl: 'https://llm.example.com/v1',
      api: 'openai-completions',
    });
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'not_a_link'],
    ['https://example.com', 'not_a_link'],
    ['gatehouse:open/models', 'not_a_link'],
    ['gatehouse://me:pw@open/models', 'not_a_link'],
    ['gatehouse://open:80/models', 'not_a_link'],
    ['gatehouse://open/models#x', 'not_a_link'],
    [`gatehouse://open/${'m'.repeat(3_000)}`, 'not_a_link'],
    ['gatehouse://quit', 'unknown_action'],
    ['gatehouse://constructor', 'unknown_action'],
  ])('%s is %s', (text, problem) => {
    expect(linkOf(text)).toBe(problem);
  });

  test.each([
    ['gatehouse://open/secrets', 'screen'],
    ['gatehouse://open/models/x', 'screen'],
    ['gatehouse://open/models?agent=main', 'agent'],
    ['gatehouse://add', 'provider'],
    ['gatehouse://add?provider=Open AI', 'provider'],
    ['gatehouse://add?provider=openai&provider=groq', 'provider'],
    ['gatehouse://add?provider=openai&agent=../x', 'agent'],
    ['gatehouse://add/openai?provider=openai', 'path'],
    ['gatehouse://add?provider=openai&next=1', 'next'],
    ['gatehouse://primary?model=a/b%0Ac', 'model'],
    ['gatehouse://provider?id=x&api=openai-completions&url=http://example.com/v1', 'url'],
    ['gatehouse://provider?id=x&api=openai-completions&url=https://u:p@example.com/v1', 'url'],
    ['gatehouse://provider?id=x&api=openai-completions&url=file:///etc/passwd', 'url'],
    ['gatehouse://provider?id=x&api=soap&url=https://example.com', 'api'],
    ['gatehouse://provider?id=x&api=openai-completions&url=https://example.com&name=%E2%80%AEa', 'name'],
  ])('%s is wrong in %s', (text, part) => {
    expect(parseDeepLink(text)).toEqual({ ok: false, problem: 'malformed', part });
  });

  test.each([
    'gatehouse://add?provider=openai&key=abc',
    'gatehouse://add?provider=openai&api_key=abc',
    'gatehouse://add?provider=openai&access_token=abc',
    'gatehouse://add?provider=sk-ant-api03-FAKE-0000000000',
    'gatehouse://open/sk-ant-api03-FAKE-0000000000',
  ])('a link never carries a secret: %s', (text) => {
    expect(linkOf(text)).toBe('secret');
  });

  test('http is taken on this machine alone', () => {
    const at = (url: string) => linkOf(`gatehouse://provider?id=x&api=openai-completions&url=${url}`);
    expect(at('http://127.0.0.1:8080/v1')).toMatchObject({ baseUrl: 'http://127.0.0.1:8080/v1' });
    expect(at('http://127.0.0.1.example.com/v1')).toBe('malformed');
  });

  test('whatever comes in, there is an answer', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `gatehouse://add?${rest}`),
        ),
        (text) => {
          const parsed = parseDeepLink(text);
          if (parsed.ok) expect(Object.keys(parsed.link)).toContain('do');
          else expect(typeof parsed.problem).toBe('string');
        },
      ),
    );
  });
});

test('the place in the window holds the whole link and gives it back', () => {
  const url = 'gatehouse://provider?id=x&url=https%3A%2F%2Fa.example&api=openai-completions';
  expect(linkOfLocation(linkLocation(url))).toBe(url);
  expect(linkOfLocation('/link?')).toBe('');
  expect(linkOfLocation('/models')).toBeUndefined();
});
