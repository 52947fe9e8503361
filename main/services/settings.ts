import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { changeSettings, readSettings } from '#store/settings.ts';

export interface SettingsService {
  handlers: Handlers<'settings'>;
  /** Reads the config and publishes. */
  refresh(): Promise<void>;
}

export function settingsService({ stores, topics, changed }: ServiceDeps): SettingsService {
  return {
    handlers: {
      async 'settings.change'(patch) {
        await changeSettings(stores, patch);
        changed();
        return {};
      },
    },
    refresh: async () => topics.publish('settings', await readSettings(stores)),
  };
}
