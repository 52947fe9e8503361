import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';

/**
 * A stand-in for a command of the family, as a program of its own: `--version`, `secrets --help`, `models auth order`
 * and `gateway run` with challenge, hello and methods over a real WebSocket. What it does beyond that is said by the
 * file `behaviour` in its state directory, so that a test can change it between two starts.
 */
export const familyProgram = fileURLToPath(import.meta.url);

export interface FamilyBehaviour {
  version?: string;
  /** Knows references. */
  references?: boolean;
  /** Milliseconds until it listens. */
  slowMs?: number;
  /** Ends so, at once. */
  exit?: number;
  /** Does not end by SIGTERM. */
  stubborn?: boolean;
}

const frame = (text: string): Buffer => {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
};

/** Masked text frames of a client (RFC 6455, 5.2), as far as tests send them: short, and each in one piece. */
function* texts(buffer: Buffer): Generator<string> {
  for (let at = 0; at + 6 <= buffer.length; ) {
    const opcode = (buffer[at] ?? 0) & 15;
    let length = (buffer[at + 1] ?? 0) & 127;
    let from = at + 2;
    if (length === 126) {
      length = buffer.readUInt16BE(from);
      from += 2;
    }
    const mask = buffer.subarray(from, from + 4);
    const body = Buffer.from(
      buffer.subarray(from + 4, from + 4 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)),
    );
    if (opcode === 1) yield body.toString('utf8');
    at = from + 4 + length;
  }
}

function serve(
  socket: Duplex,
  key: string,
  behaviour: FamilyBehaviour,
  stateDir: string,
  configPath: string,
): void {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const say = (value: unknown) => socket.write(frame(JSON.stringify(value)));
  say({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } });
  const methods = ['health', 'config.get', ...(behaviour.references === false ? [] : ['secrets.reload'])];
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    for (const text of texts(chunk)) {
      const { id, method, params } = JSON.parse(text);
      appendFileSync(join(stateDir, 'asked.log'), `${method}\n`);
      const token = JSON.parse(readFileSync(configPath, 'utf8')).gateway?.auth?.token;
      if (method === 'connect' && params.auth?.token !== token) {
        say({ type: 'res', id, ok: false, error: { code: 'AUTH_TOKEN_MISMATCH', message: 'no' } });
        socket.end();
      } else if (method === 'connect') {
        const snapshot = { configPath, stateDir };
        say({
          type: 'res',
          id,
          ok: true,
          payload: {
            type: 'hello-ok',
            protocol: 3,
            server: { version: 'dev' },
            features: { methods },
            snapshot,
          },
        });
      } else if (methods.includes(method)) {
        const parsed = JSON.parse(readFileSync(configPath, 'utf8'));
        say({ type: 'res', id, ok: true, payload: method === 'config.get' ? { parsed } : {} });
      } else say({ type: 'res', id, ok: false, error: { code: 'UNKNOWN_METHOD' } });
    }
  });
}

function main(args: readonly string[]): void {
  const prefix = process.env.FAMILY_TEST_PREFIX ?? 'OPENCLAW_';
  const stateDir = process.env[`${prefix}STATE_DIR`] ?? '';
  const configPath = process.env[`${prefix}CONFIG_PATH`] ?? '';
  const file = join(stateDir, 'behaviour');
  const behaviour: FamilyBehaviour = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const line = args.join(' ');
  appendFileSync(join(stateDir, 'commands.log'), `${line}\n`);
  const version = process.env.FAMILY_TEST_VERSION ?? behaviour.version ?? '2026.3.2';
  if (line === '--version') console.log(version);
  else if (line === 'models status --check --json') {
    const missing = version.endsWith('-worse') ? ['anthropic'] : [];
    console.log(
      JSON.stringify({
        defaultModel: 'a/b',
        fallbacks: [],
        auth: { missingProvidersInUse: missing, providers: [] },
      }),
    );
    process.exitCode = missing.length;
  } else if (line === 'secrets --help')
    console.log(
      behaviour.references === false ? 'Usage: openclaw [options]' : 'Usage: openclaw secrets [options]',
    );
  else if (!line.startsWith('gateway run')) return;
  else if (behaviour.exit !== undefined) process.exitCode = behaviour.exit;
  else {
    if (behaviour.stubborn) process.on('SIGTERM', () => undefined);
    const server = createServer((_request, response) => response.end('<html></html>'));
    server.on('upgrade', (request, socket) =>
      serve(socket, request.headers['sec-websocket-key'] ?? '', behaviour, stateDir, configPath),
    );
    server.on('error', () => process.exit(behaviour.exit ?? 0));
    setTimeout(() => server.listen(Number(args.at(-1)), '127.0.0.1'), behaviour.slowMs ?? 0);
  }
}

if (process.argv[1] === familyProgram) main(process.argv.slice(2));
