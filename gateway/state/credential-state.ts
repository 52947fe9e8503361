import {
  afterFailure,
  afterSuccess,
  type Cooldown,
  type CooldownPolicy,
  cooldownKey,
  defaultCooldownPolicy,
  perModel,
} from '#core/routing/cooldown.ts';
import type { Failure } from '#core/routing/failure.ts';

/** What a session holds on to (R4). */
export interface SessionPin {
  /** Chosen by `/model`: a ref, an alias. */
  model?: string | undefined;
  /** Chosen by `/model …@profile`; it alone is used. */
  profile?: string | undefined;
  /** The profile that answered last, by provider; preferred while it can be used. */
  last?: Readonly<Record<string, string>> | undefined;
  /** Epoch milliseconds of the last change. */
  at: number;
}

/** A cooldown that just began. */
export interface CooldownStep {
  agent: string;
  profile: string;
  /** Absent: of the whole credential. */
  model?: string | undefined;
  cooldown: Cooldown;
}

/**
 * What is known beyond the snapshot: who rests until when, who was used last, what sessions hold on to, what was spent.
 * Reading is synchronous, since every request reads; an implementation that shares with others keeps a copy here and
 * writes behind.
 */
export interface CredentialState {
  /** `cooldownKey` -> cooldown, for one agent. */
  cooldowns(agent: string): ReadonlyMap<string, Cooldown>;
  /** Epoch milliseconds. */
  lastUsedAt(agent: string, profile: string): number | undefined;
  used(agent: string, profile: string, now: number): void;
  /**
   * @param model where the provider limits each model apart.
   * @returns the step, when this failure began a cooldown.
   */
  failed(
    agent: string,
    profile: string,
    failure: Failure,
    now: number,
    model?: string,
  ): CooldownStep | undefined;
  /** @param startedAt epoch milliseconds at which the attempt began. */
  succeeded(agent: string, profile: string, startedAt: number, model?: string): void;
  /** The credential behind the id is another one now. */
  forget(agent: string, profile: string): void;
  usePolicy(policy: CooldownPolicy): void;
  /** @param session `agent/id`. */
  pin(session: string): SessionPin | undefined;
  /** @param pin undefined: the session is reset. */
  setPin(session: string, pin: SessionPin | undefined): void;
  /** US dollars spent on a day (`2026-11-20`, UTC), by a token's name or by all (`*`). */
  spent(day: string, who: string): number;
  spend(day: string, who: string, dollars: number): void;
  /** What was learned is kept before this resolves. */
  close(): Promise<void>;
}

const none: ReadonlyMap<string, Cooldown> = new Map();

/** Sessions beyond this are forgotten, the least recently changed first. */
const pinsKept = 10_000;

/** Held by this process alone and gone with it. */
export class MemoryCredentialState implements CredentialState {
  #policy: CooldownPolicy;
  protected readonly cooling = new Map<string, Map<string, Cooldown>>();
  protected readonly usedAt = new Map<string, Map<string, number>>();
  protected readonly pins = new Map<string, SessionPin>();
  /** day -> who -> dollars; today and yesterday. */
  protected readonly spending = new Map<string, Map<string, number>>();

  constructor(policy: CooldownPolicy = defaultCooldownPolicy) {
    this.#policy = policy;
  }

  usePolicy(policy: CooldownPolicy): void {
    this.#policy = policy;
  }

  cooldowns(agent: string): ReadonlyMap<string, Cooldown> {
    return this.cooling.get(agent) ?? none;
  }

  lastUsedAt(agent: string, profile: string): number | undefined {
    return this.usedAt.get(agent)?.get(profile);
  }

  used(agent: string, profile: string, now: number): void {
    of(this.usedAt, agent).set(profile, now);
  }

  failed(
    agent: string,
    profile: string,
    failure: Failure,
    now: number,
    model?: string,
  ): CooldownStep | undefined {
    const scope = perModel(failure.reason) ? model : undefined;
    const key = cooldownKey(profile, scope);
    const cooldowns = of(this.cooling, agent);
    const before = cooldowns.get(key);
    const after = afterFailure(before, failure, now, this.#policy);
    if (after === undefined || after === before) return undefined;
    cooldowns.set(key, after);
    return { agent, profile, ...(scope === undefined ? {} : { model: scope }), cooldown: after };
  }

  succeeded(agent: string, profile: string, startedAt: number, model?: string): void {
    const cooldowns = this.cooling.get(agent);
    if (cooldowns === undefined || cooldowns.size === 0) return;
    const keys = model === undefined ? [profile] : [profile, cooldownKey(profile, model)];
    for (const key of keys) {
      const before = cooldowns.get(key);
      if (before !== undefined && afterSuccess(before, startedAt) === undefined) this.forgive(agent, key);
    }
  }

  forget(agent: string, profile: string): void {
    for (const key of this.cooling.get(agent)?.keys() ?? []) {
      if (key === profile || key.startsWith(cooldownKey(profile, ''))) this.forgive(agent, key);
    }
    this.usedAt.get(agent)?.delete(profile);
  }

  protected forgive(agent: string, key: string): void {
    this.cooling.get(agent)?.delete(key);
  }

  pin(session: string): SessionPin | undefined {
    return this.pins.get(session);
  }

  setPin(session: string, pin: SessionPin | undefined): void {
    this.pins.delete(session);
    if (pin === undefined) return;
    this.pins.set(session, pin);
    if (this.pins.size <= pinsKept) return;
    const oldest = this.pins.keys().next().value;
    if (oldest !== undefined) this.pins.delete(oldest);
  }

  spent(day: string, who: string): number {
    return this.spending.get(day)?.get(who) ?? 0;
  }

  spend(day: string, who: string, dollars: number): void {
    const today = of(this.spending, day);
    today.set(who, (today.get(who) ?? 0) + dollars);
    while (this.spending.size > 2) {
      const oldest = this.spending.keys().next().value;
      if (oldest !== undefined) this.spending.delete(oldest);
    }
  }

  async close(): Promise<void> {
    // Nothing is kept.
  }
}

function of<T>(maps: Map<string, Map<string, T>>, agent: string): Map<string, T> {
  let map = maps.get(agent);
  if (map === undefined) {
    map = new Map();
    maps.set(agent, map);
  }
  return map;
}
