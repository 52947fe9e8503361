import {
  afterFailure,
  afterSuccess,
  type Cooldown,
  type CooldownPolicy,
  defaultCooldownPolicy,
} from '#core/routing/cooldown.ts';
import type { Failure } from '#core/routing/failure.ts';

/**
 * What is known about credentials beyond the snapshot: who rests until when, who was used last. Reading is
 * synchronous, since every request reads; an implementation that shares with others keeps a copy here and writes behind.
 */
export interface CredentialState {
  /** profile id -> cooldown, for one agent. */
  cooldowns(agent: string): ReadonlyMap<string, Cooldown>;
  /** Epoch milliseconds. */
  lastUsedAt(agent: string, profile: string): number | undefined;
  used(agent: string, profile: string, now: number): void;
  failed(agent: string, profile: string, failure: Failure, now: number): void;
  /** @param startedAt epoch milliseconds at which the attempt began. */
  succeeded(agent: string, profile: string, startedAt: number): void;
  /** The credential behind the id is another one now. */
  forget(agent: string, profile: string): void;
}

const none: ReadonlyMap<string, Cooldown> = new Map();

/** Held by this process alone and gone with it. */
export class MemoryCredentialState implements CredentialState {
  readonly #policy: CooldownPolicy;
  readonly #cooldowns = new Map<string, Map<string, Cooldown>>();
  readonly #used = new Map<string, Map<string, number>>();

  constructor(policy: CooldownPolicy = defaultCooldownPolicy) {
    this.#policy = policy;
  }

  cooldowns(agent: string): ReadonlyMap<string, Cooldown> {
    return this.#cooldowns.get(agent) ?? none;
  }

  lastUsedAt(agent: string, profile: string): number | undefined {
    return this.#used.get(agent)?.get(profile);
  }

  used(agent: string, profile: string, now: number): void {
    of(this.#used, agent).set(profile, now);
  }

  failed(agent: string, profile: string, failure: Failure, now: number): void {
    const cooldowns = of(this.#cooldowns, agent);
    const after = afterFailure(cooldowns.get(profile), failure, now, this.#policy);
    if (after !== undefined) cooldowns.set(profile, after);
  }

  succeeded(agent: string, profile: string, startedAt: number): void {
    const cooldowns = this.#cooldowns.get(agent);
    const before = cooldowns?.get(profile);
    if (before !== undefined && afterSuccess(before, startedAt) === undefined) cooldowns?.delete(profile);
  }

  forget(agent: string, profile: string): void {
    this.#cooldowns.get(agent)?.delete(profile);
    this.#used.get(agent)?.delete(profile);
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
