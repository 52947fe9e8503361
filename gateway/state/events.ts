import type { GatewayEvent } from '#core/link/link.ts';
import type { CooldownStep } from '#gateway/state/credential-state.ts';

/** Takes what people want to know at once, and not only from the record of a request. */
export interface EventTeller {
  tell(event: GatewayEvent): void;
}

/** A credential begins to rest. @param at epoch milliseconds. */
export const coolingEvent = (
  { agent, profile, model, cooldown }: CooldownStep,
  at: number,
): GatewayEvent => ({
  kind: 'cooling',
  at,
  agent,
  profile,
  ...(model === undefined ? {} : { model }),
  reason: cooldown.reason,
  until: cooldown.until,
  disabled: cooldown.reason === 'billing',
});

/** Whoever rested, or one of its models, is used again. @param key a `cooldownKey`. */
export function recoveredEvent(agent: string, key: string, at: number): GatewayEvent {
  const space = key.indexOf(' ');
  return space === -1
    ? { kind: 'recovered', at, agent, profile: key }
    : { kind: 'recovered', at, agent, profile: key.slice(0, space), model: key.slice(space + 1) };
}
