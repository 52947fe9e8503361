import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallError } from '#core/contract/error.ts';
import type { Dispatch, SignInLink, TopicReader } from '#main/host-api.ts';
import type { Log } from '#main/log.ts';
import { streamEvents } from '#main/web/events.ts';
import { authenticate, checkOrigin, lockedOut, sessionCookie } from '#main/web/gate.ts';
import { gateStyle, type PageName, pageText, type WebWords } from '#main/web/pages.ts';
import { contentSecurityPolicy, type RendererFile, type RendererFiles } from '#main/web/renderer-files.ts';
import type { Tickets } from '#main/web/tickets.ts';

export const defaultWebPort = 18_791;
/** The largest call is a pasted secret, but for a message with its images (bytes). */
const maxBody = 256 * 1024;
const maxMessage = 48 * 1024 * 1024;

export interface WebServerOptions {
  dispatch: Dispatch;
  topics: TopicReader;
  tickets: Tickets;
  files: RendererFiles;
  /** For the pages that are shown before the window; English when absent. */
  words?: WebWords;
  /** The preferred port; a free one is taken when it is not to be had. 0: any. */
  port?: number;
  log: Log;
}

export interface WebServer {
  /** Without a trailing slash. */
  readonly url: string;
  signInLink(): SignInLink;
  close(): Promise<void>;
}

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The browser's and the command line's way in, on 127.0.0.1 alone. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { tickets, log } = options;
  let port = 0;
  const server = createServer(
    // Slow or endless requests are cut off (milliseconds, bytes).
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 10_000 },
    (request, response) => {
      handle(request, response, port, options).catch((error: unknown) => {
        // The caller hung up in the middle of its request.
        if (request.destroyed && !request.complete) return;
        log.error('web.failed', { path: request.url?.split('?')[0] }, error);
        if (!response.headersSent) {
          refuse(response, 500, { code: 'internal', message: 'Something went wrong that should not have.' });
        } else response.destroy();
      });
    },
  );
  server.maxConnections = 200;
  port = await listen(server, options.port ?? defaultWebPort);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    signInLink() {
      const { code, expiresAt } = tickets.issueCode();
      return { url: `${url}/sign-in?code=${code}`, expiresAt };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, preferred: number): Promise<number> {
  const at = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await at(preferred);
  } catch {
    await at(0);
  }
  return (server.address() as AddressInfo).port;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  options: WebServerOptions,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const foreign = checkOrigin(request, port);
  if (foreign) return refuse(response, foreign.status, foreign.error);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname.startsWith('/api/')) return api(request, response, url, port, options);
  if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(response);
  if (url.pathname === '/sign-in') return signIn(request, response, url, port, options);
  if (url.pathname === '/gate.css') return text(response, 200, 'text/css; charset=utf-8', gateStyle);
  return page(request, response, url, port, options);
}

async function api(
  request: IncomingMessage,
  response: ServerResponse,
  { pathname }: URL,
  port: number,
  { dispatch, topics, tickets }: WebServerOptions,
): Promise<void> {
  const who = authenticate(request, port, tickets);
  if (typeof who !== 'string') return refuse(response, who.status, who.error);
  if (pathname === '/api/events' && request.method === 'GET') return streamEvents(topics, response);
  const name = /^\/api\/call\/([\w.]+)$/.exec(pathname)?.[1];
  if (name === undefined || request.method !== 'POST') return notFound(response);
  const limit = name === 'chat.send' ? maxMessage : maxBody;
  const body = await readBody(request, limit);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return refuse(response, 413, { code: 'bad_input', message: `This call is at most ${limit} bytes.` });
  }
  // A form of another site cannot say so without asking first, which nobody answers.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refuse(response, 415, { code: 'bad_input', message: 'A call is sent as application/json.' });
  }
  let input: unknown;
  try {
    input = body === '' ? {} : JSON.parse(body);
  } catch {
    return json(response, 200, {
      ok: false,
      error: { code: 'bad_input', message: 'The call is not valid JSON.' },
    });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  json(response, 200, await dispatch({ name, input, face: who, sender: true, signal: gone.signal }));
}

/** The whole body, or undefined when it is too large. */
async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function signIn(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  port: number,
  options: WebServerOptions,
): Promise<void> {
  const { tickets } = options;
  response.setHeader('cache-control', 'no-store');
  if (tickets.isLockedOut()) {
    return tell(request, response, lockedOut.status, 'lockedOut', options);
  }
  const session = tickets.redeem(url.searchParams.get('code') ?? '');
  if (session === undefined) {
    return tell(request, response, 401, 'badCode', options);
  }
  const cookie = `${sessionCookie(port)}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000`;
  response.setHeader('set-cookie', cookie);
  if (request.headers['sec-fetch-site'] === 'cross-site') {
    // A redirect would still count as coming from elsewhere, and a strict cookie would not be sent along; a page of
    // ours that leads on does not.
    return tell(request, response, 200, 'welcome', options);
  }
  response.writeHead(303, { location: '/' });
  response.end();
}

async function page(
  request: IncomingMessage,
  response: ServerResponse,
  { pathname }: URL,
  port: number,
  options: WebServerOptions,
): Promise<void> {
  const { files, tickets } = options;
  const signedIn = typeof authenticate(request, port, tickets) === 'string';
  const file = await files.find(pathname);
  const isPage = !/\.\w+$/.test(pathname);
  // The window's code is no secret; its pages are kept back so that a visitor learns what to do.
  if (isPage && !signedIn) return tell(request, response, 401, 'signIn', options);
  if (file) return sendFile(request, response, file);
  if (isPage && !(await files.isBuilt())) return tell(request, response, 503, 'notBuilt', options);
  return notFound(response);
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: RendererFile): void {
  const zipped = file.gzip && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = zipped && file.gzip ? file.gzip : file.body;
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': body.length,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(file.gzip ? { vary: 'accept-encoding' } : {}),
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function text(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function tell(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  name: PageName,
  { words = async () => ({}) }: WebServerOptions,
): Promise<void> {
  const body = await pageText(name, request.headers['accept-language'], words);
  response.setHeader('cache-control', 'no-store');
  text(response, status, 'text/html; charset=utf-8', body);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.setHeader('cache-control', 'no-store');
  text(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

const refuse = (response: ServerResponse, status: number, error: CallError): void =>
  json(response, status, { ok: false, error });

const notFound = (response: ServerResponse): void =>
  refuse(response, 404, { code: 'unknown_call', message: 'There is nothing here.' });
