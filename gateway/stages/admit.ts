import { chooseAgent } from '#core/model/agent.ts';
import { answerSessions, sessionsPath } from '#gateway/chat/sessions-api.ts';
import type { GatewayContext } from '#gateway/context.ts';
import { endpoints, modelsPath } from '#gateway/endpoints.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { authenticate, checkHost, forbiddenOrigin, originAllowed } from '#gateway/stages/access.ts';
import { readBody } from '#gateway/stages/body.ts';
import { historyOf } from '#gateway/stages/converse.ts';
import { answerPreflight, corsHeaders } from '#gateway/stages/cors.ts';
import { answerModels } from '#gateway/stages/models.ts';
import { receive } from '#gateway/stages/receive.ts';
import {
  mistaken,
  notFound,
  type Refusal,
  refused,
  unavailable,
  unknownAgent,
  wrongAgent,
  wrongMethod,
} from '#gateway/stages/refusal.ts';
import { answerHealth, answerMetrics, answerReady } from '#gateway/stages/status.ts';
import type { Live } from '#gateway/state/live.ts';
import { anthropicMessages } from '#gateway/wire/anthropic-messages.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { requestHeader } from '#gateway/wire/headers.ts';
import { openaiChat } from '#gateway/wire/openai-chat.ts';

/**
 * Everything up to the body: which endpoint, who asks, whether they may.
 *
 * @param underWay requests that have not ended, this one among them.
 */
export function admit(exchange: Exchange, context: GatewayContext, underWay: number): Refusal | undefined {
  const { req, live } = exchange;
  const url = req.url ?? '/';
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const dialect = endpoints.get(path);
  const lists = dialect === undefined && isUnder(path, modelsPath);
  if (dialect !== undefined) {
    exchange.dialect = dialect;
    exchange.recordAs = dialect.id;
  } else if (lists) {
    exchange.dialect = req.headers['anthropic-version'] === undefined ? openaiChat : anthropicMessages;
    exchange.recordAs = 'models';
  }

  const wrongHost = checkHost(req, live?.access);
  if (wrongHost !== undefined) return refused(wrongHost);
  const { origin } = req.headers;
  if (origin !== undefined) {
    if (!originAllowed(origin, live?.access)) return refused(forbiddenOrigin);
    exchange.extraHeaders = corsHeaders(origin);
    if (req.method === 'OPTIONS') {
      exchange.recordAs = undefined;
      answerPreflight(exchange);
      return undefined;
    }
  }
  if (dialect === undefined) {
    if (path === '/health') {
      answerHealth(exchange);
      return undefined;
    }
    if (path === '/ready') {
      answerReady(exchange, live, context.draining());
      return undefined;
    }
  }

  const sessions = dialect === undefined && isUnder(path, sessionsPath);
  const metrics = path === '/metrics';
  if (dialect === undefined && !lists && !sessions && !metrics) return mistaken(notFound);
  const method = dialect === undefined ? 'GET' : 'POST';
  if (req.method !== method && !(sessions && req.method === 'DELETE')) return mistaken(wrongMethod(method));
  if (live === undefined) return refused(unavailable('not_ready', context.now()));
  if (context.draining()) return refused(unavailable('draining', context.now()));
  const caller = authenticate(req, live.access, context.failedLogins, exchange.at);
  if ('status' in caller) return refused(caller);
  exchange.caller = caller;

  if (dialect !== undefined) {
    takeBody(exchange, context, live, dialect, queryAt === -1 ? '' : url.slice(queryAt));
    return undefined;
  }
  if (metrics) {
    if (caller.agent !== undefined) return refused(wrongAgent(caller.agent));
    answerMetrics(exchange, context.recorder.metrics.text(underWay - 1));
    return undefined;
  }
  if (sessions) {
    const chosen = chooseAgent({ header: requestHeader(req, 'x-gatehouse-agent'), bound: caller.agent });
    if (!chosen.ok) return refused(wrongAgent(chosen.bound));
    // Its name is that of a folder as well.
    if (!live.agents.has(chosen.agent)) return mistaken(unknownAgent);
    exchange.agent = chosen.agent;
    const id = decode(path.slice(sessionsPath.length + 1));
    answerSessions(exchange, id === '' ? undefined : id, context.state(), historyOf(live)).catch(
      (error: unknown) => context.fail(exchange, error),
    );
    return undefined;
  }
  exchange.agent = caller.agent ?? requestHeader(req, 'x-gatehouse-agent') ?? 'main';
  const wanted = path.slice(modelsPath.length + 1);
  answerModels(exchange, live, wanted === '' ? undefined : decode(wanted));
  return undefined;
}

function takeBody(
  exchange: Exchange,
  context: GatewayContext,
  live: Live,
  dialect: Dialect,
  query: string,
): void {
  readBody(exchange.req, context.bodyLimit, (body) => {
    try {
      const refusal = Buffer.isBuffer(body)
        ? receive(exchange, context, live, dialect, body, query)
        : mistaken(body);
      if (refusal !== undefined) exchange.refuse(refusal.problem, refusal.result);
    } catch (error) {
      context.fail(exchange, error);
    }
  });
}

const isUnder = (path: string, base: string): boolean => path === base || path.startsWith(`${base}/`);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
