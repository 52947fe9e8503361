import { reasoningDetail } from '#gateway/translate/chat/reasoning.ts';
import { errorObject } from '#gateway/translate/client-error.ts';
import { writeChatFinish } from '#gateway/translate/finish.ts';
import type { Emit, TokenUsage } from '#gateway/translate/form.ts';
import { isFreeform, unwrapInput } from '#gateway/translate/freeform.ts';
import { writeChatUsage } from '#gateway/translate/usage.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

/** Chunks of chat completions. Blocks may interleave, since every piece of a call says its index. */
export function chatWriter(write: (text: string) => void, context: WriteContext): Emit {
  let head = '';
  let first = true;
  let usage: TokenUsage | undefined;
  const calls = new Map<number, number>();
  /** Of free-form calls, whose text can only be told once it is whole: what has come so far. */
  const freeform = new Map<number, string>();
  /** Calls of which no argument has come: clients parse what they have at the end, and nothing is no JSON. */
  const bare = new Set<number>();
  let details = 0;
  const detailOf = new Map<number, number>();

  const begin = (id: string, model: string) => {
    head = `data: {"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${context.created},"model":${JSON.stringify(model)},"choices":[`;
  };
  const usageField = context.request.wantsStreamUsage ? ',"usage":null' : '';
  const send = (delta: string, finish = 'null') => {
    if (head === '') begin(`chatcmpl-${context.id}`, context.model);
    const role = first ? `"role":"assistant"${delta === '' ? ',"content":""' : ','}` : '';
    first = false;
    write(
      `${head}{"index":0,"delta":{${role}${delta}},"logprobs":null,"finish_reason":${finish}}]${usageField}}\n\n`,
    );
  };
  /** Details of one thought share an index, so that clients can put the pieces together. */
  const detailIndex = (block: number): number => {
    let index = detailOf.get(block);
    if (index === undefined) {
      index = details++;
      detailOf.set(block, index);
    }
    return index;
  };

  const piece = (block: number, json: string) =>
    send(
      `"tool_calls":[{"index":${calls.get(block) ?? 0},"function":{"arguments":${JSON.stringify(json)}}}]`,
    );
  /** What of a call can only be told once it is whole. */
  const endCall = (block: number) => {
    if (bare.delete(block)) piece(block, '{}');
    const held = freeform.get(block);
    if (held === undefined) return;
    freeform.delete(block);
    const input = JSON.stringify(unwrapInput(held));
    send(`"tool_calls":[{"index":${calls.get(block) ?? 0},"custom":{"input":${input}}}]`);
  };

  return (event) => {
    switch (event.kind) {
      case 'start':
        begin(event.id ?? `chatcmpl-${context.id}`, event.model ?? context.model);
        send('');
        return;
      case 'text':
        send(`"content":${JSON.stringify(event.text)}`);
        return;
      case 'refusal':
        send(`"refusal":${JSON.stringify(event.text)}`);
        return;
      case 'reasoning': {
        if (event.text === '') return;
        const text = JSON.stringify(event.text);
        const index = detailIndex(event.block);
        send(
          `"reasoning_content":${text},"reasoning_details":[{"type":"reasoning.text","text":${text},"index":${index}}]`,
        );
        return;
      }
      case 'seal': {
        const detail = reasoningDetail(
          { kind: 'reasoning', text: '', seal: event.seal },
          detailIndex(event.block),
        );
        send(`"reasoning_details":[${JSON.stringify(detail)}]`);
        return;
      }
      case 'call': {
        const index = calls.size;
        calls.set(event.block, index);
        const extra =
          event.seal === undefined
            ? ''
            : `,"extra_content":{"google":{"thought_signature":${JSON.stringify(event.seal.value)}}}`;
        const original = context.names.original(event.name);
        const name = JSON.stringify(original);
        if (isFreeform(context.request, original)) {
          freeform.set(event.block, '');
          send(
            `"tool_calls":[{"index":${index},"id":${JSON.stringify(event.id)},"type":"custom","custom":{"name":${name},"input":""}}]`,
          );
          return;
        }
        bare.add(event.block);
        send(
          `"tool_calls":[{"index":${index},"id":${JSON.stringify(event.id)},"type":"function","function":{"name":${name},"arguments":""}${extra}}]`,
        );
        return;
      }
      case 'input': {
        const held = freeform.get(event.block);
        if (held !== undefined) {
          freeform.set(event.block, held + event.json);
          return;
        }
        bare.delete(event.block);
        piece(event.block, event.json);
        return;
      }
      case 'usage':
        usage = event.usage;
        return;
      case 'finish':
        for (const block of calls.keys()) endCall(block);
        send('', `"${writeChatFinish(event.finish)}"`);
        return;
      case 'end':
        if (context.request.wantsStreamUsage && usage !== undefined) {
          write(`${head}],"usage":${JSON.stringify(writeChatUsage(usage))}}\n\n`);
        }
        write('data: [DONE]\n\n');
        return;
      case 'error':
        write(`data: ${JSON.stringify(errorObject('openai-chat', event.error, context.requestId))}\n\n`);
        return;
      case 'ping':
        write(': ping\n\n');
        return;
      case 'close':
        endCall(event.block);
        return;
    }
  };
}
