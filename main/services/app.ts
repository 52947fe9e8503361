import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { SignInLink } from '#main/host-api.ts';
import type { ServiceDeps } from '#main/services/service.ts';

export interface AppServiceOptions {
  version: string;
  face: 'desktop' | 'web';
  locale: string;
  signInLink(): SignInLink;
  /** Opens a page in the person's browser; absent where there is no desktop. */
  openExternal?: ((url: string) => Promise<void>) | undefined;
  /** Ends the host; called after the answer was given. */
  quit(): void;
}

export interface AppService {
  handlers: Handlers<'app'>;
  refresh(): Promise<void>;
}

const platforms = ['darwin', 'linux', 'win32'] as const;

export function appService({ stores, topics }: ServiceDeps, options: AppServiceOptions): AppService {
  const { version, face, locale, signInLink, openExternal, quit } = options;
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
          throw new GatehouseError('internal', 'The browser could not be opened.', { cause });
        }
        return { opened: true };
      },
    },
    async refresh() {
      const { error, warnings } = await stores.config.read();
      topics.publish('app', {
        version,
        platform: platforms.find((name) => name === process.platform) ?? 'linux',
        face,
        stateDir: stores.dir.root,
        config: { path: stores.dir.configFile, warnings, ...(error ? { error } : {}) },
        locale,
      });
    },
  };
}
