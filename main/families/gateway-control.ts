import type { Attachment } from '#main/families/attachment.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import type { OwnGateway } from '#main/families/own-gateway.ts';
import { driveService, type FamilyService } from '#main/families/service-of.ts';
import type { RunFamilyCommand } from '#store/family/run-command.ts';

/** A gateway that a service starts is looked for so often, */
const serviceLooks = 60;
/** so far apart (milliseconds). */
const serviceLookMs = 1_000;

type Verb = 'start' | 'stop' | 'restart';

export interface GatewayControlOptions {
  run: RunFamilyCommand;
  /** Aborted: nobody waits for a service any more. */
  signal: AbortSignal;
  refresh(): Promise<void>;
  /** What went wrong with a service after the call was answered. */
  onFailure(error: unknown): void;
}

/** Starts, stops and restarts the gateway of an installation by whoever runs it: this host, or a service. */
export class GatewayControl {
  readonly #site: ConfiguredPlace;
  readonly #own: OwnGateway;
  readonly #attachment: Attachment;
  readonly #options: GatewayControlOptions;

  constructor(
    site: ConfiguredPlace,
    own: OwnGateway,
    attachment: Attachment,
    options: GatewayControlOptions,
  ) {
    this.#site = site;
    this.#own = own;
    this.#attachment = attachment;
    this.#options = options;
  }

  /** @throws GatehouseError `family_unsupported`, `family_config_invalid`. */
  async start(): Promise<void> {
    await this.#attachment.look();
    if (this.#attachment.current !== undefined || this.#own.isOurs) return;
    const { service } = this.#attachment;
    if (service !== undefined) {
      this.#drive('start', service);
      return;
    }
    await this.#site.checkStart();
    this.#own.start();
  }

  /** @throws GatehouseError `family_unsupported` when others run it. */
  async stop(): Promise<void> {
    await this.#attachment.look();
    if (this.#attachment.current === undefined) this.#own.stop();
    else this.#driveTheirs('stop');
  }

  /** @throws GatehouseError `family_unsupported`, `family_config_invalid`. */
  async restart(): Promise<void> {
    await this.#attachment.look();
    if (this.#attachment.current !== undefined) {
      this.#driveTheirs('restart');
      return;
    }
    await this.#site.checkStart();
    this.#own.restart();
  }

  #driveTheirs(verb: Verb): void {
    const { service } = this.#attachment;
    if (service === undefined) throw this.#attachment.refusal();
    this.#drive(verb, service);
  }

  /** Not waited for: its commands take longer than a call may. */
  #drive(verb: Verb, service: FamilyService): void {
    void this.#throughService(verb, service).catch(this.#options.onFailure);
  }

  async #throughService(verb: Verb, service: FamilyService): Promise<void> {
    const { run, signal, refresh } = this.#options;
    await driveService(this.#site.place, service, verb, run);
    for (let looks = 0; looks < serviceLooks && !signal.aborted; looks += 1) {
      await this.#attachment.look();
      if ((this.#attachment.current !== undefined) === (verb !== 'stop')) break;
      await new Promise((resolve) => setTimeout(resolve, serviceLookMs));
    }
    await refresh();
  }
}
