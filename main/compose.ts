import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { coalesce } from '#main/coalesce.ts';
import { createDispatch } from '#main/dispatch.ts';
import type { Host } from '#main/host-api.ts';
import type { HostOptions } from '#main/host-options.ts';
import { hostWords } from '#main/host-words.ts';
import { fileLog, type Log } from '#main/log.ts';
import { hostRefresher } from '#main/oauth/refresher.ts';
import { programPaths } from '#main/paths.ts';
import { shared, within } from '#main/promises.ts';
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
import { forkGateway } from '#main/supervisor/fork-child.ts';
import { createSupervisor } from '#main/supervisor/supervisor.ts';
import { createTopicHub } from '#main/topics.ts';
import { watchWake } from '#main/wake.ts';
import { rendererFiles } from '#main/web/renderer-files.ts';
import { startWebServer, type WebServer } from '#main/web/server.ts';
import { createTickets } from '#main/web/tickets.ts';
import { sweepVaultItems } from '#store/credentials/sweep.ts';
import { dotenvFile } from '#store/environment/environment.ts';
import { removeHostRecord, writeHostRecord } from '#store/host-record.ts';
import { lastingProgram } from '#store/lasting-program.ts';
import { ensureResolverLauncher } from '#store/launcher.ts';
import { childLog } from '#store/log/child-log.ts';
import { rotatingFile } from '#store/log/rotating-file.ts';
import { processStart } from '#store/process-start.ts';
import type { Stores } from '#store/stores.ts';
import { gatewayUserService } from '#store/user-service/gateway-service.ts';
import { watchFile } from '#store/watch-file.ts';

/** A host that runs. */
export interface Running extends Pick<Host, 'dispatch' | 'topics' | 'woke'> {
  web: WebServer;
  quit(deadlineMs: number): Promise<void>;
}

/** Builds stores' services, supervisor and faces, and starts them; reads like a list. */
export async function compose(options: HostOptions, stores: Stores): Promise<Running> {
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
    if (!web) throw new GatehouseError('host_unreachable', say('The host has not started.'));
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
    families.woke();
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
    words: hostWords,
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
  let quitting = false;
  const afterwards = afterStart(log, () => quitting, [
    ['launcher', async () => ensureResolverLauncher(dir, { ...(await program()), env })],
    ['vault', vault.begin],
    ['purge', profiles.purge],
    ['events', activity.recall],
    ['sweep', async () => (stores.vault.status().state === 'ready' ? sweepVaultItems(stores, now()) : [])],
  ]);
  // Last, since what is installed is asked by its own commands; and an end does not wait for their answers.
  void afterwards.then(() => afterStart(log, () => quitting, [['families', families.begin]]));

  return {
    dispatch,
    topics,
    web,
    woke,
    async quit(deadlineMs) {
      log.info('host.quitting', { deadlineMs });
      quitting = true;
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
        within(Promise.all([follow.settled(), mirrors.settled(), afterwards]), deadlineMs),
      ]);
      await removeHostRecord(dir.runDir, hostRun).catch(() => undefined);
      log.info('host.ended');
      await within(Promise.all([logFile.flush(), gatewayLogFile.flush()]), 1_000);
    },
  };
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

/** One after the other; none begins once the host ends. */
async function afterStart(
  log: Log,
  ended: () => boolean,
  tasks: readonly [string, () => Promise<unknown>][],
): Promise<void> {
  for (const [name, task] of tasks) {
    if (ended()) return;
    await task().catch((error: unknown) => {
      log.warn('after_start.failed', { name, code: asCallError(error, log, `after_start.${name}`).code });
    });
  }
}
