import type { Handlers } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';
import type { MirrorMode } from '#core/profile/mirror.ts';
import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import { createMember, type Member } from '#main/families/member.ts';
import { notRunning, onAnotherMachine, unknownInstallation } from '#main/families/refusals.ts';
import { rememberRun, startRemembered } from '#main/families/remembered-run.ts';
import { createRemote, type Remote } from '#main/families/remote.ts';
import { addRemotePlace, removeRemotePlace } from '#main/families/remote-places.ts';
import { createUpgrades } from '#main/families/upgrade.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { adoptPlace, syncFamilyConfig } from '#store/family/adopt.ts';
import type { DatabaseRun } from '#store/family/database.ts';
import { type FindOptions, findPlaces, remotePlaces } from '#store/family/find-places.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { previewAdoption } from '#store/family/preview-adoption.ts';
import { releasePlace } from '#store/family/release.ts';
import { stateFileOf } from '#store/mirror/mirror-file.ts';
import type { SyncOptions } from '#store/mirror/mirror-store.ts';
import { mirrorFileIn } from '#store/mirror/targets.ts';
import { watchFile } from '#store/watch-file.ts';

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
  /** Ends what this host started. */
  /** The machine slept, or its clock was set. */
  woke(): void;
  end(deadlineMs: number): Promise<void>;
}

/** Between two looks at the ports of what is installed, and at gateways on other machines (milliseconds). */
const lookMs = 15_000;
const remoteLookMs = 60_000;
/** A gateway sees a new config within a second, on a busy machine within several. */
const mostReloads = 5;
const reloadPauseMs = 1_000;

export interface FamiliesOptions extends FindOptions {
  limits?: Partial<SupervisorLimits> | undefined;
  /** Resolves once no mirror is being written. */
  settled: () => Promise<void>;
}

