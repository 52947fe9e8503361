import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';
import type { LoginItem } from '#main/system.ts';

/** Started with it, the app shows its tray and no window. */
export const hiddenArgument = '--hidden';

export interface LoginItemOptions {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** The program of this process. */
  execPath: string;
}

/** Only an installed app can be started by the session; a checkout has no place that stays. */
export function createLoginItem(
  app: Pick<ElectronApi['app'], 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>,
  options: LoginItemOptions,
): LoginItem & {
  /** Writes the entry again when the app has moved since. */
  begin(): Promise<void>;
} {
  if (!app.isPackaged) return unsupported;
  return options.platform === 'linux' ? autostartFile(options) : systemItem(app, options.platform);
}

/** True when the session started the app and not a person. */
export const startsHidden = (
  app: Pick<ElectronApi['app'], 'getLoginItemSettings'>,
  argv: readonly string[],
  platform: NodeJS.Platform,
): boolean =>
  argv.includes(hiddenArgument) ||
  (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin === true);

const unsupported = {
  state: async () => 'unsupported' as const,
  begin: async () => {},
  async set() {
    throw new GatehouseError(
      'service_unavailable',
      say('Only the installed app can start with the session.'),
    );
  },
};

function systemItem(
  app: Pick<ElectronApi['app'], 'getLoginItemSettings' | 'setLoginItemSettings'>,
  platform: NodeJS.Platform,
): ReturnType<typeof createLoginItem> {
  // Windows asks with the same arguments that it was told; macOS has none and says at start that it was the session.
  const args = platform === 'win32' ? { args: [hiddenArgument] } : {};
  return {
    state: async () => (app.getLoginItemSettings(args).openAtLogin ? 'on' : 'off'),
    set: async (on) => app.setLoginItemSettings({ openAtLogin: on, ...args }),
    begin: async () => {},
  };
}

/** `$XDG_CONFIG_HOME/autostart/gatehouse.desktop` (freedesktop.org, Desktop Application Autostart Specification). */
function autostartFile({ env, execPath }: LoginItemOptions): ReturnType<typeof createLoginItem> {
  const given = env.XDG_CONFIG_HOME ?? '';
  // The specification: a relative path is to be ignored.
  const config = isAbsolute(given) ? given : join(env.HOME || homedir(), '.config');
  const file = join(config, 'autostart', 'gatehouse.desktop');
  // Inside an AppImage `execPath` lies in a mount that is gone afterwards.
  const wanted = desktopEntry(env.APPIMAGE ?? execPath);
  const read = () => readFile(file, 'utf8').catch(() => undefined);

  async function write(): Promise<void> {
    const aside = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(aside, wanted, { mode: 0o644 });
      await rename(aside, file);
    } catch (cause) {
      await rm(aside, { force: true }).catch(() => undefined);
      throw new GatehouseError('write_failed', say('The autostart entry could not be written.'), {
        where: file,
        hint: say('Check who owns the folder and its permissions.'),
        cause,
      });
    }
  }

  return {
    state: async () => (isOn(await read()) ? 'on' : 'off'),
    async set(on) {
      if (on) return write();
      await rm(file, { force: true }).catch((cause: unknown) => {
        throw new GatehouseError('write_failed', say('The autostart entry could not be removed.'), {
          where: file,
          cause,
        });
      });
    },
    async begin() {
      const present = await read();
      if (isOn(present) && present !== wanted) await write();
    },
  };
}

/** The desktop's own settings turn an entry off by one of these lines. */
const isOn = (entry: string | undefined): boolean =>
  entry !== undefined && !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(entry);

const desktopEntry = (program: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Gatehouse',
    `Exec=${execWord(program)} ${hiddenArgument}`,
    'Icon=gatehouse-desktop',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/**
 * One argument of an `Exec` line (Desktop Entry Specification, "The Exec key"): quoted, with `"`, `` ` ``, `$` and `\`
 * escaped, `%` doubled, and every backslash doubled again because the value is a string.
 */
export const execWord = (word: string): string =>
  `"${word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`.replaceAll('\\', '\\\\');
