import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Exchange } from '#gateway/exchange.ts';
import {
  checkHost,
  checkToken,
  FailedLogins,
  forbiddenOrigin,
  originAllowed,
} from '#gateway/stages/access.ts';
import { defaultBodyLimit, readBody } from '#gateway/stages/body.ts';
import { forward } from '#gateway/stages/forward.ts';
import { answerModels } from '#gateway/stages/models.ts';
import { pick } from '#gateway/stages/pick.ts';
import type { Recorder } from '#gateway/stages/record.ts';
import { findRoute } from '#gateway/stages/route.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { Live } from '#gateway/state/live.ts';
import { anthropicMessages } from '#gateway/wire/anthropic-messages.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { openaiChat } from '#gateway/wire/openai-chat.ts';
import type { Problem } from '#gateway/wire/problem.ts';
import { parseRequest, withModel } from '#gateway/wire/request-body.ts';

export interface PipelineParts {
  /** The snapshot in force; undefined until the first one is loaded. */
  live(): Live | undefined;
  draining(): boolean;
  state: CredentialState;
  recorder: Recorder;
  /** Bytes. */
  bodyLimit?: number;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Paths that take a request for a model; another wire format is one more line. */
const endpoints: ReadonlyMap<string, Dialect> = new Map([
  ['/v1/chat/completions', openaiChat],
  ['/v1/messages', anthropicMessages],
]);

const modelsPath = '/v1/models';

/** The way of a request through the stages: access, body, route, pick, forward, record. */
export function createPipeline(parts: PipelineParts): (req: IncomingMessage, res: ServerResponse) => void {
  const { state, recorder, bodyLimit = defaultBodyLimit, now = Date.now } = parts;
  const failedLogins = new FailedLogins();
  // Unique among all runs, and cheap: randomness once, then a counter.
  const run = randomBytes(6).toString('hex');
  let counter = 0;

  const settle = (exchange: Exchange): void => {
    const { res } = exchange;
    if (!res.writableFinished && exchange.result === undefined) {
      exchange.gone = true;
      exchange.conclude('aborted');
    }
    exchange.onGone?.();
    exchange.onGone = undefined;
    const outcome = exchange.toOutcome(exchange.result === 'aborted' ? 499 : res.statusCode);
    if (outcome !== undefined) recorder.add(outcome);
    exchange.live?.release();
  };

  return (req, res) => {
    const exchange = new Exchange(req, res, `gh_${run}${(++counter).toString(36)}`, now(), performance.now());
    const url = req.url ?? '/';
    const queryAt = url.indexOf('?');
    const path = queryAt === -1 ? url : url.slice(0, queryAt);
    const live = parts.live();

    const model = endpoints.get(path);
    const lists = path === modelsPath || path.startsWith(`${modelsPath}/`);
    if (model !== undefined) {
      exchange.dialect = model;
      exchange.recordAs = model.id;
    } else if (lists) {
      exchange.dialect = req.headers['anthropic-version'] === undefined ? openaiChat : anthropicMessages;
      exchange.recordAs = 'models';
    }
    if (live !== undefined) {
      live.hold();
      exchange.live = live;
    }
    res.on('close', () => settle(exchange));

    const wrongHost = checkHost(req, live?.access);
    if (wrongHost !== undefined) return exchange.refuse(wrongHost, 'refused');
    const { origin } = req.headers;
    if (origin !== undefined) {
      if (!originAllowed(origin, live?.access)) return exchange.refuse(forbiddenOrigin, 'refused');
      exchange.extraHeaders = corsHeaders(origin);
      if (req.method === 'OPTIONS') return answerPreflight(exchange, req);
    }
    if (path === '/health') return answerStatus(exchange, 200, { status: 'alive' });
    if (path === '/ready') return answerReady(exchange, live, parts.draining());

    if (model === undefined && !lists) return exchange.refuse(notFound, 'client_error');
    const method = model === undefined ? 'GET' : 'POST';
    if (req.method !== method) return exchange.refuse(wrongMethod(method), 'client_error');
    if (live === undefined) return exchange.refuse(unavailable('not_ready', now()), 'refused');
    if (parts.draining()) return exchange.refuse(unavailable('draining', now()), 'refused');
    const denied = checkToken(req, live.access, failedLogins, now());
    if (denied !== undefined) return exchange.refuse(denied, 'refused');

    if (model === undefined) {
      const rest = path.slice(modelsPath.length + 1);
      return answerModels(exchange, live, rest === '' ? undefined : decode(rest));
    }
    readBody(req, bodyLimit, (body, problem) => {
      if (body === undefined) return exchange.refuse(problem ?? notFound, 'client_error');
      const request = parseRequest(body);
      if ('status' in request) return exchange.refuse(request, 'client_error');
      const route = findRoute(live, model, request.model);
      if ('status' in route) return exchange.refuse(route, 'client_error');
      exchange.agent = route.agent;
      exchange.model = route.name;
      const picked = pick(live, route, state, now());
      if ('problem' in picked) return exchange.refuse(picked.problem, 'refused');
      forward(
        {
          exchange,
          dialect: model,
          route,
          profiles: picked.profiles,
          body: route.model === request.model ? body : withModel(body, request, route.model),
          query: queryAt === -1 ? '' : url.slice(queryAt),
        },
        state,
        now,
      );
    });
  };
}

function answerStatus(exchange: Exchange, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  exchange.writeHead(status, ['content-type', 'application/json', 'content-length', String(bytes.length)]);
  exchange.res.end(bytes);
}

function answerReady(exchange: Exchange, live: Live | undefined, draining: boolean): void {
  if (draining) answerStatus(exchange, 503, { status: 'draining' });
  else if (live === undefined) answerStatus(exchange, 503, { status: 'starting' });
  else answerStatus(exchange, 200, { status: 'ready', revision: live.revision });
}

const corsHeaders = (origin: string): string[] => [
  'access-control-allow-origin',
  origin,
  'vary',
  'Origin',
  'access-control-expose-headers',
  'x-gatehouse-model, x-gatehouse-profile, x-gatehouse-attempts, x-gatehouse-request-id, retry-after, request-id',
];

function answerPreflight(exchange: Exchange, req: IncomingMessage): void {
  const asked = req.headers['access-control-request-headers'];
  exchange.writeHead(204, [
    'access-control-allow-methods',
    'GET, POST',
    'access-control-allow-headers',
    typeof asked === 'string' ? asked : 'authorization, content-type',
    // Ten minutes, in seconds.
    'access-control-max-age',
    '600',
  ]);
  exchange.res.end();
}

const notFound: Problem = {
  status: 404,
  code: 'not_found',
  message: 'There is nothing at this address.',
  hint: 'The gateway answers /v1/chat/completions, /v1/messages, /v1/models, /health and /ready.',
};

const wrongMethod = (method: string): Problem => ({
  status: 405,
  code: 'method_not_allowed',
  message: `This address takes ${method} only.`,
});

/** Starting and stopping take moments; official clients wait and try again by themselves. */
const unavailable = (code: 'not_ready' | 'draining', now: number): Problem => ({
  status: 503,
  code,
  message: code === 'not_ready' ? 'The gateway is starting.' : 'The gateway is stopping.',
  hint: 'Try again in a moment.',
  retryAt: now + 1000,
});

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
