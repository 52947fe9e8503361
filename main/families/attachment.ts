import type { GatehouseError } from '#core/contract/error.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import { familyHolder, lookAt } from '#main/families/look.ts';
import type { OwnGateway } from '#main/families/own-gateway.ts';
import { startedByOthers } from '#main/families/refusals.ts';
import { type FamilyService, serviceOf } from '#main/families/service-of.ts';
import type { FamilyClient } from '#main/families/ws.ts';
import { shared } from '#main/promises.ts';
import { isPortFree } from '#store/port-probe.ts';

/** The connection of a gateway that ends is gone a moment before its port is free (milliseconds). */
const afterCloseMs = 300;

export interface AttachmentOptions {
  now: () => number;
  /** Aborted: nothing is attached to any more. */
  signal: AbortSignal;
  /** It answered; with what its `hello` lists. */
  onAnswer(methods: readonly string[] | undefined): void;
  changed(): void;
}

export interface Attached {
  /** Absent where its token is not to be had. */
  client: FamilyClient | undefined;
  holder: PortHolder;
  /** Epoch milliseconds. */
  since: number;
}

/** The gateway of an installation as others run it: by hand, by a service, by another supervisor. Never ended here. */
export class Attachment {
  readonly #site: ConfiguredPlace;
  readonly #own: OwnGateway;
  readonly #options: AttachmentOptions;
  #current: Attached | undefined;
  #service: FamilyService | undefined;

  constructor(site: ConfiguredPlace, own: OwnGateway, options: AttachmentOptions) {
    this.#site = site;
    this.#own = own;
    this.#options = options;
  }

  get current(): Attached | undefined {
    return this.#current;
  }

  /** What starts it, whether it runs now or not. */
  get service(): FamilyService | undefined {
    return this.#service;
  }

  /** Why it is not ended or restarted, where no service can be asked for that. */
  refusal(): GatehouseError {
    return startedByOthers(this.#site.address.port, this.#current?.holder.pid);
  }

  /** Looks who listens on its port. Who asks meanwhile gets the same look. */
  readonly look: () => Promise<void> = shared(() => this.#look());

  /** The same for little: a moment's look at the port is enough while nothing is there. */
  async glance(): Promise<void> {
    const isNothingHere = this.#current === undefined && !this.#own.isOurs;
    if (isNothingHere && (await isPortFree(this.#site.address))) return;
    await this.look();
  }

  /** Looks for a service that is not active. While one runs, its process tells. */
  async findService(): Promise<void> {
    if (this.#current === undefined) this.#service = await serviceOf(this.#site.place, undefined);
  }

  detach(): void {
    this.#current?.client?.close();
    this.#current = undefined;
  }

  async #look(): Promise<void> {
    const { now, onAnswer, changed } = this.#options;
    if (this.#isNotWanted()) return;
    const { place, config, address } = this.#site;
    const there = await lookAt(place, config, address.port);
    if (this.#isNotWanted()) {
      if (there.is === 'ours') there.client?.close();
      return;
    }
    if (there.is !== 'ours') {
      const was = this.#current !== undefined;
      this.detach();
      if (was) changed();
      return;
    }
    const { client } = there;
    const holder = await familyHolder(address.port);
    const known = this.#current;
    if (known !== undefined && known.holder.pid === holder.pid && known.client !== undefined) {
      client?.close();
      return;
    }
    this.detach();
    this.#current = { client, holder, since: holder.since ?? now() };
    onAnswer(there.hello?.methods);
    this.#service = await serviceOf(this.#site.place, holder);
    this.#own.standBack();
    client?.onClose(() => {
      if (this.#current?.client === client) setTimeout(() => void this.look().then(changed), afterCloseMs);
    });
    changed();
  }

  #isNotWanted(): boolean {
    return this.#own.isOurs || this.#options.signal.aborted;
  }
}
