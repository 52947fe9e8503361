import { join } from 'node:path';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import { canStart, connectAuth } from '#core/family/auth.ts';
import { planPrimary } from '#core/family/config-plan.ts';
import { type Probed, probedGeneration } from '#core/family/generation.ts';
import type { Installation } from '#core/family/installation.ts';
import { type FamilyAgent, familyRoles } from '#core/family/read-back.ts';
import { isObject, type JsonObject } from '#core/profile/mirror.ts';
import { say } from '#core/say/say.ts';
import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import { viewOf } from '#core/supervisor/view.ts';
import { familyHolder, lookAt, loopbackUrl, portOfPlace } from '#main/families/look.ts';
import { fileBesideDatabase, noCommand, notSetUp, startedByOthers } from '#main/families/refusals.ts';
import { driveService, type FamilyService, serviceOf } from '#main/families/service-of.ts';
import { superviseFamily } from '#main/families/supervise.ts';
import { type FamilyClient, openFamily } from '#main/families/ws.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';
import type { Supervisor } from '#main/supervisor/supervisor.ts';
import { editFamilyConfig } from '#store/family/edit-config.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { probeCommand } from '#store/family/probe-command.ts';
import { readBackDatabase } from '#store/family/read-database.ts';
import { commandError, type RunFamilyCommand, runFamilyCommand } from '#store/family/run-command.ts';
import { familyAgents, readBackFiles, readFamilyConfig, storeKind } from '#store/family/state.ts';
import { type RotatingFile, rotatingFile } from '#store/log/rotating-file.ts';
import { isPortFree } from '#store/port-probe.ts';
import type { Stores } from '#store/stores.ts';

/** Milliseconds that its gateway may take to read its secrets again: it asks every resolver. */
const reloadTimeoutMs = 25_000;
/** A gateway knows a provider of references a second after its config does. */
const mostRefusals = 4;
const refusedPauseMs = 1_500;
/** One that works on something may take so long to answer at all (milliseconds). */
const busyMs = 15_000;
/** A gateway that a service starts is looked for so often, a second apart. */
const serviceLooks = 60;

export interface MemberDeps {
  stores: Stores;
  log: Log;
  now: () => number;
  /** Something that people see is another. */
  changed(): void;
  run?: RunFamilyCommand | undefined;
  limits?: Partial<SupervisorLimits> | undefined;
}

interface Attached {
  client: FamilyClient | undefined;
  holder: PortHolder;
  since: number;
}

