import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CallRequest } from '#main/host-api.ts';
import { hostWords } from '#main/host-words.ts';
import { silentLog } from '#main/log.ts';
import { createTopicHub } from '#main/topics.ts';
import { rendererFiles } from '#main/web/renderer-files.ts';
import { startWebServer, type WebServer } from '#main/web/server.ts';
import { createTickets } from '#main/web/tickets.ts';

const token = 'FAKE-token-of-the-command-line';
const topics = createTopicHub('run-1');
let root = '';
let web: WebServer;
let asked: CallRequest[] = [];
let now = 1_000_000;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
  await mkdir(join(root, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'outside');
  await writeFile(join(root, 'renderer', 'index.html'), '<!doctype html><title>window</title>');
  await writeFile(join(root, 'renderer', 'assets', 'index-Ab12Cd34.js'), `//${'x'.repeat(5_000)}`);
  asked = [];
  now = 1_000_000;
  topics.publish('vault', { state: 'ready', level: 'keychain', backend: 'x' });
  web = await startWebServer({
    dispatch: async (call) => {
      asked.push(call);
      return { ok: true, value: { said: call.name } };
    },
    topics,
    log: silentLog,
    tickets: createTickets(token, () => now),
    files: rendererFiles(join(root, 'renderer')),
    words: hostWords,
    port: 0,
  });
});
afterEach(async () => {
  await web.close();
  await rm(root, { recursive: true, force: true });
});

type Options = { method?: string; headers?: Record<string, string>; body?: string | Buffer };

/** `fetch` forbids to set `Host` and `Origin`, which is what is tried here. */
async function ask(path: string, { method = 'GET', headers = {}, body }: Options = {}) {
  const sent = request(`${web.url}${path}`, { method, headers: { ...headers }, agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode as number, headers: response.headers, text };
}
const bearer = { authorization: `Bearer ${token}` };
const call = (headers: Record<string, string> = {}, body: string | Buffer = '{}') =>
  ask('/api/call/gateway.start', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

async function signIn(): Promise<string> {
  const { url } = web.signInLink();
  const answer = await ask(url.slice(web.url.length));
  expect(answer.status).toBe(303);
  return String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '';
}

it('lets the command line in by its token, and a browser by a link that works once', async () => {
  expect((await call()).status).toBe(401);
  expect(JSON.parse((await call(bearer)).text)).toEqual({ ok: true, value: { said: 'gateway.start' } });
  const { url } = web.signInLink();
  const path = url.slice(web.url.length);
  const first = await ask(path);
  expect(first.status).toBe(303);
  const cookie = String(first.headers['set-cookie']?.[0]);
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  expect((await call({ cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  expect((await ask(path)).status).toBe(401);
  expect(asked.map(({ face }) => face)).toEqual(['cli', 'web']);
});

it('refuses a link after two minutes', async () => {
  const path = web.signInLink().url.slice(web.url.length);
  now += 120_001;
  expect((await ask(path)).status).toBe(401);
});

it('leads a browser that comes from elsewhere on by a page, since a strict cookie would not survive a redirect', async () => {
  const path = web.signInLink().url.slice(web.url.length);
  const answer = await ask(path, {
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers['set-cookie']).toHaveLength(1);
  expect(answer.text).toContain('url=/');
});

it('serves nothing to another name, another origin or another site, even with the right cookie', async () => {
  const cookie = await signIn();
  for (const headers of [
    { host: 'evil.example' },
    { host: '127.0.0.1:1' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: web.url.replace('http', 'https') },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
  ]) {
    const answer = await call({ cookie, ...(headers as Record<string, string>) });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'forbidden_origin' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect((await call({ cookie, origin: web.url })).status).toBe(200);
});

it('makes guessing slow: after ten wrong tries nobody gets in by trying, and the real token still works', async () => {
  for (let i = 0; i < 10; i += 1) await call({ authorization: `Bearer wrong-${i}` });
  expect((await call({ authorization: 'Bearer wrong' })).status).toBe(429);
  expect((await ask('/sign-in?code=guess')).status).toBe(429);
  expect((await call(bearer)).status).toBe(200);
  now += 61_000;
  await signIn();
});

it('refuses a body that is too large, of another type or not JSON', async () => {
  expect((await call(bearer, Buffer.alloc(300_000, 32))).status).toBe(413);
  expect((await call({ ...bearer, 'content-type': 'text/plain' })).status).toBe(415);
  expect(JSON.parse((await call(bearer, '{')).text)).toMatchObject({ error: { code: 'bad_input' } });
  expect((await ask('/api/nothing', { headers: bearer })).status).toBe(404);
  expect(asked).toEqual([]);
});

it('serves the window to who is signed in, compressed and for good where the name has a hash', async () => {
  const cookie = await signIn();
  const page = await ask('/profiles', { headers: { cookie } });
  expect(page.text).toContain('<title>window');
  expect(page.headers).toMatchObject({
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  const script = await ask('/assets/index-Ab12Cd34.js', { headers: { cookie, 'accept-encoding': 'gzip' } });
  expect(script.headers).toMatchObject({
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
  });
});

it('never serves a file from outside the window', async () => {
  const cookie = await signIn();
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/.env',
    '/%00.js',
    '/%zz.js',
  ]) {
    const answer = await ask(path, { headers: { cookie } });
    expect(answer.text).not.toContain('outside');
    expect(answer.status === 404 || answer.text.includes('window')).toBe(true);
  }
});

it('tells a visitor who is not signed in, or finds no window, what to do', async () => {
  const page = await ask('/');
  expect(page.status).toBe(401);
  expect(page.text).toContain('gatehouse ui');
  const german = await ask('/', { headers: { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' } });
  expect(german.text).toContain('<html lang="de">');
  expect(german.text).toContain('<h1>Bei Gatehouse anmelden</h1>');
  expect(german.text).toContain('<code>gatehouse ui</code>');
  const unknown = await ask('/', { headers: { 'accept-language': '"><script>' } });
  expect(unknown.text).toContain('<html lang="en">');
  expect((await ask('/gate.css')).status).toBe(200);
  const cookie = await signIn();
  await rm(join(root, 'renderer', 'index.html'));
  const none = await ask('/', { headers: { cookie } });
  expect(none.status).toBe(503);
  expect(none.text).toContain('npm run build');
});

it('streams every topic first and then each change', async () => {
  expect((await ask('/api/events')).status).toBe(401);
  const sent = request(`${web.url}/api/events`, { headers: bearer, agent: false });
  sent.end();
  const [response] = await once(sent, 'response');
  expect(response.headers['content-type']).toContain('text/event-stream');
  const [first] = await once(response, 'data');
  expect(String(first)).toMatch(/^data: \{"topic":"vault","hostRun":"run-1"/);
  topics.publish('vault', { state: 'checking', level: 'keychain', backend: 'x' });
  const [second] = await once(response, 'data');
  expect(JSON.parse(String(second).slice('data: '.length))).toMatchObject({ value: { state: 'checking' } });
  sent.destroy();
});

it('takes a free port when the preferred one is taken', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const second = await startWebServer({
    dispatch: async () => ({ ok: true, value: {} }),
    topics,
    log: silentLog,
    tickets: createTickets(token),
    files: rendererFiles(root),
    port,
  });
  expect(second.url).not.toContain(`:${port}`);
  await second.close();
  other.close();
});