export function familiesService(deps: ServiceDeps, options: FamiliesOptions): FamiliesService {
  const { stores, topics, log, now } = deps;
  const members = new Map<string, Member>();
  const remotes = new Map<string, Remote>();
  const watches = new Map<string, () => void>();
  const written = new Set<string>();
  let mirrors: Readonly<Record<string, { mode?: MirrorMode | undefined }>> = {};
  let scanning = false;
  let begun = false;
  let over = false;
  let lastRemoteLook = 0;
  let timer: NodeJS.Timeout | undefined;
  let configProblems = new Map<string, CallError>();
  const reloadProblems = new Map<string, CallError>();

  function publish(): void {
    if (over) return;
    const all = [...members.values(), ...remotes.values()].map((one): Installation => {
      const view = one.view();
      const mirror = view.remote === undefined ? mirrors[one.id] : undefined;
      const upgrade = upgrades.of(one.id);
      const problem = configProblems.get(one.id) ?? reloadProblems.get(one.id);
      return {
        ...view,
        ...(problem === undefined ? {} : { notes: [...view.notes, problem] }),
        mirrored: mirror !== undefined,
        ...(mirror === undefined ? {} : { mode: mirror.mode ?? 'reference' }),
        ...(upgrade === undefined ? {} : { upgrade }),
      };
    });
    topics.publish('families', { installations: all, scanning });
  }
  const upgrades = createUpgrades({ stores, log, now, changed: publish });
  publish();

  function member(id: string): Member {
    const found = members.get(id);
    if (found !== undefined) return found;
    throw remotes.has(id) ? onAnotherMachine(id) : unknownInstallation(id);
  }

  const items = async (): Promise<ReadonlySet<string> | undefined> =>
    stores.vault.status().state === 'ready'
      ? stores.vault.list().then(
          (all) => new Set(all),
          () => undefined,
        )
      : undefined;

  /** Their own writes show at once. A directory that is not there yet is watched from the next look on. */
  function watch({ id, configPath, stateDir }: FamilyPlace): void {
    const file = mirrorFileIn(stateDir, 'main');
    for (const path of [configPath, file, stateFileOf(file)]) {
      const key = `${id}\0${path}`;
      if (watches.has(key)) continue;
      try {
        watches.set(
          key,
          watchFile(path, () => void members.get(id)?.refresh()),
        );
      } catch {
        // Its directory is not there yet.
      }
    }
  }

  async function readConfig(): Promise<boolean> {
    const { config } = await stores.config.read();
    mirrors = config.gatehouse?.mirrors ?? {};
    const places = await findPlaces(config, options);
    const far = remotePlaces(config);
    let another = false;
    for (const place of places) {
      const known = members.get(place.id);
      if (known !== undefined) known.update(place);
      else {
        another = true;
        members.set(
          place.id,
          createMember(place, { stores, log, now, changed: publish, limits: options.limits }),
        );
      }
      watch(place);
    }
    for (const [id, one] of members) {
      if (places.some((place) => place.id === id)) continue;
      members.delete(id);
      for (const [key, stop] of watches) {
        if (!key.startsWith(`${id}\0`)) continue;
        stop();
        watches.delete(key);
      }
      await one.end(10_000);
    }
    for (const place of far) {
      const known = remotes.get(place.id);
      if (known !== undefined) known.update(place);
      else {
        another = true;
        remotes.set(place.id, createRemote(place, { stores, log, now, changed: publish }));
      }
    }
    for (const [id, one] of remotes) {
      if (far.some((place) => place.id === id)) continue;
      remotes.delete(id);
      one.close();
    }
    setTimer();
    return another;
  }

  function setTimer(): void {
    const needed = members.size + remotes.size > 0 && !over;
    if (!needed) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    // Nothing wakes up on a machine without any of them.
    timer ??= setInterval(() => {
      for (const one of members.values()) void one.lookAround();
      if (now() - lastRemoteLook < remoteLookMs) return;
      lastRemoteLook = now();
      for (const one of remotes.values()) void one.refresh();
    }, lookMs).unref();
  }

  let scans: Promise<void> | undefined;
  const scan = (): Promise<void> => {
    scans ??= scanOnce().finally(() => {
      scans = undefined;
    });
    return scans;
  };

  async function scanOnce(): Promise<void> {
    scanning = true;
    publish();
    try {
      await readConfig();
      publish();
      lastRemoteLook = now();
      // One after the other: their commands are heavy.
      for (const one of members.values()) await one.refresh(true);
      await Promise.all([...remotes.values()].map((one) => one.refresh()));
    } finally {
      scanning = false;
      publish();
    }
  }

  /**
   * At once: a running gateway of 2026.2.26 to 3.22 would write its memory over it. Tried again, since a gateway looks
   * at its config only now and then, and refuses references until it knows their provider.
   */
  async function reloadSoon(one: Member): Promise<void> {
    for (let attempt = 1; !over; attempt += 1) {
      try {
        await one.reload();
        reloadProblems.delete(one.id);
        return;
      } catch (error) {
        reloadProblems.set(one.id, asCallError(error, log, 'family.reload'));
        publish();
        const { code } = asCallError(error, log, 'family.reload');
        const later = code === 'family_command_failed' || code === 'family_unreachable';
        if (later && attempt < mostReloads) {
          await new Promise((resolve) => setTimeout(resolve, reloadPauseMs));
          continue;
        }
        log.warn('family.reload', { id: one.id, code, attempt });
        return;
      }
    }
  }

  const databaseOf = (id: string): DatabaseRun | undefined => {
    const found = members.get(id);
    if (found === undefined || found.probed().generation !== 'sqlite') return undefined;
    return found.place().command === undefined ? undefined : { place: found.place() };
  };

  return {
    mirrorHooks: {
      onWritten: (target) => void written.add(target),
      database: async (target) => databaseOf(target),
    },
    async begin() {
      try {
        await scan();
        for (const one of members.values()) await startRemembered(one, { runDir: stores.dir.runDir, log });
      } catch (error) {
        asCallError(error, log, 'families.begin');
      }
      begun = true;
      // Mirrors that waited to know how they are written.
      if (Object.keys(mirrors).some((id) => members.has(id))) deps.changed();
    },
    async refresh() {
      if (!begun) return;
      const another = await readConfig();
      publish();
      if (another) void scan();
    },
    async beforeMirrors() {
      if (!begun) return;
      mirrors = (await stores.config.read()).config.gatehouse?.mirrors ?? {};
      const problems = new Map<string, CallError>();
      for (const [id, { mode = 'reference' }] of Object.entries(mirrors)) {
        const found = members.get(id);
        if (found === undefined || found.probed().generation === 'unknown') continue;
        try {
          const edits = await syncFamilyConfig(stores, found.place(), mode, {
            probed: found.probed(),
            items: await items(),
            now: now(),
          });
          if (edits.length > 0) log.info('family.config', { id, keys: edits.length });
        } catch (error) {
          problems.set(id, asCallError(error, log, 'family.config'));
        }
      }
      configProblems = problems;
    },
    async afterMirrors() {
      const touched = [...written];
      written.clear();
      for (const id of touched) {
        const found = members.get(id);
        if (found === undefined) continue;
        await reloadSoon(found);
        void found.refresh(true);
      }
      publish();
    },
    woke() {
      for (const one of members.values()) one.woke();
    },
    async end(deadlineMs) {
      over = true;
      clearInterval(timer);
      upgrades.cancelAll();
      for (const stop of watches.values()) stop();
      for (const one of remotes.values()) one.close();
      await Promise.all([...members.values()].map((one) => one.end(deadlineMs)));
    },
    handlers: {
      // The topic says when it is done: their own commands take seconds each.
      'families.scan': async () => {
        void scan().catch((error: unknown) => asCallError(error, log, 'families.scan'));
        return {};
      },
      async 'families.preview'({ id, mode }) {
        const one = member(id);
        await one.refresh();
        return previewAdoption(stores, one.place(), one.probed(), { mode, items: await items(), now: now() });
      },
      async 'families.adopt'({ id, mode }) {
        const one = member(id);
        await one.refresh();
        await adoptPlace(stores, one.place(), one.probed(), { mode, items: await items(), now: now() });
        await readConfig();
        publish();
        deps.changed();
        return {};
      },
      async 'families.release'({ id, undo }) {
        const one = member(id);
        await releasePlace(stores, one.place(), {
          undo,
          now: now(),
          via: databaseOf(id),
          settled: options.settled,
        });
        await readConfig();
        await reloadSoon(one);
        await one.refresh(true);
        deps.changed();
        return {};
      },
      async 'families.start'({ id }) {
        const one = member(id);
        await one.start();
        const { attached, service } = one.view();
        if (attached !== true && service === undefined) await rememberRun(stores, one.place(), true);
        return {};
      },
      async 'families.stop'({ id }) {
        const one = member(id);
        await one.stop();
        await rememberRun(stores, one.place(), false);
        return {};
      },
      async 'families.restart'({ id }) {
        await member(id).restart();
        return {};
      },
      async 'families.reload'({ id }) {
        const one = member(id);
        if (!one.running()) throw notRunning(id);
        await one.reload();
        await one.refresh();
        return {};
      },
      async 'families.setPrimary'({ id, agent, model }) {
        await member(id).setPrimary(agent, model);
        return {};
      },
      async 'families.setOrder'({ id, agent, provider, order }) {
        await member(id).setOrder(agent, provider, order);
        return {};
      },
      async 'families.addRemote'(address) {
        const id = await addRemotePlace(stores, members.keys(), address);
        await readConfig();
        publish();
        void remotes.get(id)?.refresh();
        return { id };
      },
      async 'families.removeRemote'({ id }) {
        if (!remotes.has(id)) throw unknownInstallation(id);
        await removeRemotePlace(stores, id);
        await readConfig();
        publish();
        return {};
      },
      async 'families.upgrade'({ id, to }) {
        await upgrades.start(member(id), to);
        return {};
      },
      async 'families.cancelUpgrade'({ id }) {
        upgrades.cancel(id);
        return {};
      },
    },
  };
}
