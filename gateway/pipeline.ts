import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseAgent, splitAgent } from '#core/model/agent.ts';
import { parseChatCommand } from '#core/model/chat-command.ts';
import type { ClientDialect } from '#core/model/resolve.ts';
import type { ItineraryRules } from '#core/routing/itinerary.ts';
import { answerText, copyOf } from '#gateway/chat/answer-text.ts';
import { answerCommand } from '#gateway/chat/command-answer.ts';
import { History } from '#gateway/chat/history.ts';
import { lastUserText, namedByBody } from '#gateway/chat/last-message.ts';
import { say } from '#gateway/chat/say.ts';
import { answerSessions, sessionsPath } from '#gateway/chat/sessions-api.ts';
import { exchanged, withHistory } from '#gateway/chat/with-history.ts';
import { Exchange } from '#gateway/exchange.ts';
import {
  authenticate,
  checkHost,
  FailedLogins,
  forbiddenOrigin,
  originAllowed,
} from '#gateway/stages/access.ts';
import { defaultBodyLimit, readBody } from '#gateway/stages/body.ts';
import { account, overBudget } from '#gateway/stages/budget.ts';
import { answerEstimate, isEstimated } from '#gateway/stages/estimate.ts';
import { forward } from '#gateway/stages/forward.ts';
import { answerModels } from '#gateway/stages/models.ts';
import type { Recorder } from '#gateway/stages/record.ts';
import { findRoute } from '#gateway/stages/route.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import { type GatewayEvents, quietEvents } from '#gateway/state/events.ts';
import type { Live } from '#gateway/state/live.ts';
import { Probes } from '#gateway/state/probes.ts';
import { type ConversationDialect, clientCodecs } from '#gateway/translate/codecs.ts';
import { anthropicMessages } from '#gateway/wire/anthropic-messages.ts';
import { anthropicCountTokens } from '#gateway/wire/count-tokens.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { openaiEmbeddings } from '#gateway/wire/embeddings.ts';
import { hasImages } from '#gateway/wire/images.ts';
import { openaiChat } from '#gateway/wire/openai-chat.ts';
import { openaiResponses } from '#gateway/wire/openai-responses.ts';
import type { Problem } from '#gateway/wire/problem.ts';
import { type ParsedRequest, parseRequest } from '#gateway/wire/request-body.ts';

export interface PipelineParts {
  /** The snapshot in force; undefined until the first one is loaded. */
  live(): Live | undefined;
  draining(): boolean;
  state(): CredentialState;
  recorder: Recorder;
  /** Told of what people want to know at once. */
  events?: GatewayEvents;
  /** Bytes. */
  bodyLimit?: number;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Paths that take a request for a model; another wire format is one more line. */
const endpoints: ReadonlyMap<string, Dialect> = new Map([
  ['/v1/chat/completions', openaiChat],
  ['/v1/responses', openaiResponses],
  ['/v1/embeddings', openaiEmbeddings],
  ['/v1/messages', anthropicMessages],
  ['/v1/messages/count_tokens', anthropicCountTokens],
]);

const modelsPath = '/v1/models';

export interface Pipeline {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Resolves once no request is under way and all are recorded. */
  idle(): Promise<void>;
}

/** The way of a request through the stages: access, body, route, pick, forward, record. */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { recorder, events = quietEvents, bodyLimit = defaultBodyLimit, now = Date.now } = parts;
  const failedLogins = new FailedLogins();
  const probes = new Probes();
  // Unique among all runs, and cheap: randomness once, then a counter.
  const run = randomBytes(6).toString('hex');
  let counter = 0;
  let underWay = 0;
  let onIdle: (() => void)[] = [];

