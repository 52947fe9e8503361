import type * as z from 'zod';
import {
  afterFailure,
  afterSuccess,
  type Cooldown,
  type CooldownPolicy,
  type CoolingReason,
  cooldownKey,
  defaultCooldownPolicy,
  perModel,
} from '#core/routing/cooldown.ts';
import type { Failure } from '#core/routing/failure.ts';
import type { KeptState, sessionPinSchema } from '#core/routing/kept-state.ts';

/** What a session holds on to (R4). */
export type SessionPin = z.infer<typeof sessionPinSchema>;

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
  /**
   * @param startedAt epoch milliseconds at which the attempt began.
   * @returns the `cooldownKey`s of what rests no longer.
   */
  succeeded(agent: string, profile: string, startedAt: number, model?: string): readonly string[];
  /**
   * The credential behind the id is another one now.
   *
   * @param only what it rested for, when the account is still the same.
   * @returns the `cooldownKey`s of what rests no longer.
   */
  forget(agent: string, profile: string, only?: CoolingReason): readonly string[];
  setPolicy(policy: CooldownPolicy): void;
  /** Does any session hold on to anything? */
  readonly hasPins: boolean;
  /** @param session `agent/id`. */
  pin(session: string): SessionPin | undefined;
  /** @param pin undefined: the session is reset. */
  setPin(session: string, pin: SessionPin | undefined): void;
  /** US dollars spent on a day (`2026-11-20`, UTC), by a token's name or by all (`*`). */
  spent(day: string, who: string): number;
  spend(day: string, who: string, dollars: number): void;
  /** Takes over what another one knew. */
  restore(kept: KeptState): void;
  snapshot(now?: number): KeptState;
  /** What was learned is kept before this resolves. */
  close(): Promise<void>;
}

const nothing: readonly string[] = [];

