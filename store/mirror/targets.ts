import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Config } from '#core/config/config.ts';
import { agentList } from '#core/config/model-roles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { embeddedTarget, type MirrorMode } from '#core/profile/mirror.ts';
import { agentIdSchema, defaultAgentId } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import type { Stores } from '#store/stores.ts';

/** A gateway that reads our profiles from files: ours, and those of `gatehouse.mirrors` in the config. */
export interface MirrorTarget {
  id: string;
  /** Absolute. */
  stateDir: string;
  mode: MirrorMode;
  agents: string[];
  /** Its gateway keeps credentials in a database: they go there through its own command, never into a file. */
  database?: boolean;
  /** Why nothing can be written there; with `database`: why no file can. */
  error?: GatehouseError;
}

/** `<state>/agents/<id>/agent/auth-profiles.json`, as every JSON-era member of the family has it. */
export const mirrorFileIn = (stateDir: string, agent: string): string =>
  join(stateDir, 'agents', agentIdSchema.parse(agent), 'agent', 'auth-profiles.json');

/** `~` at the beginning is the home directory. */
export const expandHome = (path: string, home: string = homedir()): string =>
  /^~(?=$|[/\\])/.test(path) ? join(home, path.slice(1)) : path;

const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

const hasDatabase = async (directory: string): Promise<boolean> =>
  (await readdir(directory).catch(() => [] as string[])).some((name) => name.endsWith('.sqlite'));

/**
 * Whether a state directory belongs to the SQLite era, in which a credential file of ours would keep the gateway from
 * starting: `state/<name>.sqlite`, or `<name>-agent.sqlite` beside where the file would be. Source: OpenClaw 2026.9.6.
 */
export async function isDatabaseEra(stateDir: string, agents: readonly string[]): Promise<boolean> {
  const places = [
    join(stateDir, 'state'),
    ...agents.map((agent) => join(stateDir, 'agents', agent, 'agent')),
  ];
  return (await Promise.all(places.map(hasDatabase))).some(Boolean);
}

async function configured(
  id: string,
  given: { stateDir?: string | undefined; mode?: MirrorMode | undefined; agents?: string[] | undefined },
  known: readonly string[],
): Promise<MirrorTarget> {
  const stateDir = expandHome(given.stateDir ?? '');
  const target: MirrorTarget = {
    id,
    stateDir,
    mode: given.mode ?? 'reference',
    agents: given.agents ?? [defaultAgentId],
  };
  if (!isAbsolute(stateDir)) {
    target.error = new GatehouseError(
      'config_invalid',
      say('The mirror "{{id}}" has no state directory.', { id }),
      {
        where: `gatehouse.mirrors.${id}.stateDir`,
        hint: say('Give an absolute path, or one that begins with ~/.'),
      },
    );
    return target;
  }
  if (!(await isDirectory(stateDir))) {
    target.error = new GatehouseError(
      'write_failed',
      say('The state directory of "{{id}}" is not there.', { id }),
      {
        where: stateDir,
        hint: say('Start that gateway once, or correct the path; Gatehouse does not make it.'),
      },
    );
    return target;
  }
  if (given.agents === undefined) {
    for (const agent of known) {
      if (agent !== defaultAgentId && (await isDirectory(join(stateDir, 'agents', agent))))
        target.agents.push(agent);
    }
  }
  if (await isDatabaseEra(stateDir, target.agents)) {
    target.database = true;
    target.error = new GatehouseError(
      'mirror_is_database',
      say('"{{id}}" keeps its credentials in a database.', { id }),
      {
        where: stateDir,
        hint: say(
          'No file is written there, since it would keep that gateway from starting. Use its own "models auth" commands.',
        ),
      },
    );
  }
  return target;
}

/** Every target, ours first. Looks at directories; writes nothing. @throws GatehouseError `profiles_unreadable`. */
export async function mirrorTargets(stores: Stores, givenConfig?: Config): Promise<MirrorTarget[]> {
  const config = givenConfig ?? (await stores.config.read()).config;
  const doc = await stores.profiles.read();
  const known = agentList(config, Object.keys(doc.agents)).map(({ id }) => id);
  const mirrors = config.gatehouse?.mirrors ?? {};
  const ours: MirrorTarget = {
    id: embeddedTarget,
    stateDir: stores.dir.root,
    mode: mirrors[embeddedTarget]?.mode ?? 'reference',
    agents: known,
  };
  const others = Object.entries(mirrors).filter(([id]) => id !== embeddedTarget);
  return [ours, ...(await Promise.all(others.map(([id, given]) => configured(id, given, known))))];
}

/** @throws GatehouseError `unknown_target`. */
export async function targetOf(stores: Stores, id: string): Promise<MirrorTarget> {
  const found = (await mirrorTargets(stores)).find((target) => target.id === id);
  if (found !== undefined) return found;
  throw new GatehouseError('unknown_target', say('There is no mirror "{{id}}".', { id }), {
    where: id,
    hint: say('Targets are "embedded" and the keys of gatehouse.mirrors in gatehouse.json.'),
  });
}

/** Plain or reference; by the person's choice only. @throws GatehouseError `unknown_target` and the config's codes. */
export async function setMirrorMode(
  stores: Stores,
  input: { target: string; mode: MirrorMode },
): Promise<void> {
  await targetOf(stores, input.target);
  await stores.config.set(['gatehouse', 'mirrors', input.target, 'mode'], input.mode);
}