  const settle = (exchange: Exchange): void => {
    const { res } = exchange;
    if (!res.writableFinished && exchange.result === undefined) {
      exchange.gone = true;
      exchange.conclude('aborted');
    }
    exchange.onGone?.();
    exchange.onGone = undefined;
    if (exchange.usage !== undefined && exchange.live !== undefined) {
      account(exchange, exchange.live, parts.state(), events, now());
    }
    const outcome = exchange.toOutcome(exchange.result === 'aborted' ? 499 : res.statusCode);
    if (outcome !== undefined) recorder.add(outcome);
    exchange.live?.release();
    if (--underWay > 0) return;
    for (const tell of onIdle) tell();
    onIdle = [];
  };

  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    underWay++;
    const exchange = new Exchange(req, res, `gh_${run}${(++counter).toString(36)}`, now(), performance.now());
    const live = parts.live();
    if (live !== undefined) {
      live.hold();
      exchange.live = live;
    }
    res.on('close', () => settle(exchange));
    const refusal = admit(exchange, live);
    if (refusal !== undefined) exchange.refuse(refusal.problem, refusal.result);
  };

  /** Everything up to the body. */
  const admit = (exchange: Exchange, live: Live | undefined): Refusal | undefined => {
    const { req } = exchange;
    const url = req.url ?? '/';
    const queryAt = url.indexOf('?');
    const path = queryAt === -1 ? url : url.slice(0, queryAt);
    const dialect = endpoints.get(path);
    const lists = path === modelsPath || path.startsWith(`${modelsPath}/`);
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
    if (path === '/health') {
      answerStatus(exchange, 200, { status: 'alive' });
      return undefined;
    }
    if (path === '/ready') {
      answerReady(exchange, live, parts.draining());
      return undefined;
    }

    const sessions = path === sessionsPath || path.startsWith(`${sessionsPath}/`);
    const metrics = path === '/metrics';
    if (dialect === undefined && !lists && !sessions && !metrics) return mistaken(notFound);
    const method = dialect === undefined ? 'GET' : 'POST';
    if (req.method !== method && !(sessions && req.method === 'DELETE')) return mistaken(wrongMethod(method));
    if (live === undefined) return refused(unavailable('not_ready', now()));
    if (parts.draining()) return refused(unavailable('draining', now()));
    const caller = authenticate(req, live.access, failedLogins, now());
    if ('status' in caller) return refused(caller);
    exchange.caller = caller;

    if (metrics) {
      if (caller.agent !== undefined) return refused(wrongAgent(caller.agent));
      // This request is under way itself.
      const bytes = Buffer.from(recorder.metrics.text(underWay - 1));
      const type = 'text/plain; version=0.0.4; charset=utf-8';
      exchange.writeHead(200, ['content-type', type, 'content-length', String(bytes.length)]);
      exchange.res.end(bytes);
      return undefined;
    }
    if (sessions) {
      const chosen = chooseAgent({ header: header(req, 'x-gatehouse-agent'), bound: caller.agent });
      if (!chosen.ok) return refused(wrongAgent(chosen.bound));
      exchange.agent = chosen.agent;
      const id = decode(path.slice(sessionsPath.length + 1));
      void answerSessions(exchange, id === '' ? undefined : id, parts.state(), historyOf(live));
      return undefined;
    }
    if (dialect === undefined) {
      exchange.agent = caller.agent ?? header(req, 'x-gatehouse-agent') ?? 'main';
      const wanted = path.slice(modelsPath.length + 1);
      answerModels(exchange, live, wanted === '' ? undefined : decode(wanted));
      return undefined;
    }
    readBody(req, bodyLimit, (body) => {
      const refusal = Buffer.isBuffer(body)
        ? send(exchange, live, dialect, body, queryAt === -1 ? '' : url.slice(queryAt))
        : mistaken(body);
      if (refusal !== undefined) exchange.refuse(refusal.problem, refusal.result);
    });
    return undefined;
  };

  /** Everything from the body on. */
  const send = (
    exchange: Exchange,
    live: Live,
    dialect: Dialect,
    body: Buffer,
    query: string,
  ): Refusal | undefined => {
    const request = parseRequest(body);
    if ('status' in request) return mistaken(request);
    const named = splitAgent(request.model);
    const chosen = chooseAgent({
      prefix: named.agent,
      header: header(exchange.req, 'x-gatehouse-agent'),
      bound: exchange.caller?.agent,
    });
    if (!chosen.ok) return refused(wrongAgent(chosen.bound));
    const { agent } = chosen;
    exchange.agent = agent;
    exchange.session = header(exchange.req, 'x-gatehouse-session');
    const conversing = dialect.id;
    if (converses(conversing)) {
      const text = body.includes('/') ? lastUserText(request.body) : undefined;
      const command =
        text === undefined || !text.trimStart().startsWith('/') ? undefined : parseChatCommand(text);
      if (command !== undefined) {
        const id = exchange.session ?? namedByBody(request.body);
        const session = id === undefined ? undefined : `${agent}/${id}`;
        if (!live.agents.has(agent)) return mistaken(unknownAgent);
        const place = { live, state: parts.state(), dialect, agent, session, now: now() };
        const answer = answerCommand(command, place);
        const tell = () => say(exchange, conversing, request, answer);
        const history = command.act === 'new' && id !== undefined ? historyOf(live) : undefined;
        // Forgotten first, so that whoever reads the answer can rely on it.
        if (history === undefined || id === undefined) tell();
        else void history.remove(agent, id).then(tell, tell);
        return undefined;
      }
      if (header(exchange.req, 'x-gatehouse-history') === 'keep') {
        return keepHistory(exchange, live, dialect, request, named.model, query);
      }
    }
    return route(exchange, live, dialect, request, named.model, body, query);
  };

  /** The gateway keeps the conversation: what was said before goes along, what is answered is written down. */
  const keepHistory = (
    exchange: Exchange,
    live: Live,
    dialect: Dialect,
    request: ParsedRequest,
    model: string,
    query: string,
  ): Refusal | undefined => {
    const { agent, session } = exchange;
    const history = historyOf(live);
    if (session === undefined || history === undefined) return mistaken(noHistory);
    const answered = copyOf(exchange.res);
    void history.read(agent, session).then((kept) => {
      if (exchange.gone) return;
      const whole = withHistory(request, kept);
      exchange.res.once('close', () => {
        // A client that hung up keeps what was said so far.
        const said =
          exchange.result === 'ok' || exchange.result === undefined || exchange.result === 'aborted';
        const raw = said ? answered() : undefined;
        const messages = raw === undefined ? [] : exchanged(request, answerText(raw), exchange.model, now());
        if (messages.length > 0) void history.append(agent, session, messages).catch(() => undefined);
      });
      const bytes = Buffer.from(JSON.stringify(whole.body));
      const refusal = route(exchange, live, dialect, whole, model, bytes, query);
      if (refusal !== undefined) exchange.refuse(refusal.problem, refusal.result);
    });
    return undefined;
  };

  /** Finds the way and goes it. */
  const route = (
    exchange: Exchange,
    live: Live,
    dialect: Dialect,
    request: ParsedRequest,
    asked: string,
    body: Buffer,
    query: string,
  ): Refusal | undefined => {
    const { agent } = exchange;
    const state = parts.state();
    const spent = overBudget(exchange.caller, live.snapshot.rules?.budget, state, now());
    if (spent !== undefined) return refused(spent);
    const id = exchange.session ?? (state.hasPins ? namedByBody(request.body) : undefined);
    const session = id === undefined ? undefined : `${agent}/${id}`;
    const pin = session === undefined ? undefined : state.pin(session);
    const model = pin?.model ?? asked;
    const way = findRoute(live, dialect, { agent, model, images: hasImages(body, request.body) });
    if ('status' in way) return mistaken(way);
    const [leg] = way.legs;
    exchange.model = leg?.name;
    if (leg !== undefined && isEstimated(dialect, leg.provider.api)) {
      const wrong = answerEstimate(exchange, request.body, leg.headerName);
      return wrong === undefined ? undefined : mistaken(wrong);
    }
    const rules: ItineraryRules = {
      paidSwitch: live.snapshot.rules?.paidSwitch ?? 'announce',
      pinned: pin?.profile,
      preferred: session === undefined ? undefined : (provider) => state.pin(session)?.last?.[provider],
    };
    forward(
      { exchange, live, dialect, route: way, rules, session, request, raw: body, query },
      { state, probes, events, now },
    );
    return undefined;
  };

  return {
    handle,
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}

