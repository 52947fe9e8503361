import type { Itinerary, Stop } from '#core/routing/itinerary.ts';
import type { GatewayContext } from '#gateway/context.ts';
import type { RouteLeg } from '#gateway/stages/route.ts';
import type { LiveProfile } from '#gateway/state/live.ts';

/** Where a request went instead of where its turn would have been. */
interface Answered {
  agent: string;
  /** The first leg: what was asked for. */
  asked: RouteLeg;
  leg: RouteLeg;
  stop: Stop<LiveProfile> | undefined;
  itinerary: Itinerary<LiveProfile>;
  /** The switch to a paid key is to be told. */
  paid: boolean;
}

/** Somebody answers who is not the first in turn: people hear why. */
export function announceAnswer(context: GatewayContext, answered: Answered): void {
  const { agent, asked, leg, stop, itinerary, paid } = answered;
  const first = itinerary.passed.find(({ behind }) => behind !== true);
  if (first === undefined) {
    context.switches.over(agent, asked.name);
    return;
  }
  context.switches.told(asked.name, {
    kind: 'switched',
    at: context.now(),
    agent,
    from: paid
      ? { model: first.model, profile: stop?.paidSwitch?.from ?? first.id }
      : { model: first.model, profile: first.id },
    to: { model: leg.name, ...(stop?.profile === undefined ? {} : { profile: stop.profile.id }) },
    reason: paid ? (stop?.paidSwitch?.because ?? first.why) : first.why,
    paid: paid ? 'announced' : 'no',
  });
}

/** Nobody answers since the switch to a paid key is held: people hear what waits for their word. */
export function announceHeld(
  context: GatewayContext,
  { agent, asked, itinerary }: Pick<Answered, 'agent' | 'asked' | 'itinerary'>,
): void {
  const held = itinerary.passed.find(({ why }) => why === 'held');
  const left = itinerary.passed.find(({ why }) => why !== 'held');
  if (held === undefined || left === undefined) return;
  context.switches.told(asked.name, {
    kind: 'switched',
    at: context.now(),
    agent,
    from: { model: left.model, profile: left.id },
    to: { model: held.model, profile: held.id },
    reason: left.why,
    paid: 'held',
  });
}
