import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { findCommand } from '#store/family/find-command.ts';
import type { FamilyPlace } from '#store/family/place.ts';

/** An installation that npm put where it is. */
export interface NpmInstallation {
  /** `--prefix` for npm. */
  prefix: string;
  global: boolean;
  /** Absolute path of npm, with the words before the first argument of ours. */
  npm: readonly [string, ...string[]];
}

const isFile = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => undefined))?.isFile() === true;

/**
 * Where npm has the package of a command: `<prefix>/lib/node_modules/<package>` (Windows: without `lib`) or
 * `<project>/node_modules/<package>`. Undefined for everything else (another package manager, a system package, a
 * wrapper of the person's), and where this user cannot write.
 */
export async function npmInstallation(place: FamilyPlace): Promise<NpmInstallation | undefined> {
  const { record, command, env } = place;
  if (record.package === undefined || command === undefined) return undefined;
  const real = await realpath(command.argv.at(-1) ?? command.path).catch(() => '');
  const mark = `${sep}node_modules${sep}${record.package.replaceAll('/', sep)}${sep}`;
  const at = real.lastIndexOf(mark);
  if (at < 0) return undefined;
  const root = real.slice(0, at);
  // Those of other package managers look alike, and would be broken by npm.
  if (root.includes(`${sep}.pnpm${sep}`) || root.includes(`${sep}.bun${sep}`)) return undefined;
  const project = await isFile(join(root, 'package.json'));
  const global = !project && (process.platform === 'win32' || basename(root) === 'lib');
  if (!global && !project) return undefined;
  if (
    await access(join(root, 'node_modules'), constants.W_OK).then(
      () => false,
      () => true,
    )
  )
    return undefined;
  const npm = await findCommand(['npm'], env.PATH);
  if (npm === undefined) return undefined;
  return { prefix: global && process.platform !== 'win32' ? dirname(root) : root, global, npm: npm.argv };
}

/** The version of the package in a prefix. */
export async function installedVersion(root: string, name: string): Promise<string | undefined> {
  for (const base of [join(root, 'node_modules'), join(root, 'lib/node_modules')]) {
    try {
      const { version } = JSON.parse(await readFile(join(base, name, 'package.json'), 'utf8'));
      if (typeof version === 'string') return version;
    } catch {
      // It is in the other one.
    }
  }
  return undefined;
}
