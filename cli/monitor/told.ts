import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Told } from '#core/status/monitor.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';

const toldFile = (stateDir: string): string => join(stateDir, 'monitor.json');

/** What the monitor said last. A missing or damaged file counts as nothing: at worst a notification comes twice. */
export async function readTold(stateDir: string): Promise<Told | undefined> {
  try {
    const { key, at } = JSON.parse(await readFile(toldFile(stateDir), 'utf8')) as Partial<Told>;
    return typeof key === 'string' && typeof at === 'number' ? { key, at } : undefined;
  } catch {
    return undefined;
  }
}

export const writeTold = (stateDir: string, told: Told): Promise<void> =>
  writeFileAtomic(toldFile(stateDir), `${JSON.stringify(told)}\n`);
