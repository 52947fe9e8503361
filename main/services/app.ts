import { dirname } from 'node:path';
import type { CallInput, Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say, told } from '#core/say/say.ts';
import type { SignInLink } from '#main/host-api.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import type { DesktopSystem, UpdateState } from '#main/system.ts';
import { keytarVersion } from '#store/vault/keytar-version.ts';

export interface AppServiceOptions {
  version: string;
  face: 'desktop' | 'web';
  /** The system's, BCP 47; a language of the settings wins. */
  locale: string;
  signInLink(): SignInLink;
  /** Opens a page in the person's browser; absent where there is no desktop. */
  openExternal?: ((url: string) => Promise<void>) | undefined;
  /** Absent where there is no desktop. */
  system?: DesktopSystem | undefined;
  /** Ends the host; called after the answer was given. */
  quit(): void;
}

export interface AppService {
  handlers: Handlers<'app'>;
  refresh(): Promise<void>;
  stop(): void;
}

const platforms = ['darwin', 'linux', 'win32'] as const;

/** Without a desktop whoever installed the command brings in what is newer. */
const noUpdates: UpdateState = {
  state: 'unsupported',
  ...told({ why: say('Only the desktop app updates itself. Update Gatehouse the way it was installed.') }),
};
const noDesktop = (code: 'service_unavailable' | 'update_unavailable') =>
  new GatehouseError(code, say('Only the installed desktop app can do this.'));

export function appService(deps: ServiceDeps, options: AppServiceOptions): AppService {
  const { stores, topics, log, changed } = deps;
  const { version, face, locale, signInLink, openExternal, system, quit } = options;
  const versions = {
    gatehouse: version,
    node: process.versions.node,
    keytar: keytarVersion(),
    ...system?.versions,
  };
  const folders: Record<CallInput<'app.openFolder'>['folder'], string> = {
    state: stores.dir.root,
    logs: stores.dir.logDir,
    config: dirname(stores.dir.configFile),
  };

  async function refresh(): Promise<void> {
    const { config, error, warnings } = await stores.config.read();
    const { language, updates } = config.gatehouse ?? {};
    system?.updates.follow(updates?.check === true);
    topics.publish('app', {
      version,
      platform: platforms.find((name) => name === process.platform) ?? 'linux',
      face,
      stateDir: stores.dir.root,
      config: {
        path: stores.dir.configFile,
        warnings: warnings.map((message) => told({ message })),
        ...(error ? { error } : {}),
      },
      locale: language === undefined || language === 'system' ? locale : language,
      versions,
      loginItem: (await system?.loginItem.state()) ?? 'unsupported',
      update: system?.updates.current() ?? noUpdates,
    });
  }

  // A download tells its progress often, and concerns nothing but this topic.
  const stopFollowing = system?.updates.onChange(() => void refresh().catch(() => undefined));
  return {
    handlers: {
      'app.signInLink': async () => signInLink(),
      'app.quit': async () => {
        setImmediate(quit);
        return {};
      },
      'app.openExternal': async ({ url }, { face: asked }) => {
        // A browser opens its own pages; the host might be on another screen.
        if (!openExternal || asked !== 'desktop') return { opened: false };
        try {
          await openExternal(url);
        } catch (cause) {
          throw new GatehouseError('internal', say('The browser could not be opened.'), { cause });
        }
        return { opened: true };
      },
      'app.openFolder': async ({ folder }, { face: asked }) => {
        const path = folders[folder];
        if (!system || asked !== 'desktop') return { opened: false, path };
        // The path is there to copy, so no file manager is no failure.
        const opened = await system.openFolder(path).then(
          () => true,
          (error: unknown) => {
            log.warn('app.folder_not_opened', { folder, error: String(error) });
            return false;
          },
        );
        return { opened, path };
      },
      'app.setLoginItem': async ({ on }) => {
        if (!system) throw noDesktop('service_unavailable');
        await system.loginItem.set(on);
        changed();
        return {};
      },
      'app.checkForUpdate': async () => {
        if (!system) throw noDesktop('update_unavailable');
        await system.updates.check();
        return {};
      },
      'app.installUpdate': async () => {
        if (!system) throw noDesktop('update_unavailable');
        system.updates.install();
        return {};
      },
    },
    refresh,
    stop: () => stopFollowing?.(),
  };
}
