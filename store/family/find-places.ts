import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Config } from '#core/config/config.ts';
import type { FamilyRecord } from '#core/family/record.ts';
import { embeddedTarget } from '#core/profile/mirror.ts';
import { readLoginShell } from '#store/environment/login-shell.ts';
import { findCommand } from '#store/family/find-command.ts';
import type { FamilyPlace, RemotePlace } from '#store/family/place.ts';
import { familyRecord, familyRecords } from '#store/family/records.ts';
import { expandHome } from '#store/mirror/targets.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface FindOptions {
  env?: Env;
  home?: string;
  platform?: NodeJS.Platform;
  /** Asks the login shell for its environment; only done when something of the family is there and its command is not. */
  loginShell?: (env: Env) => Promise<Env>;
}

const askShell = async (env: Env): Promise<Env> => {
  const answer = await readLoginShell({ env });
  return answer.ok ? answer.variables : {};
};

/** A person's search path does not change while the host runs; the shell is asked once. */
const shells = new WeakMap<Env, Promise<Env>>();

const exists = async (path: string, kind: 'directory' | 'file'): Promise<boolean> => {
  const info = await stat(path).catch(() => undefined);
  return kind === 'directory' ? info?.isDirectory() === true : info?.isFile() === true;
};

/** Its config: what its own variable names, else the file of its name, else one of a name before. */
async function configPathOf(
  record: FamilyRecord,
  stateDir: string,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined && named !== '') return resolve(named);
  for (const file of [record.configFile, ...record.legacyConfigFiles]) {
    if (await exists(join(stateDir, file), 'file')) return join(stateDir, file);
  }
  return join(stateDir, record.configFile);
}

interface Wanted {
  id: string;
  record: FamilyRecord;
  stateDir: string;
  run: boolean;
  foundBy: FamilyPlace['foundBy'][number][];
  /** Its own variables name the place: then its own config variable counts, too. */
  byEnv: boolean;
}

/** What the config names, besides remote ones. */
function named(config: Config, home: string): Wanted[] {
  const families = config.gatehouse?.families ?? {};
  const mirrors = Object.entries(config.gatehouse?.mirrors ?? {}).filter(([id]) => id !== embeddedTarget);
  const entries = Object.entries(families).filter(([, one]) => one.url === undefined);
  const wanted: Wanted[] = [];
  for (const [id, one] of entries) {
    const record = familyRecord(one.family ?? id);
    if (record === undefined) continue;
    const given = one.stateDir ?? config.gatehouse?.mirrors?.[id]?.stateDir;
    const stateDir = given === undefined ? join(home, record.stateDir) : expandHome(given, home);
    wanted.push({ id, record, stateDir, run: one.run === true, foundBy: ['config'], byEnv: false });
  }
  for (const [id, one] of mirrors) {
    if (one.stateDir === undefined || Object.hasOwn(families, id)) continue;
    const stateDir = expandHome(one.stateDir, home);
    const record =
      familyRecord(id) ??
      familyRecords().find((other) => resolve(stateDir) === join(home, other.stateDir)) ??
      familyRecord('openclaw');
    if (record !== undefined)
      wanted.push({ id, record, stateDir, run: false, foundBy: ['config'], byEnv: false });
  }
  return wanted.filter(({ stateDir }) => isAbsolute(stateDir));
}

/** The usual place of a record: moved by its own variable, else in the home directory, else where it was before. */
async function usual(
  record: FamilyRecord,
  env: Env,
  home: string,
): Promise<{ stateDir: string; byEnv: boolean }> {
  for (const prefix of [...record.envPrefixes, ...record.legacyEnvPrefixes]) {
    const moved = env[`${prefix}STATE_DIR`];
    if (moved !== undefined && moved !== '')
      return { stateDir: resolve(expandHome(moved, home)), byEnv: true };
  }
  for (const directory of [record.stateDir, ...record.legacyStateDirs]) {
    if (await exists(join(home, directory), 'directory'))
      return { stateDir: join(home, directory), byEnv: true };
  }
  return { stateDir: join(home, record.stateDir), byEnv: true };
}

/**
 * Every installation of the family on this machine: by its command, its state directory, or the config. Looks at
 * directories; where nothing of a family is there, that is all it does.
 */
export async function findPlaces(config: Config, options: FindOptions = {}): Promise<FamilyPlace[]> {
  const { env = process.env, home = env.HOME ?? homedir(), platform = process.platform } = options;
  const wanted = named(config, home);
  const real = async (path: string) => realpath(path).catch(() => resolve(path));
  const taken = new Set(await Promise.all(wanted.map(({ stateDir }) => real(stateDir))));
  for (const record of familyRecords()) {
    const { stateDir, byEnv } = await usual(record, env, home);
    if (taken.has(await real(stateDir)) || wanted.some(({ id }) => id === record.id)) continue;
    if (await exists(stateDir, 'directory')) {
      wanted.push({ id: record.id, record, stateDir, run: false, foundBy: ['state_dir'], byEnv });
      taken.add(await real(stateDir));
    } else if ((await findCommand(record.commands, env.PATH, platform)) !== undefined) {
      wanted.push({ id: record.id, record, stateDir, run: false, foundBy: [], byEnv });
    }
  }
  return Promise.all(wanted.map((one) => placeOf(one, env, platform, options.loginShell ?? askShell)));
}

async function placeOf(
  { id, record, stateDir, run, foundBy, byEnv }: Wanted,
  env: Env,
  platform: NodeJS.Platform,
  loginShell: (env: Env) => Promise<Env>,
): Promise<FamilyPlace> {
  let command = await findCommand(record.commands, env.PATH, platform);
  let own = env;
  if (command === undefined) {
    // A program that was started from a menu lacks what the person's shell adds to the search path.
    const asked = shells.get(env) ?? loginShell(env);
    shells.set(env, asked);
    const { PATH } = await asked;
    command = await findCommand(record.commands, PATH, platform);
    if (command !== undefined) own = { ...env, PATH };
  }
  const prefix = record.envPrefixes.find((one) => env[`${one}CONFIG_PATH`]);
  const configName = byEnv && prefix !== undefined ? env[`${prefix}CONFIG_PATH`] : undefined;
  return {
    id,
    record,
    foundBy: command === undefined ? foundBy : [...foundBy, 'command'],
    command,
    stateDir: resolve(stateDir),
    configPath: await configPathOf(record, stateDir, configName),
    run,
    env: own,
  };
}

/** Gateways on other machines, from the config. */
export function remotePlaces(config: Config): RemotePlace[] {
  return Object.entries(config.gatehouse?.families ?? {}).flatMap(([id, { url, ssh, family }]) => {
    const record = familyRecord(family ?? 'openclaw');
    return url === undefined || record === undefined ? [] : [{ id, record, url, ssh }];
  });
}
