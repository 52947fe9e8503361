import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeError } from '#store/atomic-file.ts';
import type { StateDir } from '#store/stores.ts';

/** The command line as something that can be started: by a gateway's resolver, a timer, a service. */
export interface Program {
  /** Absolute path of the Node executable. */
  node: string;
  /** Absolute path of the command line's entry file. */
  cliFile: string;
}

/** Holds the copy: `bin/`, `runtime/` and `program/` as in the package, and what it is a copy of. */
const copyFolder = 'app';
const parts = ['bin', 'runtime', 'program'];
const stampFile = 'copied-from';

const inside = (path: string, folder: string | undefined): boolean => {
  if (!folder) return false;
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
};

/**
 * Where the package's program stays while the app is closed. An AppImage is mounted only while it runs, on Windows an
 * update cannot replace a file that runs, and macOS runs an app that was not moved to its place from a disk image or a
 * folder made for the moment; so there the program is copied into the state directory, again whenever it changed.
 * Elsewhere it is used where it was installed.
 * @throws GatehouseError `disk_full`, `write_failed`; what was copied before stays in force.
 */
export async function lastingProgram(
  dir: StateDir,
  program: Program,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<Program> {
  const resources = dirname(dirname(program.node));
  const packaged =
    inside(program.cliFile, resources) && program.node === join(resources, 'runtime', nodeName(platform));
  const passing =
    platform === 'win32' ||
    (platform === 'darwin' && /^\/Volumes\/|\/AppTranslocation\//.test(program.node)) ||
    (env.APPIMAGE !== undefined && inside(program.node, env.APPDIR));
  if (!packaged || !passing) return program;
  const copy = join(dir.root, copyFolder);
  const stamp = await digest(program);
  const present = await readFile(join(copy, stampFile), 'utf8').catch(() => '');
  if (present !== stamp) await replaceCopy(dir.root, copy, resources, stamp);
  return {
    node: join(copy, relative(resources, program.node)),
    cliFile: join(copy, relative(resources, program.cliFile)),
  };
}

const nodeName = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'node.exe' : 'node');

/** The command line changes with every version; Node's size with every Node. */
async function digest({ cliFile, node }: Program): Promise<string> {
  const { size } = await stat(node);
  return createHash('sha256')
    .update(await readFile(cliFile))
    .update(String(size))
    .digest('hex');
}

async function replaceCopy(root: string, copy: string, resources: string, stamp: string): Promise<void> {
  let aside: string | undefined;
  try {
    aside = await mkdtemp(join(root, '.app-'));
    const fresh = join(aside, 'new');
    for (const part of parts) await cp(join(resources, part), join(fresh, part), { recursive: true });
    await writeFile(join(fresh, stampFile), stamp, { mode: 0o600 });
    // Whole folders change places, so nobody finds half of one and half of another.
    await rename(copy, join(aside, 'old')).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(fresh, copy);
  } catch (error) {
    throw writeError(copy, error);
  } finally {
    if (aside) await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  }
}
