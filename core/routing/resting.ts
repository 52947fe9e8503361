import type { GatewayEvent } from '#core/link/link.ts';
import { cooldownKey } from '#core/routing/cooldown.ts';
import type { KeptState } from '#core/routing/kept-state.ts';

/** Until when (epoch milliseconds) something is passed over, and why. */
export interface Rest {
  until: number;
  reason: string;
}

/** Which credentials rest, as far as the gateway told: from what it keeps, and from its events since. */
export class Resting {
  /** `agent\n` + `cooldownKey`. */
  readonly #rests = new Map<string, Rest>();

  /** Takes over what the gateway keeps, whole. */
  restore({ cooldowns }: Pick<KeptState, 'cooldowns'>): void {
    this.#rests.clear();
    for (const [agent, ofAgent] of Object.entries(cooldowns)) {
      for (const [key, { until, reason }] of Object.entries(ofAgent))
        this.#set(agent, key, { until, reason });
    }
  }

  /** @returns whether anything is different now. */
  hear(event: GatewayEvent): boolean {
    if (event.kind !== 'cooling' && event.kind !== 'recovered') return false;
    const key = cooldownKey(event.profile, event.model);
    if (event.kind === 'recovered') return this.#rests.delete(name(event.agent, key));
    this.#set(event.agent, key, { until: event.until, reason: event.reason });
    return true;
  }

  #set(agent: string, key: string, rest: Rest): void {
    // Whoever is overloaded is tried last, and not passed over.
    if (rest.reason !== 'overloaded') this.#rests.set(name(agent, key), rest);
  }

  /**
   * The rest of a whole credential, or of one of its models where the provider limits each apart.
   *
   * @param model as the provider calls it.
   */
  of(agent: string, profile: string, now: number, model?: string): Rest | undefined {
    const whole = this.#open(name(agent, profile), now);
    const part = model === undefined ? undefined : this.#open(name(agent, cooldownKey(profile, model)), now);
    return whole ?? part;
  }

  #open(key: string, now: number): Rest | undefined {
    const rest = this.#rests.get(key);
    return rest !== undefined && rest.until > now ? rest : undefined;
  }

  /** When the next one ends, epoch milliseconds; forgets those that have. */
  nextEnd(now: number): number | undefined {
    let next: number | undefined;
    for (const [key, { until }] of this.#rests) {
      if (until <= now) this.#rests.delete(key);
      else if (next === undefined || until < next) next = until;
    }
    return next;
  }
}

const name = (agent: string, key: string): string => `${agent}\n${key}`;
