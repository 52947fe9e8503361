import type { FamilyRecord } from '#core/family/record.ts';
import type { FoundCommand } from '#store/family/find-command.ts';

/** One installation on this machine: where it keeps its state, and what is typed to reach it. */
export interface FamilyPlace {
  /** Also the id of its mirror target. */
  id: string;
  record: FamilyRecord;
  foundBy: readonly ('command' | 'state_dir' | 'config')[];
  command: FoundCommand | undefined;
  /** Absolute; it may not be there yet. */
  stateDir: string;
  configPath: string;
  /** The person's choice: Gatehouse runs it. */
  run: boolean;
  /** The variables of the person, with the search path of their login shell where that was asked. */
  env: Readonly<Record<string, string | undefined>>;
}

/** What is typed to run it. */
export const commandName = ({ record }: Pick<FamilyPlace, 'record'>): string =>
  record.commands[0] ?? record.id;

/** A gateway on another machine. */
export interface RemotePlace {
  id: string;
  record: FamilyRecord;
  url: string;
  ssh: string | undefined;
}

/**
 * Variables that make a gateway of the family believe that systemd, launchd or the task scheduler runs it (it then
 * ends where it should restart itself), and those that are about this process alone.
 */
const notPassed =
  /^(?:INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_EXEC_PID|NOTIFY_SOCKET|XPC_SERVICE_NAME|XPC_FLAGS|LAUNCH_JOBKEY_LABEL|ELECTRON_.*|CHROME_.*|GATEHOUSE_.*|NODE_CHANNEL_.*|NODE_OPTIONS|npm_(?!config_).*)$/;
const serviceMarker = /^(?:SYSTEMD_UNIT|LAUNCHD_LABEL|WINDOWS_TASK_NAME|SERVICE_[A-Z_]+)$/;

/**
 * The environment of its command and of its gateway: the person's own, as in a terminal. State directory and config
 * are set together, since some versions read the usual config otherwise; no gateway starts a successor of its own,
 * which nobody would watch.
 */
export function placeEnvironment(place: FamilyPlace): Record<string, string> {
  const env: Record<string, string> = {};
  const prefixes = [...place.record.envPrefixes, ...place.record.legacyEnvPrefixes];
  for (const [name, value] of Object.entries(place.env)) {
    if (value === undefined || notPassed.test(name)) continue;
    const own = prefixes.find((prefix) => name.startsWith(prefix));
    if (own !== undefined && serviceMarker.test(name.slice(own.length))) continue;
    env[name] = value;
  }
  for (const prefix of place.record.envPrefixes) {
    env[`${prefix}STATE_DIR`] = place.stateDir;
    env[`${prefix}CONFIG_PATH`] = place.configPath;
    env[`${prefix}NO_RESPAWN`] = '1';
  }
  env.NO_COLOR = '1';
  return env;
}
