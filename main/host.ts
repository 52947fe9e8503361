import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import { coalesce } from '#main/coalesce.ts';
import { createDispatch } from '#main/dispatch.ts';
import type { CallRequest, Host } from '#main/host-api.ts';
import { fileLog, type Log } from '#main/log.ts';
import { hostRefresher } from '#main/oauth/refresher.ts';
import { type ProgramPaths, programPaths } from '#main/paths.ts';
import { activityService } from '#main/services/activity.ts';
import { agentsService } from '#main/services/agents.ts';
import { appService } from '#main/services/app.ts';
import { chatService } from '#main/services/chat.ts';
import { doctorService } from '#main/services/doctor.ts';
import { familiesService } from '#main/services/families.ts';
import { gatewayAddress, gatewayService } from '#main/services/gateway.ts';
import { importsService } from '#main/services/imports.ts';
import { logsService } from '#main/services/logs.ts';
import { mirrorsService } from '#main/services/mirrors.ts';
import { modelsService } from '#main/services/models.ts';
import { profilesService } from '#main/services/profiles.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { settingsService } from '#main/services/settings.ts';
import { signInService } from '#main/services/sign-in.ts';
import { tokensService } from '#main/services/tokens.ts';
import { vaultService } from '#main/services/vault.ts';
import type { SpawnGateway } from '#main/supervisor/child-port.ts';
import { forkGateway } from '#main/supervisor/fork-child.ts';
import { createSupervisor } from '#main/supervisor/supervisor.ts';
import type { DesktopSystem } from '#main/system.ts';
import { createTopicHub } from '#main/topics.ts';
import { watchWake } from '#main/wake.ts';
import { rendererFiles } from '#main/web/renderer-files.ts';
import { startWebServer, type WebServer } from '#main/web/server.ts';
import { createTickets } from '#main/web/tickets.ts';
import { sweepVaultItems } from '#store/credentials/sweep.ts';
import { dotenvFile } from '#store/environment/environment.ts';
import { findLiveHost, hostRecordFile, removeHostRecord, writeHostRecord } from '#store/host-record.ts';
import { lastingProgram } from '#store/lasting-program.ts';
import { ensureResolverLauncher } from '#store/launcher.ts';
import { acquireLock } from '#store/lock.ts';
import { childLog } from '#store/log/child-log.ts';
import { rotatingFile } from '#store/log/rotating-file.ts';
import { openStores } from '#store/open-stores.ts';
import { processStart } from '#store/process-start.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { Stores } from '#store/stores.ts';
import { gatewayUserService } from '#store/user-service/gateway-service.ts';
import type { Vault } from '#store/vault/vault.ts';
import { watchFile } from '#store/watch-file.ts';

export interface HostOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** `GATEHOUSE_STATE_DIR` or `~/.gatehouse` when absent. */
  stateDir?: string;
  face: 'desktop' | 'web';
  /** Starts the gateway process; a forked Node process when absent. */
  spawnGateway?: SpawnGateway;
  /** Opens a page in the person's browser; only the desktop can. */
  openExternal?: (url: string) => Promise<void>;
  /** Login item, updates, file manager; only the desktop has them. */
  system?: DesktopSystem;
  /** `app.quit` was called: the entry ends the process by its own way out, which calls `quit`. */
  onQuitRequest?: () => void;
  /** Preferred port of the loopback server; 18791 when absent, 0 for any. */
  webPort?: number;
  paths?: Partial<ProgramPaths>;
  /** BCP 47; that of the system when absent. */
  locale?: string;
  /** Another vault than the keychain, for tests. */
  vault?: Vault;
  limits?: Partial<SupervisorLimits>;
  now?: () => number;
}

/** Milliseconds that streams and files get at the end when nobody says otherwise. */
const defaultQuitMs = 5_000;

/** Puts the host together; nothing runs before `start`. */
export function createHost(options: HostOptions): Host {
  let running: Running | undefined;
  let begun: Promise<Running> | undefined;
  let ended: Promise<void> | undefined;
  const required = (): Running => {
    if (!running) throw new GatehouseError('host_unreachable', 'The host has not started.');
    return running;
  };
  return {
    async start() {
      begun ??= run(options);
      running = await begun;
    },
    quit(deadlineMs = defaultQuitMs) {
      ended ??= (async () => {
        const one = await begun?.catch(() => undefined);
        await one?.quit(deadlineMs);
      })();
      return ended;
    },
    dispatch: async (request: CallRequest) => {
      if (running) return running.dispatch(request);
      return { ok: false, error: { code: 'host_unreachable', message: 'The host has not started.' } };
    },
    topics: {
      current: (topic) => running?.topics.current(topic),
      snapshot: () => running?.topics.snapshot() ?? [],
      subscribe: (listener) => required().topics.subscribe(listener),
    },
    woke: () => running?.woke(),
    web: {
      get url() {
        return required().web.url;
      },
      signInLink: () => required().web.signInLink(),
    },
  };
}

