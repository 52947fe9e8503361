import { homedir } from 'node:os';
import type { ServiceStatus } from '#core/contract/calls/gateway.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import type { Program } from '#store/lasting-program.ts';
import { type GatewayJob, gatewayJob, serviceManagerOf } from '#store/user-service/gateway-job.ts';
import {
  fileState,
  installJob,
  type RunProgram,
  runProgram,
  uninstallJob,
} from '#store/user-service/install.ts';

/** The gateway as a service of the user's session: it starts at login and outlives the app. */
export interface GatewayUserService {
  status(): Promise<ServiceStatus>;
  /** As `status().installed`, without asking a manager where there is not even a file of ours. */
  installed(): Promise<boolean>;
  /** The files that would be written and the programs that would be run. @throws GatehouseError `service_unavailable`. */
  plan(): Promise<GatewayJob>;
  /** Writes and registers it, and starts it. @throws GatehouseError `service_unavailable`, `service_failed`, `write_failed`. */
  install(): Promise<ServiceStatus>;
  /** Stops it and takes its files away. @throws as `install`. */
  uninstall(): Promise<ServiceStatus>;
  /** @throws GatehouseError `service_unavailable`, `service_failed`. */
  control(what: 'start' | 'stop' | 'restart'): Promise<void>;
}

export interface GatewayServiceOptions {
  stateDir: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What the unit runs. Asked only when it is written. */
  program: () => Promise<Program>;
  platform?: NodeJS.Platform;
  uid?: number;
  run?: RunProgram;
}

/** What stands for the program where only its unit is asked about. */
const anyProgram: Program = { node: '/', cliFile: '/' };
const named = async () => anyProgram;

export function gatewayUserService(options: GatewayServiceOptions): GatewayUserService {
  const { env, stateDir, platform = process.platform, uid = process.getuid?.() ?? 0 } = options;
  const { run = runProgram({ ...env }) } = options;
  const manager = serviceManagerOf(platform);
  const place = { stateDir, env, uid, home: env.HOME || homedir() };

  const jobOf = (program: Program) => (manager ? gatewayJob(manager, place, program) : undefined);

  /** Why there can be no service here, in a sentence. */
  async function missing(): Promise<string | undefined> {
    if (!manager) return 'No service manager is known on this system.';
    if (manager !== 'systemd') return undefined;
    // Containers, WSL without systemd and other init systems: the program may be there and reach nobody.
    const { code } = await run(['systemctl', '--user', 'show', '--property=Version']);
    return code === 0 ? undefined : 'systemd does not run services for this user here.';
  }

  /** @param program for a definition that is written; any for one that is only named. */
  async function required(program: () => Promise<Program>): Promise<GatewayJob> {
    const why = await missing();
    const job = why === undefined ? jobOf(await program()) : undefined;
    if (job) return job;
    throw new GatehouseError('service_unavailable', why ?? say('There is no service manager.'), {
      hint: say('"gatehouse gateway run" runs it in a terminal, or under a manager of your own.'),
    });
  }

  async function status(): Promise<ServiceStatus> {
    const why = await missing();
    const job = jobOf(anyProgram);
    if (why !== undefined || !job) {
      return { kind: 'none', installed: false, running: false, enabled: false, note: why ?? '' };
    }
    const seen = job.read(await run(job.ask));
    const file = job.files.find(({ temporary }) => temporary !== true);
    const foreign = file !== undefined && (await fileState(file)) === 'foreign';
    return {
      kind: job.scheduler,
      ...(foreign ? { installed: false, running: false, enabled: false } : seen),
      where: job.where,
      ...(foreign ? { note: 'A service of this name was not written by Gatehouse; it is left alone.' } : {}),
    };
  }

  const failed = (programs: readonly string[]) =>
    new GatehouseError('service_failed', say('The service manager did not do what was asked.'), {
      where: programs.join('; '),
      hint: say('Run that by hand where you are signed in; it says why.'),
    });

  return {
    status,
    async installed() {
      const file = jobOf(anyProgram)?.files.find(({ temporary }) => temporary !== true);
      if (file && (await fileState(file)) !== 'ours') return false;
      return (await status()).installed;
    },
    plan: () => required(options.program),
    async install() {
      const problems = await installJob(await required(options.program), run);
      if (problems.length > 0) throw failed(problems);
      return status();
    },
    async uninstall() {
      const job = await required(named);
      const { removed, failed: problems } = await uninstallJob(job, run);
      // The manager forgets a unit whose file has gone only when it is told to look.
      if (job.scheduler === 'systemd') await run(['systemctl', '--user', 'daemon-reload']);
      // A service that was not there cannot be stopped; that is no matter.
      const after = await status();
      if (after.installed && problems.length > 0 && removed.length === 0) throw failed(problems);
      return after;
    },
    async control(what) {
      const job = await required(named);
      const words = job[what];
      if ((await run(words)).code !== 0) throw failed([words.join(' ')]);
    },
  };
}
