import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostnameOf, isLoopbackAddress, isLoopbackHost } from './loopback.ts';
import { Gateway } from './server.ts';
import { accessToken, chat, message, type RunningGateway, startGateway } from './testing/running-gateway.ts';

let running: RunningGateway;
beforeEach(async () => {
  running = await startGateway({ bodyLimit: 1_000_000 });
});
afterEach(() => running.stop());

/** `fetch` does not let anybody choose `Host`. */
async function raw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const req = request({
    port: running.port,
    host: '127.0.0.1',
    path,
    method: options.method ?? 'GET',
    headers: options.headers ?? {},
    agent: false,
  });
  req.end(options.body);
  const [res] = await once(req, 'response');
  let body = '';
  for await (const chunk of res) body += chunk;
  return { status: res.statusCode, headers: res.headers, body };
}

const bearer = { authorization: `Bearer ${accessToken}` };

describe('the access token', () => {
  test.each([
    [{ authorization: `Bearer ${accessToken}` }, 200],
    [{ authorization: `bearer ${accessToken}` }, 200],
    [{ 'x-api-key': accessToken }, 200],
    [{ authorization: 'Bearer other', 'x-api-key': accessToken }, 200],
    [{ authorization: accessToken }, 401],
    [{ authorization: `Bearer ${accessToken}x` }, 401],
    [{ 'x-api-key': '' }, 401],
    [{}, 401],
  ])('%j: %i', async (headers, status) => {
    expect((await raw('/v1/models', { headers })).status).toBe(status);
  });

  test('is not needed for health and readiness', async () => {
    expect(JSON.parse((await raw('/health')).body)).toEqual({ status: 'alive' });
    expect(JSON.parse((await raw('/ready')).body)).toEqual({ status: 'ready', revision: 1 });
  });

  test('is asked for in the client’s dialect', async () => {
    const response = await running.post('/v1/messages', message('x'), {
      headers: { authorization: 'Bearer no' },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'authentication_error', code: 'unauthorized' },
    });
    expect(running.anthropic.seen).toHaveLength(0);
    expect(await running.outcome(0)).toMatchObject({
      result: 'refused',
      reason: 'unauthorized',
      attempts: 0,
    });
  });

  test('guessed too often is answered with 429, while the right one still works on this machine', async () => {
    const guess = () => raw('/v1/models', { headers: { 'x-api-key': 'guess' } });
    for (let attempt = 0; attempt < 20; attempt++) expect((await guess()).status).toBe(401);
    const refused = await guess();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await raw('/v1/models', { headers: bearer })).status).toBe(200);
  });

  test('is needed by nobody in mode none', async () => {
    running.reload((snapshot) => ({ ...snapshot, access: { mode: 'none' } }));
    expect((await raw('/v1/models')).status).toBe(200);
  });
});

describe('Host', () => {
  test.each([
    ['localhost', 200],
    ['localhost:18790', 200],
    ['gatehouse.localhost:1', 200],
    ['127.0.0.1:18790', 200],
    ['127.8.8.8', 200],
    ['[::1]:18790', 200],
    ['app.example.com:18790', 200],
    ['evil.example.com', 403],
    ['localhost.evil.example.com', 403],
    ['127.0.0.1.evil.example.com', 403],
    ['192.168.1.5', 403],
  ])('%s: %i', async (host, status) => {
    expect((await raw('/v1/models', { headers: { ...bearer, host } })).status).toBe(status);
  });
});

describe('Origin', () => {
  test.each([
    ['http://localhost:5173', 200],
    ['http://127.0.0.1', 200],
    ['https://app.example.com', 200],
    ['https://evil.example.com', 403],
    ['http://localhost.evil.example.com', 403],
    ['null', 403],
    ['file://', 403],
  ])('%s: %i', async (origin, status) => {
    const response = await raw('/v1/models', { headers: { ...bearer, origin } });
    expect(response.status).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined);
  });

  test('a preflight is answered for allowed origins only', async () => {
    const preflight = (origin: string) =>
      raw('/v1/chat/completions', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization, content-type',
        },
      });
    const allowed = await preflight('http://localhost:3000');
    expect(allowed.status).toBe(204);
    expect(allowed.headers['access-control-allow-headers']).toBe('authorization, content-type');
    expect((await preflight('https://evil.example.com')).status).toBe(403);
  });
});

describe('limits', () => {
  test('a body that is too large is refused by its declared length, and by what comes without one', async () => {
    const big = JSON.stringify(chat('openai/gpt-test', { padding: 'x'.repeat(1_000_000) }));
    const declared = await running.post('/v1/chat/completions', big);
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ error: { code: 'body_too_large' } });
    const socket = connect(running.port, '127.0.0.1');
    socket.write(
      `POST /v1/messages HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${accessToken}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    socket.write(`${big.length.toString(16)}\r\n${big}\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('HTTP/1.1 413');
    expect(String(answer)).toContain('request_too_large');
    socket.destroy();
    expect(running.openai.seen).toHaveLength(0);
  });

  test('headers that are too large, and what is no HTTP, are answered well-formed', async () => {
    for (const [sent, status] of [
      [`GET /health HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431],
      ['HELLO\r\n\r\n', 400],
    ] as const) {
      const socket = connect(running.port, '127.0.0.1');
      socket.write(sent);
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toContain(`HTTP/1.1 ${status} `);
      expect(JSON.parse(String(answer).split('\r\n\r\n')[1] ?? '')).toMatchObject({ type: 'error' });
      socket.destroy();
    }
  });

  test.each([
    ['GET', '/v1/chat/completions', 405],
    ['POST', '/v1/models', 405],
    ['GET', '/', 404],
    ['POST', '/v1/unknown', 404],
    ['GET', '/v1/models/nothing%2Flike', 404],
    ['GET', '/v1/models/%E0%A4%A', 404],
  ])('%s %s: %i with an error that clients can read', async (method, path, status) => {
    const response = await raw(path, { method, headers: bearer });
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body).error).toMatchObject({ message: expect.any(String) });
  });

  test.each(['', 'not json', '[1]', '{"messages":[]}'])('the body %j is a 400', async (body) => {
    expect((await running.post('/v1/chat/completions', body)).status).toBe(400);
  });
});

test('before the first snapshot the gateway is alive, not ready, and asks to try again', async () => {
  const gateway = new Gateway({ onOutcomes: () => undefined });
  const port = await gateway.listen('127.0.0.1', 0);
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect((await get('/health')).status).toBe(200);
  expect((await get('/ready')).status).toBe(503);
  const early = await get('/v1/models');
  expect(early.status).toBe(503);
  expect(early.headers.get('retry-after')).toBe('1');
  expect(await early.json()).toMatchObject({ error: { code: 'not_ready' } });
  await gateway.drain(0);
});

test('loopback is told from what only looks like it', () => {
  expect(['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true);
  expect(['127.evil.com', '10.0.0.1', '::2', '', '::ffff:10.0.0.1'].some(isLoopbackAddress)).toBe(false);
  expect(isLoopbackHost(hostnameOf('[::1]:80'))).toBe(true);
  expect(isLoopbackHost(hostnameOf('LOCALHOST:80'))).toBe(true);
});
