import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { judgeAnswer } from '#core/model/judge-answer.ts';
import type { Provider } from '#core/model/provider.ts';
import { testCredential } from '#main/services/test-credential.ts';

async function provider(api: Provider['api'], status = 200, body = '{}') {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const one = {
    id: 'x',
    name: 'X',
    api,
    baseUrl: `http://127.0.0.1:${port}`,
    needsKey: true,
    custom: true,
    models: [],
  };
  return { seen, provider: one as Provider };
}
const setupToken = `sk-ant-oat01-${'FAKE'.repeat(20)}`;
const idle = new AbortController().signal;

test('a setup-token is sent as the family sends it, and its allowed use is said when it works', async () => {
  const { provider: one, seen } = await provider('anthropic-messages');
  const result = await testCredential(one, { type: 'token', secret: setupToken }, idle);
  expect(result).toMatchObject({ outcome: 'ok', message: expect.stringMatching(/Claude Code alone/) });
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${setupToken}`,
    'anthropic-beta': 'oauth-2025-04-20',
    'anthropic-version': '2023-06-01',
  });
  expect(seen[0]?.headers).not.toHaveProperty('x-api-key');
});

test('a key of Anthropic goes into its own header, any other bearer token has no beta', async () => {
  const { provider: one, seen } = await provider('anthropic-messages');
  await testCredential(one, { type: 'api_key', secret: 'sk-ant-api03-FAKE' }, idle);
  await testCredential(one, { type: 'token', secret: 'FAKE-other' }, idle);
  expect(seen[0]?.headers).toMatchObject({ 'x-api-key': 'sk-ant-api03-FAKE' });
  expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer FAKE-other' });
  expect(seen[1]?.headers).not.toHaveProperty('anthropic-beta');
});

test('"only authorized for use with Claude Code" is recognised whatever its status, and answered with what to do', async () => {
  const body = JSON.stringify({
    error: {
      message:
        'This credential is only authorized for use with Claude Code and cannot be used for other API requests.',
    },
  });
  for (const status of [400, 401, 403]) {
    const { provider: one } = await provider('anthropic-messages', status, body);
    const result = await testCredential(one, { type: 'token', secret: setupToken }, idle);
    expect(result).toMatchObject({
      outcome: 'rejected',
      reason: 'claude_code_only',
      message: expect.stringMatching(/Use an Anthropic API key/),
    });
  }
});

test.for<[number, string, string, string | undefined]>([
  [200, '{}', 'ok', undefined],
  [401, '', 'rejected', 'invalid_key'],
  [401, 'OAuth token has expired', 'rejected', 'expired'],
  [400, '{"error":"API key not valid"}', 'rejected', 'invalid_key'],
  [402, '', 'rejected', 'no_credit'],
  [429, '{"error":{"code":"insufficient_quota"}}', 'rejected', 'no_credit'],
  [403, '', 'rejected', 'not_allowed'],
  [429, '', 'rate_limited', 'rate_limited'],
  [503, '', 'failed', 'provider_problem'],
  [404, '', 'failed', 'wrong_address'],
  [418, '', 'failed', 'unexpected'],
])('%i %s is %s, %s', ([status, answer, outcome, reason]) => {
  expect(judgeAnswer(status, answer, 'X')).toMatchObject({ outcome, ...(reason ? { reason } : {}) });
});

test('nobody there is told apart from a refusal', async () => {
  const { provider: one } = await provider('openai-completions');
  const gone = { ...one, baseUrl: 'http://127.0.0.1:1' };
  expect(await testCredential(gone, { type: 'api_key', secret: 'FAKE' }, idle)).toMatchObject({
    outcome: 'unreachable',
    reason: 'unreachable',
  });
});
