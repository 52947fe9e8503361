import { asCount, asObject, asString } from '#core/json.ts';
import { argumentsOf, thoughtSignature } from '#gateway/translate/chat/read-answer.ts';
import type { Emit } from '#gateway/translate/form.ts';
import { JsonEnd } from '#gateway/translate/json-end.ts';
import type { NewId } from '#gateway/translate/new-id.ts';

interface OpenCall {
  block: number;
  id: string;
  name: string;
  input: JsonEnd;
}

/**
 * Calls in the chunks of a chat stream. Servers differ: a call may come whole or in pieces, without an index or an id
 * in later pieces or in all, with the index 0 for every call, and several may interleave.
 */
export class CallReader {
  readonly #emit: Emit;
  readonly #newId: NewId;
  readonly #newBlock: () => number;
  readonly #calls: OpenCall[] = [];
  readonly #byIndex = new Map<number, OpenCall>();

  /** @param newBlock begins a block, after what is open was closed. */
  constructor(emit: Emit, newId: NewId, newBlock: () => number) {
    this.#emit = emit;
    this.#newId = newId;
    this.#newBlock = newBlock;
  }

  get any(): boolean {
    return this.#calls.length > 0;
  }

  /** @param values `tool_calls` of one delta. */
  read(values: readonly unknown[]): void {
    /** Within one delta a second call that nothing tells apart is another one. */
    const opened = new Set<OpenCall>();
    for (const value of values) {
      const delta = asObject(value);
      if (delta === undefined) continue;
      const called = asObject(delta.function);
      const id = asString(delta.id) || undefined;
      const name = asString(called?.name) || undefined;
      const json = argumentsOf(called?.arguments);
      const given = asCount(delta.index);
      let call = this.#find(given, id);
      if (call !== undefined && name !== undefined) {
        const unlike = given === undefined && name !== call.name;
        // Some servers give every call the index 0, or none: an id, a name or whole arguments tell calls apart.
        const another =
          id === undefined ? unlike || opened.has(call) || (call.input.whole && json !== '') : id !== call.id;
        if (another) call = undefined;
      }
      if (call === undefined) {
        call = {
          block: this.#newBlock(),
          id: id ?? this.#newId(),
          name: name ?? '',
          input: new JsonEnd(true),
        };
        this.#calls.push(call);
        if (given !== undefined) this.#byIndex.set(given, call);
        opened.add(call);
        const signature = thoughtSignature(delta);
        this.#emit({
          kind: 'call',
          block: call.block,
          id: call.id,
          name: call.name,
          ...(signature === undefined ? {} : { seal: { by: 'google', value: signature } }),
        });
      }
      if (json === '') continue;
      call.input.push(json);
      this.#emit({ kind: 'input', block: call.block, json });
    }
  }

  /** Without an index a new id is a new call, and a piece without one belongs to the last. */
  #find(given: number | undefined, id: string | undefined): OpenCall | undefined {
    const same = id === undefined ? undefined : this.#calls.find((call) => call.id === id);
    if (same !== undefined || (given === undefined && id !== undefined)) return same;
    return given === undefined ? this.#calls.at(-1) : this.#byIndex.get(given);
  }
}
