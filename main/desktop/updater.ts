import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import electronUpdater from 'electron-updater';
import type { Installation, Updater } from '#main/desktop/updates.ts';

/** The updater of this system; it reaches for Electron when it is made. */
export const systemUpdater = async (): Promise<Updater> => {
  const { autoUpdater } = electronUpdater;
  // It would write to the console.
  autoUpdater.logger = null;
  return autoUpdater;
};

/** What electron-builder left beside the app about how it was packed. */
export function installedBy(resourcesPath: string): Pick<Installation, 'feed' | 'packageType'> {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(join(resourcesPath, name), 'utf8');
    } catch {
      return undefined;
    }
  };
  // The checksums that are read there are believed, so nothing but https.
  const feed = /^url: *["']?(https:[^\s"']+)["']?\s*$/m.exec(read('app-update.yml') ?? '')?.[1];
  return { feed, packageType: read('package-type')?.trim() };
}
