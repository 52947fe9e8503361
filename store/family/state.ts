import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import type { Generation } from '#core/family/installation.ts';
import type { FamilyAgent } from '#core/family/read-back.ts';
import { type AgentFiles, readBackAgent } from '#core/family/read-back.ts';
import { isObject, type JsonObject } from '#core/profile/mirror.ts';
import { agentIdSchema, defaultAgentId } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { configValue, parseConfigText } from '#store/config/parse.ts';
import { readMirrorFile, stateFileOf } from '#store/mirror/mirror-file.ts';
import { isDatabaseEra, mirrorFileIn } from '#store/mirror/targets.ts';

/** A config beyond this is none (characters). */
const largestConfig = 4 * 1024 * 1024;
/** A state directory with more agents than this is something else. */
const mostAgents = 100;

export interface FamilyConfig {
  /** Undefined: there is no file. */
  text: string | undefined;
  doc: JsonObject;
}

const invalid = (file: string, where?: string) =>
  new GatehouseError('family_config_invalid', say('The configuration of that gateway cannot be read.'), {
    where: where ?? file,
    hint: say('Mend it, or check who owns it; nothing is written to it until it can be read.'),
  });

/** JSON5 is read. @throws GatehouseError `family_config_invalid`. */
export async function readFamilyConfig(file: string): Promise<FamilyConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: undefined, doc: {} };
    throw invalid(file);
  }
  if (text.length > largestConfig) throw invalid(file);
  try {
    const doc = configValue(parseConfigText(text, file));
    if (isObject(doc)) return { text, doc };
  } catch (error) {
    throw invalid(file, error instanceof GatehouseError ? error.where : undefined);
  }
  throw invalid(file);
}

/** `main`, and whoever has a directory. */
export async function familyAgents(stateDir: string): Promise<string[]> {
  const names = await readdir(join(stateDir, 'agents')).catch(() => [] as string[]);
  const others = names.filter((name) => name !== defaultAgentId && agentIdSchema.safeParse(name).success);
  return [defaultAgentId, ...others.toSorted().slice(0, mostAgents)];
}

const isFile = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => undefined))?.isFile() === true;

export interface FamilyStoreKind {
  store: 'database' | 'json' | 'both' | 'none';
  hasStateFile: boolean;
}

/** What lies on disk, by a few looks. */
export async function storeKind(stateDir: string, agents: readonly string[]): Promise<FamilyStoreKind> {
  const [database, files, states] = await Promise.all([
    isDatabaseEra(stateDir, agents),
    Promise.all(agents.map((agent) => isFile(mirrorFileIn(stateDir, agent)))),
    Promise.all(agents.map((agent) => isFile(stateFileOf(mirrorFileIn(stateDir, agent))))),
  ]);
  const json = files.some(Boolean);
  return {
    store: database ? (json ? 'both' : 'database') : json ? 'json' : 'none',
    hasStateFile: states.some(Boolean),
  };
}

async function agentFiles(stateDir: string, agent: string): Promise<AgentFiles> {
  const read = async (file: string) => {
    const found = await readMirrorFile(file);
    if (found.kind === 'unreadable') throw found.error;
    return found.kind === 'good' ? found.doc : undefined;
  };
  const file = mirrorFileIn(stateDir, agent);
  return { store: await read(file), state: await read(stateFileOf(file)) };
}

/**
 * What a JSON-era gateway will use, agent by agent.
 * @throws GatehouseError `mirror_unreadable`, `family_config_invalid`.
 */
export async function readBackFiles(
  stateDir: string,
  config: JsonObject,
  agents: readonly string[],
  generation: Generation,
  now: number,
): Promise<FamilyAgent[]> {
  const main = await agentFiles(stateDir, defaultAgentId);
  return Promise.all(
    agents.map(async (agent) =>
      readBackAgent({
        agent,
        config,
        generation,
        now,
        ...(agent === defaultAgentId ? { files: main } : { files: await agentFiles(stateDir, agent), main }),
      }),
    ),
  );
}
