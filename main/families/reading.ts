import { type Probed, probedGeneration } from '#core/family/generation.ts';
import { type FamilyAgent, familyRoles } from '#core/family/read-back.ts';
import { isObject } from '#core/profile/mirror.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import { fileBesideDatabase } from '#main/families/refusals.ts';
import { probeCommand } from '#store/family/probe-command.ts';
import { readBackDatabase } from '#store/family/read-database.ts';
import type { RunFamilyCommand } from '#store/family/run-command.ts';
import { familyAgents, readBackFiles, storeKind } from '#store/family/state.ts';
import type { Stores } from '#store/stores.ts';

export interface ReadingOptions {
  vault: Stores['vault'];
  run: RunFamilyCommand;
  now: () => number;
  isRunning(): boolean;
}

/** What an installation shows of itself: its version, what it can do, and what its agents will really use. */
export class Reading {
  version: string | undefined;
  probed: Probed = { generation: 'unknown', references: undefined };
  agents: FamilyAgent[] = [];
  readonly #site: ConfiguredPlace;
  readonly #options: ReadingOptions;
  #methods: readonly string[] | undefined;
  #isDatabaseStale = true;

  constructor(site: ConfiguredPlace, options: ReadingOptions) {
    this.#site = site;
    this.#options = options;
  }

  /** What its gateway answered. A gateway that did not let us in lists nothing; then what was heard before counts. */
  heard(methods: readonly string[] | undefined): void {
    this.#methods = methods ?? this.#methods;
  }

  /** The next reading asks a database again. */
  databaseChanged(): void {
    this.#isDatabaseStale = true;
  }

  /** @throws GatehouseError `family_unsupported`, `family_command_failed`, with what could be read taken over. */
  async read(): Promise<void> {
    const { run, now, isRunning } = this.#options;
    const { place, config } = this.#site;
    const names = await familyAgents(place.stateDir);
    const kind = await storeKind(place.stateDir, names);
    const facts = await probeCommand(place, run);
    const touched = isObject(config.meta) ? config.meta.lastTouchedVersion : undefined;
    this.version = facts?.version ?? (typeof touched === 'string' ? touched : undefined);
    this.probed = probedGeneration(place.record, {
      ...kind,
      methods: isRunning() ? this.#methods : undefined,
      secretsCommand: facts?.secretsCommand,
      version: this.version,
    });
    const { generation } = this.probed;
    if (generation === 'sqlite') await this.#readDatabase(names);
    else this.agents = await readBackFiles(place.stateDir, config, names, generation, now());
    if (kind.store === 'both' && generation === 'sqlite') throw fileBesideDatabase(place);
  }

  /** Its command takes a second and more for each question: only asked when something is known to be another. */
  async #readDatabase(names: readonly string[]): Promise<void> {
    const { vault, run, now } = this.#options;
    const { place } = this.#site;
    if (place.command !== undefined && this.#isDatabaseStale) {
      this.#isDatabaseStale = false;
      const items = new Set(await vault.list().catch(() => []));
      const found: FamilyAgent[] = [];
      for (const name of names) found.push(await readBackDatabase({ place, run }, name, items, now()));
      this.agents = found;
    }
    // The roles stand in its config, which is cheap to read.
    this.agents = this.agents.map((one) => ({ ...one, ...familyRoles(this.#site.config, one.id) }));
  }
}
