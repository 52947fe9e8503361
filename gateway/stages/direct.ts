import type { ItineraryRules } from '#core/routing/itinerary.ts';
import { namedByBody } from '#gateway/chat/last-message.ts';
import type { GatewayContext } from '#gateway/context.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { overBudget } from '#gateway/stages/budget.ts';
import { answerEstimate, isEstimated } from '#gateway/stages/estimate.ts';
import { forward } from '#gateway/stages/forward.ts';
import { mistaken, type Refusal, refused } from '#gateway/stages/refusal.ts';
import { findRoute } from '#gateway/stages/route.ts';
import type { Live } from '#gateway/state/live.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { hasImages } from '#gateway/wire/images.ts';
import type { ParsedRequest } from '#gateway/wire/request-body.ts';

/** A request that was read. */
export interface Directed {
  live: Live;
  dialect: Dialect;
  request: ParsedRequest;
  /** The model, without the agent's prefix. */
  asked: string;
  /** The body as it goes on. */
  raw: Buffer;
  /** `?…` of the client's URL, or empty. */
  query: string;
}

/** What a request without a session wishes, by what the policy says. */
const anonymous = {
  allow: { paidSwitch: 'allow' },
  announce: { paidSwitch: 'announce' },
  hold: { paidSwitch: 'hold' },
} as const satisfies Record<string, ItineraryRules>;

/** Finds the way of a request and sends it there. */
export function direct(exchange: Exchange, context: GatewayContext, order: Directed): Refusal | undefined {
  const { live, dialect, request, asked } = order;
  const { agent } = exchange;
  const state = context.state();
  const { rules } = live.snapshot;
  const spent = overBudget(exchange.caller, rules?.budget, state, exchange.at);
  if (spent !== undefined) return refused(spent);
  // What a person chose for a conversation says nothing about the embeddings that go with it.
  const talks = dialect.id !== 'openai-embeddings';
  const id = exchange.session ?? (talks && state.hasPins ? namedByBody(request.body) : undefined);
  const session = id === undefined ? undefined : `${agent}/${id}`;
  const pin = session === undefined || !talks ? undefined : state.pin(session);
  const model = pin?.model ?? asked;
  const way = findRoute(live, dialect, agent, model, hasImages(request.body));
  if ('status' in way) return mistaken(way);
  const [leg] = way.legs;
  exchange.model = leg?.name;
  if (leg !== undefined && isEstimated(dialect, leg.provider.api)) {
    const wrong = answerEstimate(exchange, request.body, leg.headerName);
    return wrong === undefined ? undefined : mistaken(wrong);
  }
  const paidSwitch = rules?.paidSwitch ?? 'announce';
  const wishes: ItineraryRules =
    session === undefined
      ? anonymous[paidSwitch]
      : {
          paidSwitch,
          pinned: pin?.profile,
          preferred: (provider) => state.pin(session)?.last?.[provider],
        };
  forward({ ...order, exchange, route: way, wishes, session }, context);
  return undefined;
}