interface Running extends Pick<Host, 'dispatch' | 'topics' | 'woke'> {
  web: WebServer;
  quit(deadlineMs: number): Promise<void>;
}

async function run(options: HostOptions): Promise<Running> {
  const stores = await openStores({
    env: options.env,
    ...(options.stateDir === undefined ? {} : { stateDir: options.stateDir }),
    ...(options.vault === undefined ? {} : { vault: options.vault }),
  });
  const { dir } = stores;
  await ensurePrivateDir(dir.runDir);
  await ensurePrivateDir(dir.logDir);
  // Watched for what a gateway learns that no child tells.
  await ensurePrivateDir(join(dir.root, 'gateway'));
  // Two that start at once: the second finds the record of the first.
  const startLock = await acquireLock(hostRecordFile(dir.runDir));
  try {
    await refuseSecondHost(dir.runDir);
    return await compose(options, stores);
  } finally {
    await startLock.release();
  }
}

async function compose(options: HostOptions, stores: Stores): Promise<Running> {
  const { env, face, now = Date.now } = options;
  const { dir } = stores;
  const paths = { ...programPaths(), ...options.paths };
  /** The command line for those who start it while this host is closed. */
  const program = shared(() => lastingProgram(dir, { node: paths.node, cliFile: paths.cli }, env));
  const hostRun = randomBytes(12).toString('hex');
  const token = randomBytes(32).toString('base64url');

  const logFile = rotatingFile(join(dir.logDir, 'host.log'));
  const gatewayLogFile = rotatingFile(join(dir.logDir, 'gateway.log'));
  const log = fileLog(logFile, now);
  const topics = createTopicHub(hostRun);
  const tickets = createTickets(token, now);
  const { config } = await stores.config.read();
  const supervisor = createSupervisor({
    entry: paths.gateway,
    spawn: options.spawnGateway ?? forkGateway,
    env,
    cwd: dir.root,
    runDir: dir.runDir,
    address: gatewayAddress(config),
    output: childLog(gatewayLogFile),
    log,
    now,
    ...(options.limits ? { limits: options.limits } : {}),
  });

  let web: WebServer | undefined;
  const signInLink = () => {
    if (!web) throw new GatehouseError('host_unreachable', 'The host has not started.');
    return web.signInLink();
  };
  // Apart, since a mirror may wait for another program's lock.
  const mirrors = coalesce(async () => {
    await families.beforeMirrors();
    await profiles.syncMirrors(families.mirrorHooks);
    await mirrored.watch();
    await families.afterMirrors();
  });
  const follow = coalesce(async () => {
    for (const [name, refresh] of followers) {
      await refresh().catch((error: unknown) => {
        log.warn('follow.failed', { name, code: asCallError(error, log, `follow.${name}`).code });
      });
    }
  });
  const deps: ServiceDeps = { stores, topics, log, changed: follow.trigger, now };
  const activity = activityService(deps);
  const chat = chatService(deps);
  const doctor = doctorService(deps, {
    env,
    version: paths.version,
    program,
    mirrorHooks: () => families.mirrorHooks,
  });
  const vault = vaultService(deps, () => {
    gateway.halt().catch((error: unknown) => asCallError(error, log, 'gateway.halt'));
  });
  const models = modelsService(deps, activity);
  const profiles = profilesService(deps, activity);
  const agents = agentsService(deps);
  const settings = settingsService(deps);
  const tokens = tokensService(deps);
  const imports = importsService(deps);
  const mirrored = mirrorsService(deps, mirrors.trigger);
  const families = familiesService(deps, { env, settled: () => mirrors.settled() });
  const signIn = signInService(deps);
  const refresher = hostRefresher(deps);
  const logs = logsService(deps);
  const gateway = gatewayService(deps, supervisor, {
    logPath: gatewayLogFile.path,
    service: gatewayUserService({ stateDir: dir.root, env, program }),
  });
  const app = appService(deps, {
    version: paths.version,
    face,
    locale: options.locale ?? Intl.DateTimeFormat().resolvedOptions().locale,
    signInLink,
    openExternal: options.openExternal,
    system: options.system,
    quit: () => options.onQuitRequest?.(),
  });
  const followers: [string, () => Promise<void>][] = [
    ['app', app.refresh],
    ['settings', settings.refresh],
    ['profiles', profiles.refresh],
    ['models', models.refresh],
    ['families', families.refresh],
    ['mirrors', async () => mirrors.trigger()],
    ['gateway', gateway.refresh],
    ['activity', activity.refresh],
    // Apart, since a provider may take its time.
    ['oauth', async () => void refresher.look()],
  ];
  const handlers: Handlers = {
    ...profiles.handlers,
    ...agents.handlers,
    ...imports.handlers,
    ...mirrored.handlers,
    ...families.handlers,
    ...models.handlers,
    ...settings.handlers,
    ...tokens.handlers,
    ...activity.handlers,
    ...gateway.handlers,
    ...logs.handlers,
    ...vault.handlers,
    ...app.handlers,
    ...signIn.handlers,
    ...chat.handlers,
    ...doctor.handlers,
  };
  const dispatch = createDispatch(handlers, log);

  supervisor.onOutcomes(activity.record);
  supervisor.onEvents(activity.recordEvents);
  supervisor.onOutcomes(chat.record);
  activity.onUse(() => {
    profiles.republish();
    void models.refresh().catch(() => undefined);
  });
  const woke = () => {
    log.info('host.woke');
    supervisor.woke();
    // What was to be renewed or shown as expired meanwhile.
    void refresher.look();
    follow.trigger();
  };
  const stopWatching = [
    watchWake(woke),
    watchQuietly(log, 'config', () => stores.config.watch(follow.trigger)),
    watchQuietly(log, 'profiles', () => stores.profiles.watch(follow.trigger)),
    watchQuietly(log, 'dotenv', () => watchFile(dotenvFile(stores), follow.trigger)),
    watchQuietly(log, 'gateway_state', () =>
      watchFile(join(dir.root, 'gateway', 'state.json'), activity.stateChanged),
    ),
  ];

  // Faces get a full picture from the first moment; mirrors and gateway are not waited for.
  await app.refresh();
  await settings.refresh();
  await activity.begin();
  await profiles.refresh();
  await models.refresh();
  await logs.refresh();
  web = await startWebServer({
    dispatch,
    topics,
    tickets,
    log,
    files: rendererFiles(paths.renderer),
    ...(options.webPort === undefined ? {} : { port: options.webPort }),
  });
  await writeHostRecord(dir.runDir, {
    version: 1,
    pid: process.pid,
    startTime: (await processStart(process.pid)) ?? '',
    nonce: hostRun,
    url: web.url,
    token,
    face,
    appVersion: paths.version,
  });
  log.info('host.started', { face, pid: process.pid, url: web.url, version: paths.version });

  await gateway.autostart();
  follow.trigger();
  void afterStart(log, [
    ['launcher', async () => ensureResolverLauncher(dir, { ...(await program()), env })],
    ['vault', vault.begin],
    ['purge', profiles.purge],
    ['events', activity.recall],
    ['sweep', async () => (stores.vault.status().state === 'ready' ? sweepVaultItems(stores, now()) : [])],
    // Last, since what is installed is asked by its own commands.
    ['families', families.begin],
  ]);

  return {
    dispatch,
    topics,
    web,
    woke,
    async quit(deadlineMs) {
      log.info('host.quitting', { deadlineMs });
      follow.stop();
      mirrors.stop();
      for (const stop of stopWatching) stop();
      for (const service of [app, chat, profiles, mirrored, activity, gateway, logs, vault, signIn])
        service.stop();
      const refreshed = refresher.stop();
      await Promise.all([
        supervisor.end(deadlineMs),
        families.end(deadlineMs),
        web.close(),
        within(refreshed, deadlineMs),
        within(Promise.all([follow.settled(), mirrors.settled()]), deadlineMs),
      ]);
      await removeHostRecord(dir.runDir, hostRun).catch(() => undefined);
      log.info('host.ended');
      await within(Promise.all([logFile.flush(), gatewayLogFile.flush()]), 1_000);
    },
  };
}

async function refuseSecondHost(runDir: string): Promise<void> {
  const other = await findLiveHost(runDir);
  if (!other || other.pid === process.pid) return;
  throw new GatehouseError('host_already_running', `Gatehouse already runs (process ${other.pid}).`, {
    where: other.url,
    hint: 'Use that one ("gatehouse ui" opens it), or end it first.',
  });
}

/** A file that cannot be watched is still read at every change of our own. */
function watchQuietly(log: Log, name: string, watch: () => () => void): () => void {
  try {
    return watch();
  } catch (error) {
    log.error('watch.failed', { name }, error);
    return () => undefined;
  }
}

async function afterStart(log: Log, tasks: readonly [string, () => Promise<unknown>][]): Promise<void> {
  for (const [name, task] of tasks) {
    await task().catch((error: unknown) => {
      log.warn('after_start.failed', { name, code: asCallError(error, log, `after_start.${name}`).code });
    });
  }
}

/** Who asks while it is being made gets the same one. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let making: Promise<T> | undefined;
  return () => {
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