/** One installation on this machine: what is known of it, and what can be done with its gateway. */
export interface Member {
  readonly id: string;
  place(): FamilyPlace;
  probed(): Probed;
  running(): boolean;
  config(): JsonObject;
  port(): number;
  version(): string | undefined;
  view(): Omit<Installation, 'mirrored' | 'mode' | 'upgrade'>;
  update(place: FamilyPlace): void;
  /**
   * Looks at everything again: config, store, port, command, and what it will really use. Never rejects.
   * @param deep a database is asked again, too, which takes its command seconds.
   */
  refresh(deep?: boolean): Promise<void>;
  /** Looks whether somebody else runs it now. Never rejects. */
  lookAround(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** @returns false when there was nothing to do: it does not run, or reads its files at each request. */
  reload(): Promise<boolean>;
  setPrimary(agent: string, model: string): Promise<void>;
  setOrder(agent: string, provider: string, order: readonly string[]): Promise<void>;
  /** The machine slept, or its clock was set. */
  woke(): void;
  /** Ends what this host started; what others started goes on. */
  end(deadlineMs: number): Promise<void>;
}

export function createMember(first: FamilyPlace, deps: MemberDeps): Member {
  const { stores, log, now, run = runFamilyCommand } = deps;
  let place = first;
  let config: JsonObject = {};
  let probed: Probed = { generation: 'unknown', references: undefined };
  let version: string | undefined;
  let methods: readonly string[] | undefined;
  let agents: FamilyAgent[] = [];
  let notes: CallError[] = [];
  let readAt = now();
  let service: FamilyService | undefined;
  let attached: Attached | undefined;
  let supervisor: Supervisor | undefined;
  let logFile: RotatingFile | undefined;
  let databaseIsStale = true;
  let over = false;
  let looking: Promise<void> | undefined;

  const port = () => portOfPlace(place, config);
  const phase = () => supervisor?.machine().phase.name ?? 'stopped';
  const isOurs = () => !['stopped', 'failed', 'foreign'].includes(phase());
  const isReady = () => phase() === 'ready';
  const running = () => attached !== undefined || isReady();

  const failure = (error: unknown, event: string): CallError => asCallError(error, log, event);

  function supervise(): Supervisor {
    if (supervisor !== undefined) return supervisor;
    logFile = rotatingFile(join(stores.dir.logDir, `family-${place.id}.log`));
    supervisor = superviseFamily({
      place: () => place,
      config: () => config,
      port,
      stateRoot: stores.dir.root,
      runDir: stores.dir.runDir,
      file: logFile,
      log,
      now,
      limits: deps.limits,
      onReady(found) {
        methods = found ?? methods;
      },
    });
    let before = phase();
    supervisor.onChange((machine) => {
      const { name } = machine.phase;
      // Whoever has the port may be this very gateway, started by hand or by a service: then it is theirs to run.
      if (name === 'foreign' && machine.holder.gateway) void lookAround();
      // A first start writes its token, its store and its logs.
      if (name !== before && (name === 'ready' || name === 'stopped')) void refresh();
      before = name;
      deps.changed();
    });
    return supervisor;
  }

  function detach(): void {
    attached?.client?.close();
    attached = undefined;
  }

  function lookAround(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function look(): Promise<void> {
    if (isOurs() || over) return;
    const at = port();
    const there = await lookAt(place, config, at);
    if (isOurs() || over) {
      if (there.is === 'ours') there.client?.close();
      return;
    }
    if (there.is !== 'ours') {
      const was = attached !== undefined;
      detach();
      if (was) deps.changed();
      return;
    }
    const holder = await familyHolder(at);
    const known = attached;
    if (known !== undefined && known.holder.pid === holder.pid && known.client !== undefined) {
      there.client?.close();
      return;
    }
    detach();
    attached = { client: there.client, holder, since: holder.since ?? now() };
    methods = there.hello?.methods ?? methods;
    service = await serviceOf(place, holder);
    // Somebody else runs it: this host does not start a second one when it ends.
    if (supervisor !== undefined && supervisor.machine().wanted === 'running') supervisor.stop();
    there.client?.onClose(() => {
      if (attached?.client === there.client) setTimeout(() => void lookAround().then(deps.changed), 300);
    });
    deps.changed();
  }

  async function probe(): Promise<void> {
    const names = await familyAgents(place.stateDir);
    const kind = await storeKind(place.stateDir, names);
    const facts = await probeCommand(place, run);
    const touched = isObject(config.meta) ? config.meta.lastTouchedVersion : undefined;
    version = facts?.version ?? (typeof touched === 'string' ? touched : undefined);
    probed = probedGeneration(place.record, {
      ...kind,
      methods: running() ? methods : undefined,
      secretsCommand: facts?.secretsCommand,
      version,
    });
    if (probed.generation === 'sqlite') await readDatabase(names);
    else agents = await readBackFiles(place.stateDir, config, names, probed.generation, now());
    if (kind.store === 'both' && probed.generation === 'sqlite') {
      throw fileBesideDatabase(place);
    }
  }

  /** Its command takes a second and more for each question: only asked when something is known to be another. */
  async function readDatabase(names: readonly string[]): Promise<void> {
    if (place.command !== undefined && databaseIsStale) {
      databaseIsStale = false;
      const items = new Set(await stores.vault.list().catch(() => []));
      const found: FamilyAgent[] = [];
      for (const name of names) found.push(await readBackDatabase({ place, run }, name, items, now()));
      agents = found;
    }
    // The roles stand in its config, which is cheap to read.
    agents = agents.map((one) => ({ ...one, ...familyRoles(config, one.id) }));
  }

  let refreshing: Promise<void> | undefined;
  let again = false;
  function refresh(deep = false): Promise<void> {
    if (deep) databaseIsStale = true;
    if (refreshing !== undefined) {
      again = true;
      return refreshing;
    }
    refreshing = (async () => {
      do {
        again = false;
        await refreshOnce();
      } while (again && !over);
    })().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function refreshOnce(): Promise<void> {
    const found: CallError[] = [];
    try {
      ({ doc: config } = await readFamilyConfig(place.configPath));
      supervisor?.listenAt({ host: '127.0.0.1', port: port() });
      if (attached === undefined) service = await serviceOf(place, undefined);
    } catch (error) {
      found.push(failure(error, 'family.config'));
    }
    await lookAround();
    try {
      await probe();
    } catch (error) {
      found.push(failure(error, 'family.probe'));
    }
    notes = found;
    readAt = now();
    deps.changed();
  }

  const elsewhere = () => startedByOthers(port(), attached?.holder.pid);

  /** Through the service's own commands, and then it is looked for. What goes wrong is told as a note. */
  async function drive(verb: 'start' | 'stop' | 'restart', its: FamilyService): Promise<void> {
    await driveService(place, its, verb, run);
    for (let i = 0; i < serviceLooks && !over; i += 1) {
      await lookAround();
      if ((attached !== undefined) === (verb !== 'stop')) break;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    await refresh();
  }
  const inBackground = (work: Promise<void>) => {
    void work.catch((error: unknown) => {
      notes = [...notes, failure(error, 'family.service')];
      deps.changed();
    });
  };

  async function checkStart(): Promise<void> {
    if (place.command === undefined) throw noCommand(place);
    ({ doc: config } = await readFamilyConfig(place.configPath));
    if (!canStart(config)) throw notSetUp(place);
  }

  async function withClient<T>(work: (client: FamilyClient) => Promise<T>): Promise<T> {
    if (attached?.client !== undefined) return work(attached.client);
    const client = await openFamily(
      loopbackUrl(port()),
      connectAuth(config, place.env, place.record.envPrefixes),
      { timeoutMs: busyMs },
    );
    try {
      return await work(client);
    } finally {
      client.close();
    }
  }

  async function reload(): Promise<boolean> {
    if (!running()) return false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await withClient(async (client) => {
          if (!client.hello.methods.includes('secrets.reload')) return false;
          await client.request('secrets.reload', {}, reloadTimeoutMs);
          return true;
        });
      } catch (error) {
        const refused = error instanceof GatehouseError && error.code === 'family_command_failed';
        if (!refused || over) throw error;
        if (attempt >= mostRefusals) {
          // 2026.5.7 learns of a new provider of references with a start alone. What others started is theirs to restart.
          if (attached !== undefined || supervisor === undefined) throw error;
          supervisor.restart();
          return true;
        }
        await new Promise((resolve) => setTimeout(resolve, refusedPauseMs));
      }
    }
  }

  return {
    id: first.id,
    place: () => place,
    probed: () => probed,
    running,
    config: () => config,
    port,
    version: () => version,
    update(next) {
      place = next;
    },
    refresh,
    async lookAround() {
      // A moment's look is enough while nothing is there.
      if (attached === undefined && !isOurs() && (await isPortFree({ host: '127.0.0.1', port: port() })))
        return;
      await lookAround();
    },
    view() {
      const machine = supervisor?.machine();
      const observed: Installation['observed'] =
        attached !== undefined && !isOurs()
          ? {
              state: 'ready',
              host: '127.0.0.1',
              port: port(),
              pid: attached.holder.pid ?? 0,
              since: attached.since,
            }
          : machine === undefined
            ? { state: 'stopped' }
            : viewOf(machine);
      return {
        id: first.id,
        family: place.record.id,
        label: place.record.label,
        envPrefix: place.record.envPrefixes[0] ?? '',
        foundBy: [
          ...place.foundBy,
          ...(attached === undefined ? [] : (['process'] as const)),
          ...(service === undefined ? [] : (['service'] as const)),
        ],
        ...(place.command === undefined ? {} : { command: place.command.path }),
        ...(version === undefined ? {} : { version }),
        generation: probed.generation,
        ...(probed.references === undefined ? {} : { references: probed.references }),
        stateDir: place.stateDir,
        configPath: place.configPath,
        port: port(),
        wanted: machine?.wanted === 'running' || service?.active === true ? 'running' : 'stopped',
        observed,
        ...(attached === undefined ? {} : { attached: true }),
        ...(service === undefined ? {} : { service }),
        agents,
        notes,
        readAt,
      };
    },
    async start() {
      await lookAround();
      if (attached !== undefined || isOurs()) return;
      if (service !== undefined) {
        inBackground(drive('start', service));
        return;
      }
      await checkStart();
      const own = supervise();
      own.listenAt({ host: '127.0.0.1', port: port() });
      own.start();
    },
    async stop() {
      await lookAround();
      if (attached !== undefined) {
        if (service === undefined) throw elsewhere();
        inBackground(drive('stop', service));
        return;
      }
      supervisor?.stop();
    },
    async restart() {
      await lookAround();
      if (attached !== undefined) {
        if (service === undefined) throw elsewhere();
        inBackground(drive('restart', service));
        return;
      }
      await checkStart();
      supervise().restart();
    },
    reload,
    woke: () => supervisor?.woke(),
    async setPrimary(agent, model) {
      const known = await familyAgents(place.stateDir);
      if (!known.includes(agent)) {
        throw new GatehouseError(
          'unknown_agent',
          say('"{{id}}" has no agent "{{agent}}".', { id: place.id, agent }),
          { where: agent },
        );
      }
      await editFamilyConfig(place.configPath, (doc) => planPrimary(doc, agent, model));
      await refresh();
    },
    async setOrder(agent, provider, order) {
      const words = ['models', 'auth', 'order', order.length > 0 ? 'set' : 'clear'];
      const args = [...words, '--agent', agent, '--provider', provider, ...order];
      const ran = await run(place, args);
      if (ran.code !== 0) throw commandError(place, args, ran);
      // A running one goes by its memory, which some versions even write over what stands there now.
      await reload().catch((error: unknown) => failure(error, 'family.reload'));
      databaseIsStale = true;
      await refresh();
    },
    async end(deadlineMs) {
      over = true;
      detach();
      await supervisor?.end(deadlineMs);
      await logFile?.flush();
    },
  };
}
