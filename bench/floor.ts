import { createServer } from 'node:http';
import { Pool } from 'undici';

/**
 * The bare pass-through that the gateway is measured against: `node:http` in, undici's dispatch out, back-pressure and
 * nothing else. No access check, no routing, no reading of bodies, no record.
 *
 * Argument: the port of the upstream.
 */
const pool = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: null, pipelining: 1 });

const hopByHop = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding']);

/** What every proxy passes on: all headers but those of the connection itself. */
function endToEnd(headers: Readonly<Record<string, string | string[] | undefined>>): string[] {
  const flat: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' && !hopByHop.has(name)) flat.push(name, value);
  }
  return flat;
}

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const [only] = chunks;
    let abort: (() => void) | undefined;
    res.on('close', () => {
      if (!res.writableFinished) abort?.();
    });
    pool.dispatch(
      {
        path: req.url ?? '/',
        method: 'POST',
        headers: endToEnd(req.headers),
        body: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks),
      },
      {
        onRequestStart(controller) {
          abort = () => controller.abort(new Error('gone'));
        },
        onResponseStart(_controller, status, headers) {
          res.writeHead(status, endToEnd(headers));
        },
        onResponseData(controller, chunk) {
          if (res.write(chunk)) return;
          controller.pause();
          res.once('drain', () => controller.resume());
        },
        onResponseEnd() {
          res.end();
        },
        onResponseError() {
          res.destroy();
        },
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.once('disconnect', () => process.exit(0));
