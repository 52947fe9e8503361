import type { Exchange } from '#gateway/exchange.ts';
import { type ConversationDialect, clientCodecs } from '#gateway/translate/codecs.ts';
import type { ConversationRequest } from '#gateway/translate/form.ts';
import { ToolNames } from '#gateway/translate/tool-names.ts';
import type { ParsedRequest } from '#gateway/wire/request-body.ts';

/** Who a command's answer says it is. */
const ownModel = 'gatehouse/commands';

/** Answers in the gateway's own words, as a model of the client's dialect would: whole, or streamed when that was asked. */
export function say(
  exchange: Exchange,
  dialect: ConversationDialect,
  request: ParsedRequest,
  text: string,
): void {
  const codec = clientCodecs[dialect];
  const streamed = request.body.stream === true;
  const asked: ConversationRequest = {
    stream: streamed,
    wantsStreamUsage: false,
    turns: [],
    tools: [],
    hostedTools: [],
    settings: {},
    unknown: [],
  };
  const context = {
    id: exchange.id.replaceAll(/[^a-zA-Z0-9]/g, ''),
    created: Math.floor(exchange.at / 1000),
    model: ownModel,
    names: new ToolNames(),
    request: asked,
    requestId: exchange.id,
  };
  const headers = ['x-gatehouse-model', ownModel, 'x-gatehouse-request-id', exchange.id];
  exchange.model = undefined;
  exchange.conclude('ok', 'command');
  const usage = { input: 0, output: 0 };
  if (!streamed) {
    const answer = codec.writeAnswer({ parts: [{ kind: 'text', text }], finish: 'end', usage }, context);
    const body = Buffer.from(JSON.stringify(answer));
    exchange.writeHead(200, [
      ...headers,
      'content-type',
      'application/json',
      'content-length',
      String(body.length),
    ]);
    exchange.res.end(body);
    return;
  }
  exchange.writeHead(200, [
    ...headers,
    'content-type',
    'text/event-stream; charset=utf-8',
    'cache-control',
    'no-cache',
  ]);
  const emit = codec.writeStream((part) => void exchange.res.write(part), context);
  emit({ kind: 'start' });
  emit({ kind: 'text', block: 0, text });
  emit({ kind: 'close', block: 0 });
  emit({ kind: 'usage', usage });
  emit({ kind: 'finish', finish: 'end' });
  emit({ kind: 'end' });
  exchange.res.end();
}
