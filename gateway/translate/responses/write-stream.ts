import type { JsonObject } from '#core/json.ts';
import { openaiCode } from '#gateway/translate/client-error.ts';
import type { Emit, Finish, Seal, StreamEvent, TokenUsage } from '#gateway/translate/form.ts';
import { isFreeform, unwrapInput } from '#gateway/translate/freeform.ts';
import { namesOfCall } from '#gateway/translate/namespaces.ts';
import { endStatus, type ResponseState, writeResponse } from '#gateway/translate/responses/envelope.ts';
import {
  callItem,
  freeformItem,
  itemId,
  messageItem,
  reasoningItem,
  refusalPart,
  textPart,
} from '#gateway/translate/responses/items.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';
import { responsesErrorEvent } from '#gateway/wire/openai-responses.ts';

interface Open {
  kind: 'text' | 'refusal' | 'reasoning' | 'call';
  id: string;
  at: number;
  /** Everything so far; the API repeats it at the end of each item. */
  text: string;
  call: { id: string; name: string };
  seal?: Seal | undefined;
}

/** Events of responses. Each block is an output item; items may interleave, since every event names its item. */
export function responsesWriter(write: (text: string) => void, context: WriteContext): Emit {
  let sequence = 0;
  let begun = false;
  let count = 0;
  let model = context.model;
  let usage: TokenUsage | undefined;
  let finish: Finish = 'end';
  const id = `resp_${context.id}`;
  const open = new Map<number, Open>();
  const output: JsonObject[] = [];

  const send = (type: string, fields: JsonObject) =>
    write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`);
  const state = (status: ResponseState['status'], more: Partial<ResponseState> = {}) =>
    writeResponse({ id, model, status, output: output.filter(Boolean), ...more }, context);
  const begin = () => {
    if (begun) return;
    begun = true;
    send('response.created', { response: state('in_progress') });
    send('response.in_progress', { response: state('in_progress') });
  };

  const place = (item: Open) => ({ item_id: item.id, output_index: item.at });
  const content = (item: Open) => ({ ...place(item), content_index: 0 });
  const partOf = (item: Open, text = item.text) =>
    item.kind === 'text' ? textPart(text) : refusalPart(text);

  const itemOfCall = (name: string) => (isFreeform(context.request, name) ? freeformItem : callItem);

  const itemFor = (block: number, kind: Open['kind'], call = { id: '', name: '' }): Open => {
    const known = open.get(block);
    if (known !== undefined) return known;
    begin();
    const prefix =
      kind === 'call'
        ? isFreeform(context.request, call.name)
          ? 'ctc'
          : 'fc'
        : kind === 'reasoning'
          ? 'rs'
          : 'msg';
    const item: Open = { kind, id: itemId(prefix, context, count), at: count++, text: '', call };
    open.set(block, item);
    const added =
      kind === 'call'
        ? itemOfCall(call.name)(item.id, 'in_progress', { ...call, input: '' }, context)
        : kind === 'reasoning'
          ? reasoningItem(item.id, { text: '' })
          : messageItem(item.id, 'in_progress', []);
    send('response.output_item.added', { output_index: item.at, item: added });
    if (kind === 'text' || kind === 'refusal') {
      send('response.content_part.added', { ...content(item), part: partOf(item, '') });
    }
    return item;
  };

  const close = (block: number) => {
    const item = open.get(block);
    if (item === undefined) return;
    open.delete(block);
    let done: JsonObject;
    if (item.kind === 'call' && isFreeform(context.request, item.call.name)) {
      // Plain text can only be told once its JSON string is whole.
      const input = unwrapInput(item.text);
      send('response.custom_tool_call_input.delta', { ...place(item), delta: input });
      send('response.custom_tool_call_input.done', { ...place(item), input });
      done = freeformItem(item.id, 'completed', { ...item.call, input }, context);
    } else if (item.kind === 'call') {
      const input = item.text === '' ? '{}' : item.text;
      // Some clients put the deltas together and nothing else.
      if (item.text === '') send('response.function_call_arguments.delta', { ...place(item), delta: input });
      send('response.function_call_arguments.done', {
        ...place(item),
        arguments: input,
        name: namesOfCall(context.request, item.call.name).name,
      });
      done = callItem(item.id, 'completed', { ...item.call, input }, context);
    } else if (item.kind === 'reasoning') {
      if (item.text !== '') {
        const part = { ...place(item), summary_index: 0 };
        send('response.reasoning_summary_text.done', { ...part, text: item.text });
        send('response.reasoning_summary_part.done', {
          ...part,
          part: { type: 'summary_text', text: item.text },
        });
      }
      done = reasoningItem(item.id, item);
    } else {
      if (item.kind === 'text') {
        send('response.output_text.done', { ...content(item), text: item.text, logprobs: [] });
      } else send('response.refusal.done', { ...content(item), refusal: item.text });
      send('response.content_part.done', { ...content(item), part: partOf(item) });
      done = messageItem(item.id, 'completed', [partOf(item)]);
    }
    send('response.output_item.done', { output_index: item.at, item: done });
    output[item.at] = done;
  };
  const closeAll = () => {
    for (const block of [...open.keys()]) close(block);
  };

  const begunCall = (event: Extract<StreamEvent, { kind: 'call' }>) => {
    if (event.seal !== undefined) {
      // A call has no place for a signature; a thought before it carries it back.
      const thought = itemFor(-1 - event.block, 'reasoning');
      thought.seal = event.seal;
      close(-1 - event.block);
    }
    itemFor(event.block, 'call', { id: event.id, name: context.names.original(event.name) });
  };

  return (event) => {
    switch (event.kind) {
      case 'start':
        model = event.model ?? model;
        begin();
        return;
      case 'text': {
        const item = itemFor(event.block, 'text');
        item.text += event.text;
        send('response.output_text.delta', { ...content(item), delta: event.text, logprobs: [] });
        return;
      }
      case 'refusal': {
        const item = itemFor(event.block, 'refusal');
        item.text += event.text;
        send('response.refusal.delta', { ...content(item), delta: event.text });
        return;
      }
      case 'reasoning': {
        if (event.text === '') return;
        const item = itemFor(event.block, 'reasoning');
        const part = { ...place(item), summary_index: 0 };
        if (item.text === '') {
          send('response.reasoning_summary_part.added', {
            ...part,
            part: { type: 'summary_text', text: '' },
          });
        }
        item.text += event.text;
        send('response.reasoning_summary_text.delta', { ...part, delta: event.text });
        return;
      }
      case 'seal':
        itemFor(event.block, 'reasoning').seal = event.seal;
        return;
      case 'call':
        begunCall(event);
        return;
      case 'input': {
        const item = open.get(event.block);
        if (item === undefined) return;
        item.text += event.json;
        if (isFreeform(context.request, item.call.name)) return;
        send('response.function_call_arguments.delta', { ...place(item), delta: event.json });
        return;
      }
      case 'ping':
        write(': ping\n\n');
        return;
      case 'close':
        close(event.block);
        return;
      case 'usage':
        usage = event.usage;
        return;
      case 'finish':
        finish = event.finish;
        return;
      case 'end': {
        begin();
        closeAll();
        const status = endStatus(finish);
        send(`response.${status}`, { response: state(status, { finish, usage }) });
        return;
      }
      case 'error':
        begin();
        send('response.failed', { response: state('failed', { error: event.error }) });
        write(
          responsesErrorEvent({ code: openaiCode(event.error), message: event.error.message }, sequence++),
        );
    }
  };
}
