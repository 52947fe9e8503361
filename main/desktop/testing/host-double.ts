import { EventEmitter, once } from 'node:events';
import type { Result } from '#core/contract/error.ts';
import { type TopicEvent, type TopicName, topicNames } from '#core/contract/topics.ts';
import { type AllTopics, sampleTopics } from '#main/desktop/testing/sample-topics.ts';
import type { CallRequest, Host } from '#main/host-api.ts';

/** A host that keeps what it was asked. Its dispatch refuses senders and unknown inputs as the real one does. */
export class HostDouble extends EventEmitter implements Host {
  readonly requests: CallRequest[] = [];
  readonly values: AllTopics = sampleTopics();
  answer: (request: CallRequest) => Result<unknown> = () => ({ ok: true, value: {} });
  startError: Error | undefined;
  /** Never resolves when set: a host that cannot end. */
  hangsOnQuit = false;
  quitDeadline: number | undefined;
  started = false;
  readonly web = { url: 'http://127.0.0.1:0', signInLink: () => ({ url: '', expiresAt: 0 }) };
  readonly #listeners = new Set<(event: TopicEvent) => void>();
  #revision = 0;

  async start(): Promise<void> {
    if (this.startError) throw this.startError;
    this.started = true;
  }

  async quit(deadlineMs?: number): Promise<void> {
    this.quitDeadline = deadlineMs;
    if (this.hangsOnQuit) await new Promise(() => {});
  }

  dispatch = async (request: CallRequest): Promise<Result<unknown>> => {
    this.requests.push(request);
    this.emit('request', request);
    if (request.sender !== true) return { ok: false, error: request.sender };
    return this.answer(request);
  };

  /** The next call that comes in. */
  async nextRequest(): Promise<CallRequest> {
    const [request] = (await once(this, 'request')) as [CallRequest];
    return request;
  }

  get subscribers(): number {
    return this.#listeners.size;
  }

  wakings = 0;
  woke(): void {
    this.wakings += 1;
  }

  readonly topics: Host['topics'] = {
    current: (topic) => this.values[topic],
    snapshot: () => topicNames.map((topic) => this.#event(topic)),
    subscribe: (listener) => {
      this.#listeners.add(listener);
      for (const topic of topicNames) listener(this.#event(topic));
      return () => {
        this.#listeners.delete(listener);
      };
    },
  };

  change<T extends TopicName>(topic: T, change: Partial<AllTopics[T]>): void {
    this.#revision += 1;
    this.values[topic] = { ...this.values[topic], ...change };
    for (const listener of this.#listeners) listener(this.#event(topic));
  }

  #event(topic: TopicName): TopicEvent {
    return { topic, hostRun: 'run-1', revision: this.#revision, value: this.values[topic] } as TopicEvent;
  }
}
