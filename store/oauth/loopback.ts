import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FlowFailure } from '#store/oauth/flow-failure.ts';

/** Where the browser brings the answer of a provider (RFC 8252, 7.3): this machine alone, one answer, then nothing. */
export interface LoopbackListener {
  port: number;
  /** Query of the one accepted request. */
  answer: Promise<URLSearchParams>;
  /** Lets the waiting browser show how it ended, and stops listening. */
  finish(ok: boolean): Promise<void>;
}

export interface LoopbackOptions {
  /** `localhost` is listened to on 127.0.0.1 and ::1, since a browser may try either. */
  host: '127.0.0.1' | 'localhost';
  /** Free one when absent. */
  port?: number | undefined;
  path: string;
  /** The page's heading by outcome, in the person's words. */
  pages?: { ok: string; failed: string };
}

/** How long the browser may take to fetch the last page (milliseconds). */
const lastPageMs = 1_500;
/** A free port on 127.0.0.1 may be taken on ::1; then another is tried. */
const freePortTries = 5;

/** @throws FlowFailure `port_taken`. */
export async function listenLoopback(options: LoopbackOptions): Promise<LoopbackListener> {
  let accept: (query: URLSearchParams) => void = () => undefined;
  const answer = new Promise<URLSearchParams>((resolve) => {
    accept = resolve;
  });
  let waiting: ServerResponse | undefined;
  let outcome: boolean | undefined;
  let lastPageShown: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    lastPageShown = resolve;
  });
  const handle = (request: IncomingMessage, response: ServerResponse, port: number) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const ours = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
    const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
    if (!ours.includes(request.headers.host ?? '') || request.method !== 'GET' || url === null) {
      return send(response, 400, 'Not here', 'This address is for the answer of one sign-in only.');
    }
    if (url.pathname === endPath && outcome !== undefined) {
      const { ok, failed } = options.pages ?? defaultPages;
      send(response, 200, outcome ? ok : failed, 'You can close this page and go back to Gatehouse.');
      response.once('finish', lastPageShown);
      return;
    }
    const isAnswer = url.searchParams.has('code') || url.searchParams.has('error');
    if (url.pathname !== options.path || !isAnswer) {
      return send(response, 404, 'Not here', 'This address is for the answer of one sign-in only.');
    }
    if (waiting !== undefined || outcome !== undefined) {
      return send(response, 409, 'Already answered', 'This sign-in had its answer. You can close this page.');
    }
    waiting = response;
    accept(url.searchParams);
  };
  const servers = await listenAll(options, handle);
  const port = servers.map((server) => (server.address() as AddressInfo).port)[0] ?? 0;
  return {
    port,
    answer,
    async finish(ok) {
      outcome = ok;
      if (waiting && !waiting.destroyed) {
        // To a page without the code in its address: none is left in the history.
        waiting.writeHead(303, { location: endPath });
        waiting.end();
        let late: NodeJS.Timeout | undefined;
        const limit = new Promise<void>((resolve) => {
          late = setTimeout(resolve, lastPageMs);
        });
        await Promise.race([shown, limit]);
        clearTimeout(late);
      }
      await closeAll(servers);
    },
  };
}

const endPath = '/gatehouse-signed-in';
const defaultPages = { ok: 'You are signed in', failed: 'The sign-in did not succeed' };

const headers = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  connection: 'close',
};

const style =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;margin:0;text-align:center}h1{font-size:1.4rem;margin:0 0 .4rem}p{margin:0;opacity:.7}';

/** Only words of our own: nothing of the request is repeated. */
function send(response: ServerResponse, status: number, title: string, line: string): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gatehouse</title><style>${style}</style><main><h1>${title}</h1><p>${line}</p></main></html>\n`;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(page);
}

type Handle = (request: IncomingMessage, response: ServerResponse, port: number) => void;

async function listenAll(options: LoopbackOptions, handle: Handle): Promise<Server[]> {
  for (let attempt = 1; ; attempt++) {
    const first = await listenOn('127.0.0.1', options.port ?? 0, handle);
    if (first === undefined) throw new FlowFailure('port_taken', { port: options.port ?? 0 });
    if (options.host !== 'localhost') return [first];
    const { port } = first.address() as AddressInfo;
    const second = await listenOn('::1', port, handle);
    if (second === 'unsupported') return [first];
    if (second !== undefined) return [first, second];
    // Somebody else has the port on ::1, where the browser might bring the code to.
    await closeAll([first]);
    if (options.port !== undefined || attempt >= freePortTries) throw new FlowFailure('port_taken', { port });
  }
}

async function listenOn(host: '127.0.0.1', port: number, handle: Handle): Promise<Server | undefined>;
async function listenOn(
  host: '::1',
  port: number,
  handle: Handle,
): Promise<Server | undefined | 'unsupported'>;
async function listenOn(
  host: string,
  port: number,
  handle: Handle,
): Promise<Server | undefined | 'unsupported'> {
  // Not imported: the bundle would load it, and Node's whole fetch with it, at every start of the command line.
  const server = process
    .getBuiltinModule('node:http')
    .createServer(
      { maxHeaderSize: 32_768, headersTimeout: 5_000, requestTimeout: 5_000 },
      (request, response) => handle(request, response, (server.address() as AddressInfo).port),
    );
  server.maxConnections = 20;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      // A machine without IPv6.
      else if (host === '::1') resolve('unsupported');
      else reject(error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
