import type { CallError } from '#core/contract/error.ts';
import type { Member } from '#main/families/member.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';

/** A gateway sees a new config within a second, on a busy machine within several. */
const mostReloads = 5;
const reloadPauseMs = 1_000;

export interface ReloadsOptions {
  log: Log;
  /** What stands in the way of one is another. */
  changed(): void;
  /** Aborted: nothing is tried again. */
  signal: AbortSignal;
}

type Reloaded = Pick<Member, 'id' | 'reload' | 'refresh'>;
interface Gateways {
  members: ReadonlyMap<string, Reloaded>;
}

/** Has running gateways read again what was written to them. */
export class Reloads {
  readonly #gateways: Gateways;
  readonly #options: ReloadsOptions;
  readonly #written = new Set<string>();
  readonly #problems = new Map<string, CallError>();

  constructor(gateways: Gateways, options: ReloadsOptions) {
    this.#gateways = gateways;
    this.#options = options;
  }

  /** Why it still goes by what it read before. */
  problemOf(id: string): CallError | undefined {
    return this.#problems.get(id);
  }

  /** Its credentials were written. @param id of a mirror target, which need not be an installation here. */
  wrote(id: string): void {
    this.#written.add(id);
  }

  /** Reloads all that were written to since the last time. Never rejects. */
  async reloadWritten(): Promise<void> {
    const ids = [...this.#written];
    this.#written.clear();
    for (const id of ids) {
      const one = this.#gateways.members.get(id);
      if (one === undefined) continue;
      await this.reload(one);
      void one.refresh(true);
    }
  }

  /**
   * At once: a running gateway of 2026.2.26 to 3.22 would write its memory over it. Tried again, since a gateway looks
   * at its config only now and then, and refuses references until it knows their provider. Never rejects.
   */
  async reload(one: Reloaded): Promise<void> {
    const { log, changed, signal } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await one.reload();
        this.#problems.delete(one.id);
        return;
      } catch (error) {
        const problem = asCallError(error, log, 'family.reload');
        const { code } = problem;
        this.#problems.set(one.id, problem);
        changed();
        const mayWorkLater = code === 'family_command_failed' || code === 'family_unreachable';
        if (!mayWorkLater || attempt >= mostReloads) {
          log.warn('family.reload', { id: one.id, code, attempt });
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, reloadPauseMs));
      }
    }
  }
}
