import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withoutRefresh } from '#core/family/canary.ts';
import { isObject, type JsonObject } from '#core/profile/mirror.ts';

/** Only what credentials are made of; sessions, transcripts and workspaces stay where they are. */
const perAgent = /^(?:auth-profiles\.json|auth-state\.json|models\.json|openclaw-agent\.sqlite)$/;
const shared = ['.env', 'state/openclaw.sqlite'];

const isFile = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => undefined))?.isFile() === true;

async function copyOne(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  if (from.endsWith('.sqlite')) {
    // Whole, although a gateway writes to it: SQLite's own way to copy one.
    const { backup, DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(from, { readOnly: true });
    try {
      await backup(database, to);
    } finally {
      database.close();
    }
    return;
  }
  if (from.endsWith('auth-profiles.json')) {
    const doc: unknown = JSON.parse(await readFile(from, 'utf8'));
    await writeFile(to, JSON.stringify(isObject(doc) ? withoutRefresh(doc) : doc), { mode: 0o600 });
    return;
  }
  await copyFile(from, to);
}

/**
 * Copies the auth state of an installation, and writes the config that it is tried with.
 * @returns paths that were copied, relative to the state directory.
 */
export async function copyAuthState(
  stateDir: string,
  to: string,
  config: { name: string; doc: JsonObject },
): Promise<string[]> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const files: string[] = [];
  for (const file of shared) if (await isFile(join(stateDir, file))) files.push(file);
  for (const agent of await readdir(join(stateDir, 'agents')).catch(() => [] as string[])) {
    const directory = join('agents', agent, 'agent');
    for (const name of await readdir(join(stateDir, directory)).catch(() => [] as string[]))
      if (perAgent.test(name)) files.push(join(directory, name));
  }
  for (const file of files) await copyOne(join(stateDir, file), join(to, file));
  await writeFile(join(to, config.name), JSON.stringify(config.doc, null, 2), { mode: 0o600 });
  return files;
}

/** Credential files as they are, for the way back. */
export async function keepFiles(stateDir: string, configPath: string): Promise<Map<string, Buffer>> {
  const kept = new Map<string, Buffer>();
  const add = async (file: string) => {
    const content = await readFile(file).catch(() => undefined);
    if (content !== undefined) kept.set(file, content);
  };
  await add(configPath);
  for (const agent of await readdir(join(stateDir, 'agents')).catch(() => [] as string[])) {
    for (const name of ['auth-profiles.json', 'auth-state.json'])
      await add(join(stateDir, 'agents', agent, 'agent', name));
  }
  return kept;
}