/** Sessions beyond this are forgotten, the least recently changed first. */
const pinsKept = 2000;

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

  setPolicy(policy: CooldownPolicy): void {
    this.#policy = policy;
  }

  cooldowns(agent: string): ReadonlyMap<string, Cooldown> {
    return this.cooldownsOf(agent);
  }

  /** The map itself: who walks along several models sees what was learned on the way. */
  protected cooldownsOf(agent: string): Map<string, Cooldown> {
    return of(this.cooling, agent);
  }

  protected usesOf(agent: string): Map<string, number> {
    return of(this.usedAt, agent);
  }

  lastUsedAt(agent: string, profile: string): number | undefined {
    return this.usedAt.get(agent)?.get(profile);
  }

  used(agent: string, profile: string, now: number): void {
    of(this.usedAt, agent).set(profile, now);
    this.changed({ kind: 'used', agent, key: profile, at: now });
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
    this.changed({ kind: 'cooldown', agent, key, at: after.since });
    return { agent, profile, ...(scope === undefined ? {} : { model: scope }), cooldown: after };
  }

  succeeded(agent: string, profile: string, startedAt: number, model?: string): readonly string[] {
    const cooldowns = this.cooling.get(agent);
    if (cooldowns === undefined || cooldowns.size === 0) return nothing;
    const over = (model === undefined ? [profile] : [profile, cooldownKey(profile, model)]).filter((key) => {
      const before = cooldowns.get(key);
      return before !== undefined && afterSuccess(before, startedAt) === undefined;
    });
    // A failure of an attempt that began later counts more, wherever it was met.
    for (const key of over) this.#forgive(agent, key, startedAt);
    return over;
  }

  forget(agent: string, profile: string, only?: CoolingReason): readonly string[] {
    const cooldowns = this.cooling.get(agent) ?? new Map<string, Cooldown>();
    const over = [...cooldowns].flatMap(([key, { reason }]) => {
      const ofProfile = key === profile || key.startsWith(cooldownKey(profile, ''));
      return ofProfile && (only === undefined || reason === only) ? key : [];
    });
    const at = Date.now();
    for (const key of over) this.#forgive(agent, key, at);
    if (only === undefined && this.usedAt.get(agent)?.delete(profile) === true) {
      this.changed({ kind: 'used', agent, key: profile, at });
    }
    return over;
  }

  #forgive(agent: string, key: string, at: number): void {
    this.cooling.get(agent)?.delete(key);
    this.changed({ kind: 'cooldown', agent, key, at });
  }

  get hasPins(): boolean {
    return this.pins.size > 0;
  }

  pin(session: string): SessionPin | undefined {
    return this.pins.get(session);
  }

  setPin(session: string, pin: SessionPin | undefined): void {
    this.putPin(session, pin);
    this.changed({ kind: 'session', key: session, at: pin?.at ?? Date.now() });
  }

  protected putPin(session: string, pin: SessionPin | undefined): void {
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
    this.putSpent(day, who, this.spent(day, who) + dollars);
    this.changed({ kind: 'spent', day, key: who, dollars });
  }

  /** @param dollars in all. */
  protected putSpent(day: string, who: string, dollars: number): void {
    of(this.spending, day).set(who, dollars);
    if (this.spending.size <= 2) return;
    const [oldest] = [...this.spending.keys()].sort();
    if (oldest !== undefined) this.spending.delete(oldest);
  }

  /** For those that keep what is learned: something is different now. */
  protected changed(_change: StateChange): void {
    // Nothing is kept.
  }

  /** Everything that is worth keeping. Windows that ended a day ago say nothing any more. */
  snapshot(now: number = Date.now()): KeptState {
    const plain = <T>(maps: ReadonlyMap<string, ReadonlyMap<string, T>>) =>
      Object.fromEntries([...maps].map(([name, map]) => [name, Object.fromEntries(map)]));
    for (const cooldowns of this.cooling.values()) {
      for (const [key, { since, until }] of cooldowns) {
        if (Math.max(since, until) + this.#policy.forgetMs < now) cooldowns.delete(key);
      }
    }
    return {
      version: 1,
      cooldowns: plain(this.cooling),
      usedAt: plain(this.usedAt),
      sessions: Object.fromEntries(this.pins),
      spending: plain(this.spending),
    };
  }

  /** Takes over what was kept; what is known here and newer stays. */
  restore(kept: KeptState): void {
    for (const [agent, cooldowns] of Object.entries(kept.cooldowns)) {
      const own = of(this.cooling, agent);
      for (const [key, cooldown] of Object.entries(cooldowns)) {
        const known = own.get(key);
        if (known === undefined || known.since < cooldown.since) own.set(key, cooldown);
      }
    }
    for (const [agent, times] of Object.entries(kept.usedAt)) {
      const own = of(this.usedAt, agent);
      for (const [profile, at] of Object.entries(times)) {
        if ((own.get(profile) ?? 0) < at) own.set(profile, at);
      }
    }
    for (const [session, pin] of Object.entries(kept.sessions)) {
      if ((this.pins.get(session)?.at ?? 0) < pin.at) this.putPin(session, pin);
    }
    for (const [day, whos] of Object.entries(kept.spending)) {
      for (const [who, dollars] of Object.entries(whos)) {
        this.putSpent(day, who, Math.max(this.spent(day, who), dollars));
      }
    }
  }

  async close(): Promise<void> {
    // Nothing is kept.
  }
}

/** What became different, or is gone; `at` is when that was so (epoch milliseconds). */
export type StateChange =
  | { kind: 'used'; agent: string; key: string; at: number }
  | { kind: 'cooldown'; agent: string; key: string; at: number }
  | { kind: 'session'; key: string; at: number }
  | { kind: 'spent'; day: string; key: string; dollars: number };

function of<T>(maps: Map<string, Map<string, T>>, agent: string): Map<string, T> {
  let map = maps.get(agent);
  if (map === undefined) {
    map = new Map();
    maps.set(agent, map);
  }
  return map;
}
