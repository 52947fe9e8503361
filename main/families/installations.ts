import type { Config } from '#core/config/config.ts';
import { createMember, type Member, type MemberDeps } from '#main/families/member.ts';
import type { SeenInstallation } from '#main/families/member-view.ts';
import { PlaceWatches } from '#main/families/place-watches.ts';
import { onAnotherMachine, unknownInstallation } from '#main/families/refusals.ts';
import { createRemote, type Remote } from '#main/families/remote.ts';
import { type FindOptions, findPlaces, remotePlaces } from '#store/family/find-places.ts';
import type { FamilyPlace, RemotePlace } from '#store/family/place.ts';

/** Between two looks at the ports of what is installed, and at gateways on other machines (milliseconds). */
const lookMs = 15_000;
const remoteLookMs = 60_000;
/** One that was taken out of the config gets so long to end (milliseconds). */
const removalMs = 10_000;

export interface InstallationsOptions extends MemberDeps {
  find: FindOptions;
  /** Aborted: nobody is looked after any more. */
  signal: AbortSignal;
}

/** All there are: found on this machine, or added by address. Looks after them from time to time. */
export class Installations {
  readonly #options: InstallationsOptions;
  readonly #members = new Map<string, Member>();
  readonly #remotes = new Map<string, Remote>();
  readonly #watches = new PlaceWatches((id) => void this.#members.get(id)?.refresh());
  #timer: NodeJS.Timeout | undefined;
  #lastRemoteLook = 0;

  constructor(options: InstallationsOptions) {
    this.#options = options;
  }

  /** On this machine, by id. */
  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  /** On other machines, by id. */
  get remotes(): ReadonlyMap<string, Remote> {
    return this.#remotes;
  }

  /** One that can be changed. @throws GatehouseError `unknown_installation`, `family_unsupported` (on another machine). */
  member(id: string): Member {
    const found = this.#members.get(id);
    if (found !== undefined) return found;
    throw this.#remotes.has(id) ? onAnotherMachine(id) : unknownInstallation(id);
  }

  views(): SeenInstallation[] {
    return [...this.#members.values(), ...this.#remotes.values()].map((one) => one.view());
  }

  /**
   * Takes in what config and machine have now, and lets go of what they have no more.
   * @returns whether one came that was not known; nothing is known of it yet.
   */
  async follow(config: Config): Promise<boolean> {
    const here = await this.#followHere(await findPlaces(config, this.#options.find));
    const elsewhere = this.#followElsewhere(remotePlaces(config));
    this.#setTimer();
    return here || elsewhere;
  }

  /** Looks at everything of all again. */
  async refresh(): Promise<void> {
    this.#lastRemoteLook = this.#options.now();
    // One after the other: their commands are heavy.
    for (const one of this.#members.values()) await one.refresh(true);
    await Promise.all([...this.#remotes.values()].map((one) => one.refresh()));
  }

  woke(): void {
    for (const one of this.#members.values()) one.woke();
  }

  async end(deadlineMs: number): Promise<void> {
    clearInterval(this.#timer);
    this.#watches.end();
    for (const one of this.#remotes.values()) one.close();
    await Promise.all([...this.#members.values()].map((one) => one.end(deadlineMs)));
  }

  async #followHere(places: readonly FamilyPlace[]): Promise<boolean> {
    let isAnother = false;
    for (const place of places) {
      const known = this.#members.get(place.id);
      if (known === undefined) {
        isAnother = true;
        this.#members.set(place.id, createMember(place, this.#options));
      } else known.update(place);
      this.#watches.watch(place);
    }
    for (const [id, one] of this.#members) {
      if (places.some((place) => place.id === id)) continue;
      this.#members.delete(id);
      this.#watches.unwatch(id);
      await one.end(removalMs);
    }
    return isAnother;
  }

  #followElsewhere(places: readonly RemotePlace[]): boolean {
    let isAnother = false;
    for (const place of places) {
      const known = this.#remotes.get(place.id);
      if (known === undefined) {
        isAnother = true;
        this.#remotes.set(place.id, createRemote(place, this.#options));
      } else known.update(place);
    }
    for (const [id, one] of this.#remotes) {
      if (places.some((place) => place.id === id)) continue;
      this.#remotes.delete(id);
      one.close();
    }
    return isAnother;
  }

  #setTimer(): void {
    const isNeeded = this.#members.size + this.#remotes.size > 0 && !this.#options.signal.aborted;
    if (!isNeeded) {
      // Nothing wakes up on a machine without any of them.
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => this.#look(), lookMs).unref();
  }

  #look(): void {
    for (const one of this.#members.values()) void one.lookAround();
    const at = this.#options.now();
    if (at - this.#lastRemoteLook < remoteLookMs) return;
    this.#lastRemoteLook = at;
    for (const one of this.#remotes.values()) void one.refresh();
  }
}
