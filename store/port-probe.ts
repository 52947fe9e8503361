import { connect, createServer } from 'node:net';
import type { Address } from '#core/supervisor/machine.ts';
import { nodeHttp } from '#store/node-http.ts';

/** Milliseconds. */
const timeoutMs = 2_000;

/** `0.0.0.0` is where one listens, not where one connects to. */
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);

/** Asks a path; any valid HTTP answer is alive, 2xx is ready. Never rejects. */
export function probe(address: Address, path: string): Promise<{ alive: boolean; ready: boolean }> {
  return new Promise((resolve) => {
    const dead = () => resolve({ alive: false, ready: false });
    const asked = nodeHttp().request(
      { host: reachable(address.host), port: address.port, path, agent: false, timeout: timeoutMs },
      (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        resolve({ alive: true, ready: status >= 200 && status < 300 });
      },
    );
    asked.on('error', dead);
    asked.on('timeout', () => {
      dead();
      asked.destroy();
    });
    asked.end();
  });
}

/** A longer answer is not ours (characters). */
const longestHealth = 1_000;

/** Whether a gateway of Gatehouse answers there: it says `{"status":"alive"}` to everybody. Never rejects. */
export function isGatehouseGateway(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = nodeHttp().request(
      {
        host: reachable(address.host),
        port: address.port,
        path: '/health',
        agent: false,
        timeout: timeoutMs,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > longestHealth) asked.destroy();
        });
        response.on('end', () => resolve(saysAlive(text)));
        response.on('close', () => resolve(false));
      },
    );
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.on('close', () => resolve(false));
    asked.end();
  });
}

function saysAlive(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === 'alive';
  } catch {
    return false;
  }
}

/** Whether nobody listens there. Never rejects. */
export function isPortFree(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: reachable(address.host), port: address.port, timeout: timeoutMs });
    const tell = (free: boolean) => {
      socket.destroy();
      resolve(free);
    };
    socket.on('connect', () => tell(false));
    socket.on('timeout', () => tell(false));
    socket.on('error', (error: NodeJS.ErrnoException) => tell(error.code === 'ECONNREFUSED'));
  });
}

/** How far from the wanted port one is looked for. */
const portsTried = 100;

/**
 * A port after the wanted one on which a server could listen at this moment; any that the system gives when none near
 * is free.
 */
export async function freePortNear({ host, port }: Address): Promise<number> {
  for (let next = port + 1; next <= Math.min(port + portsTried, 65_535); next += 1) {
    if ((await listenOnce(host, next)) !== undefined) return next;
  }
  return (await listenOnce(host, 0)) ?? port;
}

/** @returns the port that was listened on for a moment, or undefined when it is not to be had. */
function listenOnce(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
