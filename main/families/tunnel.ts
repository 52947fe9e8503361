import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { isPortFree } from '#store/port-probe.ts';

export interface Tunnel {
  /** On 127.0.0.1. */
  port: number;
  /** Never throws. */
  close(): void;
  /** Resolves when it has ended, by whomever. */
  ended: Promise<void>;
}

/** Milliseconds until a tunnel has to be there. */
const tunnelTimeoutMs = 15_000;
const lookMs = 150;

const sparePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/**
 * A way to a port of another machine's loopback: `ssh -N -L` as a child, without a shell, which asks for nothing
 * (`BatchMode`) and so needs a key that works by itself.
 * @throws GatehouseError `family_unreachable`, `cancelled`.
 */
export async function openTunnel(
  target: string,
  remotePort: number,
  options: {
    signal?: AbortSignal;
    program?: string;
    env?: Readonly<Record<string, string | undefined>>;
  } = {},
): Promise<Tunnel> {
  const { signal, program = 'ssh', env = process.env } = options;
  const port = await sparePort();
  const flags = ['BatchMode=yes', 'ExitOnForwardFailure=yes', 'ConnectTimeout=10', 'ServerAliveInterval=15'];
  const child = spawn(
    program,
    [
      '-N',
      '-T',
      ...flags.flatMap((flag) => ['-o', flag]),
      '-L',
      `127.0.0.1:${port}:127.0.0.1:${remotePort}`,
      '--',
      target,
    ],
    { stdio: 'ignore', windowsHide: true, env: { ...env } },
  );
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const close = () => void child.kill('SIGTERM');
  const until = Date.now() + tunnelTimeoutMs;
  while (await isPortFree({ host: '127.0.0.1', port })) {
    if (signal?.aborted) {
      close();
      throw new GatehouseError('cancelled', say('Cancelled.'));
    }
    if (over || Date.now() > until) {
      close();
      throw new GatehouseError(
        'family_unreachable',
        say('The tunnel to the other machine could not be opened.'),
        {
          where: target,
          hint: say(
            'Try "ssh -o BatchMode=yes {{target}} true" in a terminal: it has to work without asking anything.',
            { target },
          ),
        },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  return { port, close, ended };
}
