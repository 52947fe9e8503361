import { chooseAgent, splitAgent } from '#core/model/agent.ts';
import type { GatewayContext } from '#gateway/context.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { converse } from '#gateway/stages/converse.ts';
import { direct } from '#gateway/stages/direct.ts';
import { mistaken, type Refusal, refused, unknownAgent, wrongAgent } from '#gateway/stages/refusal.ts';
import type { Live } from '#gateway/state/live.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { requestHeader } from '#gateway/wire/headers.ts';
import { parseRequest } from '#gateway/wire/request-body.ts';

/** Reads what a request wants and of which agent; then it is a word of a conversation, or on its way to a model. */
export function receive(
  exchange: Exchange,
  context: GatewayContext,
  live: Live,
  dialect: Dialect,
  body: Buffer,
  query: string,
): Refusal | undefined {
  const request = parseRequest(body);
  if ('status' in request) return mistaken(request);
  const named = splitAgent(request.model);
  const chosen = chooseAgent({
    prefix: named.agent,
    header: requestHeader(exchange.req, 'x-gatehouse-agent'),
    bound: exchange.caller?.agent,
  });
  if (!chosen.ok) return refused(wrongAgent(chosen.bound));
  // Before anything is kept under its name.
  if (!live.agents.has(chosen.agent)) return mistaken(unknownAgent);
  exchange.agent = chosen.agent;
  exchange.asked = named.model;
  exchange.session = requestHeader(exchange.req, 'x-gatehouse-session');
  const order = { live, dialect, request, asked: named.model, raw: body, query };
  const answered = converse(exchange, context, order);
  return answered === undefined ? direct(exchange, context, order) : answered.refusal;
}
