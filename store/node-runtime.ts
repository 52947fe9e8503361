import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What is looked at of `process`; under Electron it has `resourcesPath` and `versions.electron`. */
export interface RunningIn {
  readonly execPath: string;
  readonly platform: NodeJS.Platform;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly resourcesPath?: string;
}

/** The folder of the resources in which the package carries a plain Node. */
export const runtimeFolder = 'runtime';

/**
 * The executable that runs JavaScript outside this process. Under plain Node it is this process's own. The desktop
 * app's binary is none (its fuse `runAsNode` is off), so the package carries a Node beside it; a checkout has the
 * pinned one.
 * @param here the folder of this file, or of the bundle that it is part of: one below the root of a checkout.
 */
export function nodeRuntime(
  running: RunningIn = process as RunningIn,
  here: string = import.meta.dirname,
): string {
  if (running.versions.electron === undefined) return running.execPath;
  const name = running.platform === 'win32' ? 'node.exe' : 'node';
  const packaged = join(running.resourcesPath ?? '', runtimeFolder, name);
  return existsSync(packaged) ? packaged : join(here, '..', 'node_modules', 'node', 'bin', name);
}
