import { canStart } from '#core/family/auth.ts';
import { familyExitMeans } from '#core/family/exit.ts';
import type { ExitMeaning, SupervisorLimits } from '#core/supervisor/machine.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import { familyRevision, portTakenCode, spawnFamily } from '#main/families/family-child.ts';
import { askGateway, familyHolder } from '#main/families/look.ts';
import type { Log } from '#main/log.ts';
import { createSupervisor, type Supervisor } from '#main/supervisor/supervisor.ts';
import { childLog } from '#store/log/child-log.ts';
import type { RotatingFile } from '#store/log/rotating-file.ts';
import { isPortFree } from '#store/port-probe.ts';

/**
 * Longer than for our own gateway (milliseconds): the first start of 2026.2.17 to 2026.3.2 takes 25 s on an idle
 * machine, and an end with work in progress up to ten.
 */
export const familyLimits: Partial<SupervisorLimits> = {
  startMs: 120_000,
  probeMs: 500,
  healthMs: 20_000,
  drainMs: 10_000,
  termMs: 5_000,
  killMs: 5_000,
  backoffMs: 2_000,
  backoffCapMs: 60_000,
  maxCrashes: 5,
};

export interface SuperviseOptions {
  stateRoot: string;
  runDir: string;
  file: Pick<RotatingFile, 'write'>;
  log: Log;
  now: () => number;
  limits?: Partial<SupervisorLimits> | undefined;
  /** A run answered; with what its `hello` lists. */
  onReady(methods: readonly string[] | undefined): void;
}

/** The supervisor of one installation: the same machine as for our own gateway, with other hands. */
export function superviseFamily(site: ConfiguredPlace, options: SuperviseOptions): Supervisor {
  let leader: number | undefined;
  let wasReady = false;
  let meaning: ExitMeaning = 'crash';
  const spawn = spawnFamily({
    place: () => site.place,
    port: () => site.address.port,
    async beforeExit({ code }) {
      const portHeld = !(await isPortFree(site.address));
      meaning = familyExitMeans({ code, wasReady, portHeld, configGood: canStart(site.config) });
    },
  });
  const supervisor = createSupervisor({
    entry: '',
    spawn: async (request) => {
      wasReady = false;
      meaning = 'crash';
      const child = await spawn(request);
      leader = child.pid > 0 ? child.pid : undefined;
      return child;
    },
    env: site.place.env,
    cwd: options.stateRoot,
    runDir: options.runDir,
    name: `family-${site.place.id}`,
    address: site.address,
    output: childLog(options.file),
    log: options.log,
    now: options.now,
    limits: { ...familyLimits, ...options.limits },
    async probe(address) {
      const { alive, ready, hello } = await askGateway(site.place, site.config, address.port, leader);
      if (ready) {
        wasReady = true;
        options.onReady(hello?.methods);
      }
      return { alive, ready };
    },
    findHolder: ({ port: held }) => familyHolder(held),
    exitMeans: (code) => (code === portTakenCode ? 'port_taken' : meaning),
  });
  supervisor.load(familyRevision);
  return supervisor;
}
