import { canStart, connectAuth, gatewayPort } from '#core/family/auth.ts';
import type { ConnectAuth } from '#core/family/frames.ts';
import type { JsonObject } from '#core/profile/mirror.ts';
import type { Address } from '#core/supervisor/machine.ts';
import { noCommand, notSetUp } from '#main/families/refusals.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { readFamilyConfig } from '#store/family/state.ts';

/** An installation's place with its config as it was read last: together they say where its gateway listens. */
export class ConfiguredPlace {
  /** Replaced when the search finds it elsewhere, or with another command. */
  place: FamilyPlace;
  #config: JsonObject = {};

  constructor(place: FamilyPlace) {
    this.place = place;
  }

  get config(): JsonObject {
    return this.#config;
  }

  get address(): Address {
    return { host: '127.0.0.1', port: gatewayPort(this.#config, this.place.env, this.place.record) };
  }

  /** By what one gets in there. */
  get auth(): ConnectAuth {
    return connectAuth(this.#config, this.place.env, this.place.record.envPrefixes);
  }

  /** @throws GatehouseError `family_config_invalid`; what was read before stays. */
  async readConfig(): Promise<void> {
    ({ doc: this.#config } = await readFamilyConfig(this.place.configPath));
  }

  /**
   * Reads the config again and looks whether a gateway can be started by it.
   * @throws GatehouseError `family_unsupported`, `family_config_invalid`.
   */
  async checkStart(): Promise<void> {
    if (this.place.command === undefined) throw noCommand(this.place);
    await this.readConfig();
    if (!canStart(this.#config)) throw notSetUp(this.place);
  }
}
