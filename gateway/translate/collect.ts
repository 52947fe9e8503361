import type { Answer, Emit, Part, StreamEvent, UpstreamError } from '#gateway/translate/form.ts';

/** Gathers a stream into a whole answer, for a client that wanted none from an upstream that streams all the same. */
export class Collector {
  readonly #parts = new Map<number, Part>();
  readonly #answer: Answer = { parts: [], finish: 'end' };
  #ended = false;
  error: UpstreamError | undefined;

  readonly take: Emit = (event) => {
    switch (event.kind) {
      case 'start':
        this.#answer.id = event.id;
        this.#answer.model = event.model;
        return;
      case 'usage':
        this.#answer.usage = event.usage;
        return;
      case 'finish':
        this.#answer.finish = event.finish;
        this.#answer.stopSequence = event.stopSequence;
        return;
      case 'end':
        this.#ended = true;
        return;
      case 'error':
        this.error = event.error;
        return;
      case 'close':
      case 'ping':
        return;
      default:
        this.#add(event);
    }
  };

  /** @returns undefined when the stream did not come to its end. */
  answer(): Answer | undefined {
    if (!this.#ended) return undefined;
    this.#answer.parts = [...this.#parts.values()];
    return this.#answer;
  }

  #add(
    event: Exclude<StreamEvent, { kind: 'start' | 'usage' | 'finish' | 'ping' | 'end' | 'error' | 'close' }>,
  ): void {
    const part = this.#parts.get(event.block);
    switch (event.kind) {
      case 'text':
      case 'refusal':
      case 'reasoning':
        if (part?.kind === event.kind) part.text += event.text;
        else if (part === undefined) this.#parts.set(event.block, { kind: event.kind, text: event.text });
        return;
      case 'seal':
        if (part?.kind === 'reasoning') part.seal = event.seal;
        else if (part === undefined) {
          this.#parts.set(event.block, { kind: 'reasoning', text: '', seal: event.seal });
        }
        return;
      case 'call':
        this.#parts.set(event.block, {
          kind: 'call',
          id: event.id,
          name: event.name,
          input: '',
          seal: event.seal,
        });
        return;
      case 'input':
        if (part?.kind === 'call') part.input += event.json;
    }
  }
}

/** A whole answer as the events of a stream, for a client that wanted one from an upstream that does not stream. */
export function tell({ id, model, parts, finish, stopSequence, usage }: Answer, emit: Emit): void {
  emit({ kind: 'start', id, model });
  for (const [block, part] of parts.entries()) {
    switch (part.kind) {
      case 'text':
      case 'refusal':
        emit({ kind: part.kind, block, text: part.text });
        break;
      case 'reasoning':
        if (part.text !== '') emit({ kind: 'reasoning', block, text: part.text });
        if (part.seal !== undefined) emit({ kind: 'seal', block, seal: part.seal });
        break;
      case 'call':
        emit({ kind: 'call', block, id: part.id, name: part.name, seal: part.seal });
        if (part.input !== '') emit({ kind: 'input', block, json: part.input });
        break;
    }
    emit({ kind: 'close', block });
  }
  if (usage !== undefined) emit({ kind: 'usage', usage });
  emit({ kind: 'finish', finish, stopSequence });
  emit({ kind: 'end' });
}