/** One header of a request, without white space around it; absent and empty are the same. */
function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === '' || (text !== undefined && text.length > 200) ? undefined : text;
}

/** Dialects in which a person talks. */
const converses = (id: ClientDialect): id is ConversationDialect => Object.hasOwn(clientCodecs, id);

/** Conversations are kept in the gateway's folder, where there is one. */
const historyOf = ({ snapshot }: Live): History | undefined =>
  snapshot.state?.dir === undefined ? undefined : new History(snapshot.state.dir);

const unknownAgent: Problem = {
  status: 404,
  code: 'unknown_agent',
  message: 'There is no such agent.',
  hint: 'Run "gatehouse agents list".',
};

const noHistory: Problem = {
  status: 400,
  code: 'session_missing',
  message: 'A conversation can be kept only under the name of a session.',
  hint: 'Send X-Gatehouse-Session together with X-Gatehouse-History: keep.',
};

const wrongAgent = (bound: string): Problem => ({
  status: 403,
  code: 'agent_not_allowed',
  message: 'This access token belongs to another agent.',
  hint: `It may use the agent ${bound} only.`,
});

interface Refusal {
  problem: Problem;
  result: 'refused' | 'client_error';
}

/** The gateway will not, or cannot now. */
const refused = (problem: Problem): Refusal => ({ problem, result: 'refused' });
/** The caller asked for something that cannot be. */
const mistaken = (problem: Problem): Refusal => ({ problem, result: 'client_error' });

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
  'x-gatehouse-model, x-gatehouse-profile, x-gatehouse-attempts, x-gatehouse-switch, x-gatehouse-warnings, x-gatehouse-request-id, retry-after, request-id',
];

function answerPreflight(exchange: Exchange): void {
  const asked = exchange.req.headers['access-control-request-headers'];
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
  hint: 'The gateway answers /v1/chat/completions, /v1/responses, /v1/embeddings, /v1/messages, /v1/models, /health and /ready.',
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
