import { afterEach, expect, test } from 'vitest';
import { accessToken, chat, type RunningGateway, startGateway } from './testing/running-gateway.ts';

let running: RunningGateway;
afterEach(() => running.stop());

test('/metrics counts requests, tokens and times by model and credential, for who has the access token', async () => {
  running = await startGateway();
  await running.post('/v1/chat/completions', chat('openai/gpt-test'));
  await running.post('/v1/chat/completions', chat('nobody/x'));
  await running.outcome(1);
  const url = `${running.url}/metrics`;
  expect((await fetch(url)).status).toBe(401);
  const response = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(response.headers.get('content-type')).toContain('version=0.0.4');
  const text = await response.text();
  const of = 'model="openai/gpt-test",profile="openai:default"';
  expect(text).toContain(`gatehouse_requests_total{${of},result="ok"} 1\n`);
  expect(text).toContain('gatehouse_requests_total{model="",profile="",result="client_error"} 1\n');
  expect(text).toContain(`gatehouse_tokens_total{${of},kind="input"} 11\n`);
  expect(text).toContain(`gatehouse_token_parts_total{${of},kind="cache_read"} 0\n`);
  expect(text).toContain(`gatehouse_unpriced_requests_total{${of}} 1\n`);
  expect(text).toContain(`gatehouse_request_seconds_bucket{${of},le="+Inf"} 1\n`);
  expect(text).toContain('gatehouse_requests_under_way 0\n');
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/);
  }
});
