import { realpath, stat } from 'node:fs/promises';
import { parseVersion } from '#core/family/version.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { type RunFamilyCommand, runFamilyCommand } from '#store/family/run-command.ts';

export interface CommandFacts {
  version: string | undefined;
  /** Whether it knows `secrets`, and so references. */
  secretsCommand: boolean;
}

/** Milliseconds; `--version` takes 75, `secrets --help` a second. */
const probeTimeoutMs = 60_000;

const known = new Map<string, CommandFacts>();

/**
 * What the command says of itself, asked once per file: an upgrade changes it.
 * @returns undefined without a command, or when it does not answer.
 */
export async function probeCommand(
  place: FamilyPlace,
  run: RunFamilyCommand = runFamilyCommand,
  signal?: AbortSignal,
): Promise<CommandFacts | undefined> {
  if (place.command === undefined) return undefined;
  try {
    const file = await realpath(place.command.path);
    const { mtimeMs, size } = await stat(file);
    const key = `${file}\0${mtimeMs}\0${size}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const options = { timeoutMs: probeTimeoutMs, signal };
    const version = await run(place, ['--version'], options);
    if (version.code !== 0) return undefined;
    const secrets = await run(place, ['secrets', '--help'], options);
    // Versions that do not know the command show the help of everything, with exit code 0, too.
    const knows = secrets.code === 0 && /^Usage: \S+ secrets\b/m.test(secrets.stdout);
    const facts = { version: parseVersion(version.stdout), secretsCommand: knows };
    known.set(key, facts);
    return facts;
  } catch {
    return undefined;
  }
}
