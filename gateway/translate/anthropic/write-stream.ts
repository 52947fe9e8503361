import { errorObject } from '#gateway/translate/client-error.ts';
import { writeMessagesFinish } from '#gateway/translate/finish.ts';
import type { Emit, Finish, TokenUsage } from '#gateway/translate/form.ts';
import { inOrder } from '#gateway/translate/in-order.ts';
import { packSeal, unsealed } from '#gateway/translate/seal.ts';
import { plainId } from '#gateway/translate/tool-names.ts';
import { writeMessagesUsage } from '#gateway/translate/usage.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

type Kind = 'text' | 'thinking' | 'tool_use';

/**
 * Events of messages. Only one block is open at a time, so what interleaves upstream is put in order first; an error
 * is the last event, and without `message_stop` no client takes the answer for whole.
 */
export function messagesWriter(write: (text: string) => void, context: WriteContext): Emit {
  let started = false;
  let index = -1;
  let open: { block: number; kind: Kind } | undefined;
  /** The open thoughts have their signature. */
  let signed = false;
  let usage: TokenUsage | undefined;
  let finish: Finish = 'end';
  let stopSequence: string | undefined;

  const send = (type: string, rest: string) => write(`event: ${type}\ndata: {"type":"${type}"${rest}}\n\n`);
  const begin = (id = `msg_${context.id}`, model = context.model) => {
    if (started) return;
    started = true;
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: writeMessagesUsage(usage),
    };
    send('message_start', `,"message":${JSON.stringify(message)}`);
  };
  const signature = (value: string) => {
    signed = true;
    change(`{"type":"signature_delta","signature":${JSON.stringify(value)}}`);
  };
  const close = () => {
    if (open === undefined) return;
    if (open.kind === 'thinking' && !signed) signature(unsealed);
    open = undefined;
    send('content_block_stop', `,"index":${index}`);
  };
  const start = (block: number, kind: Kind, content: string) => {
    begin();
    close();
    index++;
    open = { block, kind };
    signed = false;
    send('content_block_start', `,"index":${index},"content_block":${content}`);
  };
  const change = (delta: string) => send('content_block_delta', `,"index":${index},"delta":${delta}`);
  const text = (block: number, said: string) => {
    if (said === '') return;
    if (open?.kind !== 'text' || open.block !== block) start(block, 'text', '{"type":"text","text":""}');
    change(`{"type":"text_delta","text":${JSON.stringify(said)}}`);
  };
  const thinking = (block: number) => {
    if (open?.kind === 'thinking' && open.block === block) return;
    start(block, 'thinking', '{"type":"thinking","thinking":"","signature":""}');
  };

  const one: Emit = (event) => {
    switch (event.kind) {
      case 'start':
        begin(event.id, event.model);
        return;
      case 'text':
      case 'refusal':
        text(event.block, event.text);
        return;
      case 'reasoning':
        thinking(event.block);
        if (event.text !== '') change(`{"type":"thinking_delta","thinking":${JSON.stringify(event.text)}}`);
        return;
      case 'seal': {
        const { by, value } = event.seal;
        if (by === 'anthropic-redacted') {
          start(event.block, 'thinking', `{"type":"redacted_thinking","data":${JSON.stringify(value)}}`);
          signed = true;
          close();
          return;
        }
        thinking(event.block);
        signature(by === 'anthropic' ? value : packSeal(event.seal));
        return;
      }
      case 'call': {
        if (event.seal !== undefined) {
          thinking(event.block);
          signature(packSeal(event.seal));
        }
        const id = JSON.stringify(plainId(event.id));
        const name = JSON.stringify(context.names.original(event.name));
        start(event.block, 'tool_use', `{"type":"tool_use","id":${id},"name":${name},"input":{}}`);
        return;
      }
      case 'input':
        change(`{"type":"input_json_delta","partial_json":${JSON.stringify(event.json)}}`);
        return;
      case 'ping':
        send('ping', '');
        return;
      case 'close':
        if (open?.block === event.block) close();
        return;
      case 'usage':
        usage = event.usage;
        return;
      case 'finish':
        ({ finish, stopSequence } = { stopSequence: undefined, ...event });
        return;
      case 'end': {
        begin();
        close();
        const delta = {
          stop_reason: writeMessagesFinish(finish, stopSequence),
          stop_sequence: stopSequence ?? null,
        };
        send(
          'message_delta',
          `,"delta":${JSON.stringify(delta)},"usage":${JSON.stringify(writeMessagesUsage(usage))}`,
        );
        send('message_stop', '');
        return;
      }
      case 'error':
        write(
          `event: error\ndata: ${JSON.stringify(errorObject('anthropic-messages', event.error, context.requestId))}\n\n`,
        );
    }
  };
  return inOrder(one);
}
