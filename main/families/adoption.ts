import type { Config } from '#core/config/config.ts';
import type { CallError } from '#core/contract/error.ts';
import type { MirrorMode } from '#core/profile/mirror.ts';
import type { Installations } from '#main/families/installations.ts';
import type { Member } from '#main/families/member.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';
import { adoptPlace, syncFamilyConfig } from '#store/family/adopt.ts';
import type { DatabaseRun } from '#store/family/database.ts';
import { previewAdoption } from '#store/family/preview-adoption.ts';
import { releasePlace } from '#store/family/release.ts';
import type { Stores } from '#store/stores.ts';

export interface AdoptionOptions {
  stores: Stores;
  log: Log;
  now: () => number;
  /** Resolves once no mirror is being written. */
  settled: () => Promise<void>;
}

type Mirrors = Readonly<Record<string, { mode?: MirrorMode | undefined }>>;

/** Which installations credentials are mirrored to, and what that needs of them beside the mirrors themselves. */
export class Adoption {
  readonly #installations: Installations;
  readonly #options: AdoptionOptions;
  #mirrors: Mirrors = {};
  #problems: ReadonlyMap<string, CallError> = new Map();

  constructor(installations: Installations, options: AdoptionOptions) {
    this.#installations = installations;
    this.#options = options;
  }

  /** Takes in who is mirrored to. */
  follow(config: Config): void {
    this.#mirrors = config.gatehouse?.mirrors ?? {};
  }

  /** Undefined: it is not mirrored to. */
  modeOf(id: string): MirrorMode | undefined {
    const mirror = this.#mirrors[id];
    return mirror && (mirror.mode ?? 'reference');
  }

  /** Why its config could not be brought to what its mirror needs. */
  problemOf(id: string): CallError | undefined {
    return this.#problems.get(id);
  }

  /** Some that are here are mirrored to. */
  hasAny(): boolean {
    return Object.keys(this.#mirrors).some((id) => this.#installations.members.has(id));
  }

  /** What adopting it would change there. */
  async preview(one: Member, mode: MirrorMode | undefined): ReturnType<typeof previewAdoption> {
    await one.refresh();
    return previewAdoption(this.#options.stores, one.place(), one.probed(), {
      mode,
      ...(await this.#facts()),
    });
  }

  async adopt(one: Member, mode: MirrorMode | undefined): Promise<void> {
    await one.refresh();
    await adoptPlace(this.#options.stores, one.place(), one.probed(), { mode, ...(await this.#facts()) });
  }

  /** @param undo what we wrote there is taken back. */
  async release(one: Member, undo: boolean): Promise<void> {
    const { stores, now, settled } = this.#options;
    await releasePlace(stores, one.place(), { undo, now: now(), via: this.databaseOf(one.id), settled });
  }

  /** By whose command the database of an installation is reached; undefined where it has none, or no command. */
  databaseOf(id: string): DatabaseRun | undefined {
    const one = this.#installations.members.get(id);
    if (one === undefined || one.probed().generation !== 'sqlite') return undefined;
    return one.place().command === undefined ? undefined : { place: one.place() };
  }

  /** Brings the keys that let credentials through to what the mirrors need now, in the config of each. */
  async syncConfigs(): Promise<void> {
    const { stores, log } = this.#options;
    this.follow((await stores.config.read()).config);
    const problems = new Map<string, CallError>();
    for (const [id, { mode = 'reference' }] of Object.entries(this.#mirrors)) {
      const one = this.#installations.members.get(id);
      if (one === undefined || one.probed().generation === 'unknown') continue;
      try {
        const facts = { probed: one.probed(), ...(await this.#facts()) };
        const edits = await syncFamilyConfig(stores, one.place(), mode, facts);
        if (edits.length > 0) log.info('family.config', { id, keys: edits.length });
      } catch (error) {
        problems.set(id, asCallError(error, log, 'family.config'));
      }
    }
    this.#problems = problems;
  }

  /** Where the vault does not answer, it is not said which references resolve, and so none is left out. */
  async #facts(): Promise<{ items: ReadonlySet<string> | undefined; now: number }> {
    const { stores, now } = this.#options;
    const isOpen = stores.vault.status().state === 'ready';
    const names = isOpen ? await stores.vault.list().catch(() => undefined) : undefined;
    return { items: names && new Set(names), now: now() };
  }
}
