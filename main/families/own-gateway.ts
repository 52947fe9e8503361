import { join } from 'node:path';
import type { Machine, SupervisorLimits } from '#core/supervisor/machine.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import { superviseFamily } from '#main/families/supervise.ts';
import type { Log } from '#main/log.ts';
import type { Supervisor } from '#main/supervisor/supervisor.ts';
import { type RotatingFile, rotatingFile } from '#store/log/rotating-file.ts';
import type { StateDir } from '#store/stores.ts';

export interface OwnGatewayOptions {
  dir: StateDir;
  log: Log;
  now: () => number;
  limits: Partial<SupervisorLimits> | undefined;
  /** A run answered; with what its `hello` lists. */
  onAnswer(methods: readonly string[] | undefined): void;
  /** A gateway of the family that is none of our runs has the port. */
  onOtherGateway(): void;
  /** It became ready, or has stopped. */
  onTurn(): void;
  /** After every change. */
  onChange(): void;
}

/** The gateway of an installation as a child of this host. Until one is started it costs nothing. */
export class OwnGateway {
  readonly #site: ConfiguredPlace;
  readonly #options: OwnGatewayOptions;
  #supervisor: Supervisor | undefined;
  #logFile: RotatingFile | undefined;

  constructor(site: ConfiguredPlace, options: OwnGatewayOptions) {
    this.#site = site;
    this.#options = options;
  }

  /** Undefined: this host never started one. */
  machine(): Machine | undefined {
    return this.#supervisor?.machine();
  }

  /** This host starts it, runs it or ends it, so that nobody else has to be looked for. */
  get isOurs(): boolean {
    return !['stopped', 'failed', 'foreign'].includes(this.#phase);
  }

  get isReady(): boolean {
    return this.#phase === 'ready';
  }

  get #phase(): Machine['phase']['name'] {
    return this.machine()?.phase.name ?? 'stopped';
  }

  start(): void {
    const supervisor = this.#supervise();
    supervisor.listenAt(this.#site.address);
    supervisor.start();
  }

  restart(): void {
    this.#supervise().restart();
  }

  stop(): void {
    this.#supervisor?.stop();
  }

  /** Somebody else runs it: this host does not start a second one when that one ends. */
  standBack(): void {
    if (this.machine()?.wanted === 'running') this.stop();
  }

  /** The config was read again, and may name another port. */
  moved(): void {
    this.#supervisor?.listenAt(this.#site.address);
  }

  woke(): void {
    this.#supervisor?.woke();
  }

  async end(deadlineMs: number): Promise<void> {
    await this.#supervisor?.end(deadlineMs);
    await this.#logFile?.flush();
  }

  #supervise(): Supervisor {
    if (this.#supervisor !== undefined) return this.#supervisor;
    const { dir, log, now, limits, ...told } = this.#options;
    this.#logFile = rotatingFile(join(dir.logDir, `family-${this.#site.place.id}.log`));
    const supervisor = superviseFamily(this.#site, {
      stateRoot: dir.root,
      runDir: dir.runDir,
      file: this.#logFile,
      log,
      now,
      limits,
      onReady: told.onAnswer,
    });
    this.#supervisor = supervisor;
    let before = this.#phase;
    supervisor.onChange((machine) => {
      const { name } = machine.phase;
      if (name === 'foreign' && machine.holder.gateway) told.onOtherGateway();
      if (name !== before && (name === 'ready' || name === 'stopped')) told.onTurn();
      before = name;
      told.onChange();
    });
    return supervisor;
  }
}
