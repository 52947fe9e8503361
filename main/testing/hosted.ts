import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import type { TopicName, TopicValue } from '#core/contract/topics.ts';
import { createHost } from '#main/host.ts';
import type { Host } from '#main/host-api.ts';
import type { HostOptions } from '#main/host-options.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';

export interface Hosted {
  host: Host;
  stateDir: string;
  vault: ReturnType<typeof memoryVault>;
  gatewayPort: number;
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>;
  /** Resolves with the first value of the topic for which `wanted` holds, from now on. */
  until<T extends TopicName>(topic: T, wanted: (value: TopicValue<T>) => boolean): Promise<TopicValue<T>>;
  clean(): Promise<void>;
}

/** A started host with the real gateway on free ports, in a state directory of its own. */
export async function hosted(
  config: Record<string, unknown> = {},
  options: Partial<HostOptions> & { before?: (stateDir: string) => Promise<void> } = {},
): Promise<Hosted> {
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'gatehouse-host-')));
  const gatewayPort = await freePort();
  await writeFile(
    join(stateDir, 'gatehouse.json'),
    JSON.stringify({ ...config, gateway: { port: gatewayPort, ...(config.gateway as object | undefined) } }),
  );
  const vault = memoryVault();
  await options.before?.(stateDir);
  const host = createHost({ env: process.env, face: 'web', webPort: 0, vault, ...options, stateDir });
  await host.start();
  return {
    host,
    stateDir,
    vault,
    gatewayPort,
    call: (name, input) => host.dispatch({ name, input, face: 'web', sender: true }) as never,
    until: (topic, wanted) =>
      new Promise((resolve) => {
        let stop: (() => void) | undefined;
        let done = false;
        stop = host.topics.subscribe((event) => {
          if (done || event.topic !== topic || !wanted(event.value as never)) return;
          done = true;
          stop?.();
          resolve(event.value as never);
        });
        if (done) stop();
      }),
    async clean() {
      await host.quit(2_000);
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** A provider that answers every request as the test says, and remembers the credentials it saw. */
export async function upstream(answer: { status: number; body: string }) {
  const seen: (string | undefined)[] = [];
  const server = createHttpServer((request, response) => {
    seen.push(request.headers.authorization ?? (request.headers['x-api-key'] as string | undefined));
    request.resume();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    answer,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
