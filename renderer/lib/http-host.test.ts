import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { TopicEvent } from '#core/contract/topics.ts';
import type { Connection, FaceHost } from '#renderer/lib/face-host.ts';
import { createHttpHost } from '#renderer/lib/http-host.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const eventOf = (revision: number): TopicEvent => ({
  topic: 'vault',
  hostRun: 'run',
  revision,
  value: { state: 'ready', level: 'keychain', backend: 'Schlüsselbund' },
});

/** Collects until `enough` says so. */
function listen(host: FaceHost, enough: (events: TopicEvent[], connections: Connection[]) => boolean) {
  const events: TopicEvent[] = [];
  const connections: Connection[] = [];
  return new Promise<{ events: TopicEvent[]; connections: Connection[] }>((resolve) => {
    const check = () => enough(events, connections) && resolve({ events, connections });
    closers.push(
      host.onConnection((connection) => {
        connections.push(connection);
        check();
      }),
      host.subscribe((event) => {
        events.push(event);
        check();
      }),
    );
  });
}

describe('events', () => {
  test('arrive whole though cut anywhere, with comments between them', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const bytes = Buffer.from(
        `: hello\n\ndata: ${JSON.stringify(eventOf(1))}\r\n\r\ndata:${JSON.stringify(eventOf(2))}\n\n`,
      );
      // One byte at a time, so that every cut there can be is there, inside the umlaut too.
      for (const byte of bytes) response.write(Buffer.of(byte));
    });
    const { events, connections } = await listen(createHttpHost({ base }), (all) => all.length === 2);
    expect(events).toEqual([eventOf(1), eventOf(2)]);
    expect(connections).toEqual([{ state: 'connecting' }, { state: 'connected' }]);
  });

  test('come again after a lost connection, which is shown meanwhile', async () => {
    let visits = 0;
    const base = await serve((_request, response) => {
      visits += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const event = `data: ${JSON.stringify(eventOf(visits))}\n\n`;
      if (visits === 1) response.end(event);
      else response.write(event);
    });
    const host = createHttpHost({ base, now: () => 1_000, random: () => 0 });
    closers.push(host.onConnection(({ state }) => state === 'lost' && host.reconnect()));
    const { events, connections } = await listen(host, (all) => all.length === 2);
    expect(events.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(connections.map(({ state }) => state)).toEqual(['connecting', 'connected', 'lost', 'connected']);
    expect(connections[2]).toEqual({ state: 'lost', retryAt: 1_400 });
  });

  test('are not asked for again and again by a browser that is signed out', async () => {
    let visits = 0;
    const base = await serve((_request, response) => {
      visits += 1;
      response.writeHead(401).end();
    });
    const { connections } = await listen(
      createHttpHost({ base }),
      (_events, all) => all.at(-1)?.state === 'signed_out',
    );
    expect(connections.at(-1)).toEqual({ state: 'signed_out' });
    expect(visits).toBe(1);
  });
});

describe('calls', () => {
  test('send the input as JSON and give back the answer of the host', async () => {
    let seen: unknown;
    const base = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = { method: request.method, url: request.url, body: JSON.parse(Buffer.concat(chunks).toString()) };
      response.end(JSON.stringify({ ok: true, value: { revision: 3 } }));
    });
    const result = await createHttpHost({ base }).invoke('profiles.setDisabled', {
      id: 'a:b',
      disabled: true,
    });
    expect(result).toEqual({ ok: true, value: { revision: 3 } });
    expect(seen).toEqual({
      method: 'POST',
      url: '/api/call/profiles.setDisabled',
      body: { id: 'a:b', disabled: true },
    });
  });

  test('that no host answers fail with a code', async () => {
    const base = await serve(() => {});
    for (const close of closers.splice(0)) close();
    expect(await createHttpHost({ base }).invoke('gateway.start', {})).toMatchObject({
      ok: false,
      error: { code: 'host_unreachable' },
    });
  });

  test('that are refused with 401 say that this browser is signed out', async () => {
    const base = await serve((_request, response) => void response.writeHead(401).end('no'));
    const host = createHttpHost({ base });
    expect(await host.invoke('gateway.start', {})).toMatchObject({ error: { code: 'unauthorized' } });
    let now: Connection | undefined;
    host.onConnection((connection) => {
      now = connection;
    });
    expect(now).toEqual({ state: 'signed_out' });
  });

  test('answered with something else than JSON fail with a code', async () => {
    const base = await serve((_request, response) => void response.writeHead(502).end('<html>'));
    expect(await createHttpHost({ base }).invoke('gateway.start', {})).toMatchObject({
      error: { code: 'internal' },
    });
  });
});
