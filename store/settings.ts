import { settingsOf, withSettings } from '#core/config/settings.ts';
import type { Settings, SettingsPatch } from '#core/contract/calls/settings.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { changeConfig } from '#store/change-config.ts';
import type { Stores } from '#store/stores.ts';

/** The settings in force; of a config that is not good, the last good one's. */
export const readSettings = async (stores: Pick<Stores, 'config'>): Promise<Settings> =>
  settingsOf((await stores.config.read()).config);

/**
 * Writes what differs to `gatehouse.json`, all or nothing, with comments kept.
 * @throws GatehouseError `bad_input` for a gateway that everybody in the network could use, `config_invalid`,
 * `config_unreadable`, and the store's codes.
 */
export const changeSettings = (stores: Pick<Stores, 'config'>, patch: SettingsPatch): Promise<void> =>
  changeConfig(stores, (config) => {
    const next = withSettings(config, patch);
    const { bind, access } = settingsOf(next).gateway;
    if (bind === 'lan' && access === 'none' && (patch.gateway?.bind ?? patch.gateway?.access)) {
      throw new GatehouseError('bad_input', say('A gateway that others can reach needs an access token.'), {
        where: patch.gateway?.access === undefined ? 'gateway.bind' : 'gateway.access',
        hint: say(
          'Keep it on this machine (gateway.bind loopback), or ask for the token (gateway.access token).',
        ),
      });
    }
    return next;
  });
