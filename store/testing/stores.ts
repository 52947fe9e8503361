import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openStores } from '#store/open-stores.ts';
import type { Stores } from '#store/stores.ts';
import { testDirectory } from '#store/testing/directory.ts';

/** Stores in a state directory of their own; several opened on one directory are like several processes. */
export async function testStores(stateDir?: string): Promise<Stores> {
  const path = stateDir ?? join(await testDirectory(), 'state');
  await mkdir(path, { recursive: true });
  return openStores({ stateDir: path });
}
