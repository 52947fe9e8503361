import type { AttentionItem, AttentionTopics } from '#core/attention/attention.ts';
import type { GatewayEvent } from '#core/link/link.ts';
import { dayOf } from '#core/routing/cost.ts';

type Switched = Extract<GatewayEvent, { kind: 'switched' }>;
type Spent = Extract<GatewayEvent, { kind: 'budget' }>;

/**
 * What of the gateway's events still holds and needs a person: a paid key in place of a subscription, and budgets.
 *
 * @param events newest first.
 * @param now epoch milliseconds.
 */
export function toldItems(
  events: readonly GatewayEvent[],
  profiles: AttentionTopics['profiles'],
  now: number,
): AttentionItem[] {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    if (event.kind !== 'switched' && event.kind !== 'budget') return [];
    // The newest word about a matter counts.
    const matter =
      event.kind === 'switched'
        ? `switched ${event.agent} ${event.from.profile}`
        : `budget ${event.token ?? '*'}`;
    if (seen.has(matter)) return [];
    seen.add(matter);
    return (event.kind === 'switched' ? paidSwitch(event, profiles, now) : budget(event, now)) ?? [];
  });
}

/** It lasts as long as the subscription cannot answer. */
function paidSwitch(
  { agent, from, to, reason, paid }: Switched,
  profiles: AttentionTopics['profiles'],
  now: number,
): AttentionItem | undefined {
  if (paid === 'no' || from.profile === undefined) return undefined;
  const own = profiles?.agents.find(({ id }) => id === agent)?.profiles;
  const left = own?.find(({ id }) => id === from.profile);
  if (left === undefined) return undefined;
  const rests = left.coolingUntil !== undefined && left.coolingUntil > now;
  if (!rests && left.status !== 'expired' && left.status !== 'disabled') return undefined;
  return {
    id: `paid:${agent}:${from.profile}:${paid}`,
    severity: paid === 'held' ? 'error' : 'warning',
    code: paid === 'held' ? 'paid_switch_held' : 'paid_switch',
    params: { agent, from: from.profile, to: to.profile ?? to.model, reason },
    action: { kind: 'open_settings' },
  };
}

/** It lasts until midnight, UTC. */
function budget({ at, level, token, spent, limit }: Spent, now: number): AttentionItem | undefined {
  if (dayOf(at) !== dayOf(now)) return undefined;
  return {
    id: `budget:${token ?? '*'}:${level}:${dayOf(at)}`,
    severity: level === 'hold' ? 'error' : 'warning',
    code: level === 'hold' ? 'budget_hold' : 'budget_warn',
    params: { spent: spent.toFixed(2), limit, ...(token === undefined ? {} : { token }) },
    action: { kind: 'open_settings' },
  };
}
