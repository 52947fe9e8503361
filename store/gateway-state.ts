import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptState, keptStateSchema } from '#core/routing/kept-state.ts';

/**
 * What the gateway learned, as it keeps it: cooldowns, use, sessions, spending. Read only; the gateway alone writes.
 *
 * @param dir the gateway's folder in the state directory.
 * @returns undefined when there is none, or when it cannot be read: then nothing is known, which is told nowhere as fact.
 */
export async function readGatewayState(dir: string): Promise<KeptState | undefined> {
  try {
    return keptStateSchema.parse(JSON.parse(await readFile(join(dir, 'state.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
