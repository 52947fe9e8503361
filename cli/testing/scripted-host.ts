import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { calls, isCallName } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import type { TopicName, TopicValue } from '#core/contract/topics.ts';
import { writeHostRecord } from '#store/host-record.ts';
import { processStart } from '#store/process-start.ts';

const token = 'FAKE-host-token-0123456789';

/**
 * A host that says what a test wants: a real server with a real record in the state directory, which decodes calls by
 * the contract and lets the test decide the answers and the topics.
 */
export class ScriptedHost {
  readonly calls: { name: string; input: unknown }[] = [];
  readonly topics: { [T in TopicName]?: TopicValue<T> } = {};
  answer: (name: string, input: unknown) => Result<unknown> = () => ({ ok: true, value: {} });
  readonly #streams = new Set<ServerResponse>();
  readonly #server: Server;
  #revision = 0;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(stateDir: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await mkdir(join(stateDir, 'run'), { recursive: true, mode: 0o700 });
    await writeHostRecord(join(stateDir, 'run'), {
      version: 1,
      pid: process.pid,
      startTime: (await processStart(process.pid)) ?? '',
      nonce: 'FAKE-nonce',
      url: `http://127.0.0.1:${port}`,
      token,
      face: 'web',
      appVersion: '0.0.0-test',
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  set<T extends TopicName>(topic: T, value: TopicValue<T>): void {
    Object.assign(this.topics, { [topic]: value });
    for (const stream of this.#streams) this.#send(stream, topic, value);
  }

  #send(stream: ServerResponse, topic: string, value: unknown): void {
    this.#revision++;
    stream.write(
      `data: ${JSON.stringify({ topic, hostRun: 'FAKE-run', revision: this.#revision, value })}\n\n`,
    );
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${token}`) {
      return json(response, 401, { ok: false, error: { code: 'unauthorized', message: 'No.' } });
    }
    if (request.method === 'GET' && request.url === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': welcome\n\n');
      this.#streams.add(response);
      response.on('close', () => this.#streams.delete(response));
      for (const [topic, value] of Object.entries(this.topics)) this.#send(response, topic, value);
      return;
    }
    const name = request.url?.replace('/api/call/', '') ?? '';
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method !== 'POST' || !isCallName(name)) return json(response, 404, {});
    const input = calls[name].input.parse(JSON.parse(body));
    this.calls.push({ name, input });
    json(response, 200, this.answer(name, input));
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
