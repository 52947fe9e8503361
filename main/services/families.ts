import type { Handlers } from '#core/contract/calls.ts';
import type { Installation } from '#core/family/installation.ts';
import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import { Adoption } from '#main/families/adoption.ts';
import { Installations } from '#main/families/installations.ts';
import type { SeenInstallation } from '#main/families/member-view.ts';
import { notRunning, unknownInstallation } from '#main/families/refusals.ts';
import { Reloads } from '#main/families/reloads.ts';
import { rememberRun, startRemembered } from '#main/families/remembered-run.ts';
import { addRemotePlace, removeRemotePlace } from '#main/families/remote-places.ts';
import { createUpgrades } from '#main/families/upgrade.ts';
import { shared } from '#main/promises.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import type { FindOptions } from '#store/family/find-places.ts';
import type { SyncOptions } from '#store/mirror/mirror-store.ts';

export interface FamiliesService {
  handlers: Handlers<'families'>;
  /** First look, what a killed host left behind, and the gateways that the person wants run. Never rejects. */
  begin(): Promise<void>;
  /** After a change of the config: what was added or taken out of it. */
  refresh(): Promise<void>;
  /** Before mirrors are written: the keys of their configs that let credentials through. */
  beforeMirrors(): Promise<void>;
  mirrorHooks: Pick<SyncOptions, 'onWritten' | 'database'>;
  /** After mirrors were written: running gateways read them again. */
  afterMirrors(): Promise<void>;
  /** The machine slept, or its clock was set. */
  woke(): void;
  /** Ends what this host started. */
  end(deadlineMs: number): Promise<void>;
}

export interface FamiliesOptions extends FindOptions {
  limits?: Partial<SupervisorLimits> | undefined;
  /** Resolves once no mirror is being written. */
  settled: () => Promise<void>;
}

export function familiesService(deps: ServiceDeps, options: FamiliesOptions): FamiliesService {
  const { stores, topics, log, now } = deps;
  const { limits, settled, ...find } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const installations = new Installations({ stores, log, now, changed: publish, limits, find, signal });
  const adoption = new Adoption(installations, { stores, log, now, settled });
  const reloads = new Reloads(installations, { log, changed: publish, signal });
  const upgrades = createUpgrades({ stores, log, now, changed: publish });
  let isScanning = false;
  let hasBegun = false;
  publish();

  function publish(): void {
    if (signal.aborted) return;
    topics.publish('families', { installations: installations.views().map(asShown), scanning: isScanning });
  }

  /** With what Gatehouse does with it. */
  function asShown(seen: SeenInstallation): Installation {
    const { id, notes } = seen;
    const mode = seen.remote === undefined ? adoption.modeOf(id) : undefined;
    const upgrade = upgrades.of(id);
    const problem = adoption.problemOf(id) ?? reloads.problemOf(id);
    return {
      ...seen,
      ...(problem === undefined ? {} : { notes: [...notes, problem] }),
      mirrored: mode !== undefined,
      ...(mode === undefined ? {} : { mode }),
      ...(upgrade === undefined ? {} : { upgrade }),
    };
  }

  /** @returns whether an installation came that was not known. */
  async function readConfig(): Promise<boolean> {
    const { config } = await stores.config.read();
    adoption.follow(config);
    return installations.follow(config);
  }

  const scan = shared(async () => {
    isScanning = true;
    publish();
    try {
      await readConfig();
      publish();
      await installations.refresh();
    } finally {
      isScanning = false;
      publish();
    }
  });

  return {
    async begin() {
      try {
        await scan();
        for (const one of installations.members.values())
          await startRemembered(one, { runDir: stores.dir.runDir, log });
      } catch (error) {
        asCallError(error, log, 'families.begin');
      }
      hasBegun = true;
      // Mirrors that waited to know how they are written.
      if (adoption.hasAny()) deps.changed();
    },
    async refresh() {
      if (!hasBegun) return;
      const isAnother = await readConfig();
      publish();
      if (isAnother) void scan();
    },
    async beforeMirrors() {
      if (hasBegun) await adoption.syncConfigs();
    },
    mirrorHooks: {
      onWritten: (target) => reloads.wrote(target),
      database: async (target) => adoption.databaseOf(target),
    },
    async afterMirrors() {
      await reloads.reloadWritten();
      publish();
    },
    woke: () => installations.woke(),
    async end(deadlineMs) {
      ending.abort();
      upgrades.cancelAll();
      await installations.end(deadlineMs);
    },
    handlers: {
      // The topic says when it is done: their own commands take seconds each.
      'families.scan': async () => {
        void scan().catch((error: unknown) => asCallError(error, log, 'families.scan'));
        return {};
      },
      'families.preview': async ({ id, mode }) => adoption.preview(installations.member(id), mode),
      async 'families.adopt'({ id, mode }) {
        await adoption.adopt(installations.member(id), mode);
        await readConfig();
        publish();
        deps.changed();
        return {};
      },
      async 'families.release'({ id, undo }) {
        const one = installations.member(id);
        await adoption.release(one, undo);
        await readConfig();
        await reloads.reload(one);
        await one.refresh(true);
        deps.changed();
        return {};
      },
      async 'families.start'({ id }) {
        const one = installations.member(id);
        await one.start();
        const { attached, service } = one.view();
        // What others run is theirs to start again.
        if (attached !== true && service === undefined) await rememberRun(stores, one.place(), true);
        return {};
      },
      async 'families.stop'({ id }) {
        const one = installations.member(id);
        await one.stop();
        await rememberRun(stores, one.place(), false);
        return {};
      },
      async 'families.restart'({ id }) {
        await installations.member(id).restart();
        return {};
      },
      async 'families.reload'({ id }) {
        const one = installations.member(id);
        if (!one.running()) throw notRunning(id);
        await one.reload();
        await one.refresh();
        return {};
      },
      async 'families.setPrimary'({ id, agent, model }) {
        await installations.member(id).setPrimary(agent, model);
        return {};
      },
      async 'families.setOrder'({ id, agent, provider, order }) {
        await installations.member(id).setOrder(agent, provider, order);
        return {};
      },
      async 'families.addRemote'(address) {
        const id = await addRemotePlace(stores, installations.members.keys(), address);
        await readConfig();
        publish();
        void installations.remotes.get(id)?.refresh();
        return { id };
      },
      async 'families.removeRemote'({ id }) {
        if (!installations.remotes.has(id)) throw unknownInstallation(id);
        await removeRemotePlace(stores, id);
        await readConfig();
        publish();
        return {};
      },
      async 'families.upgrade'({ id, to }) {
        await upgrades.start(installations.member(id), to);
        return {};
      },
      async 'families.cancelUpgrade'({ id }) {
        upgrades.cancel(id);
        return {};
      },
    },
  };
}
