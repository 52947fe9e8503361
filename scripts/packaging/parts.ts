import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './config.ts';
import { type Os, type Processor, provideRuntime } from './runtime-node.ts';

const nodeName: Record<Os, NodeJS.Platform> = { linux: 'linux', mac: 'darwin', win: 'win32' };

/** Programs that a plain Node runs; the desktop's own stay in the archive. */
const programs = ['cli.js', 'host.js', 'gateway.js', 'redis.js'];

/**
 * Lays out what the package has beside Electron's archive, as `electron-builder.yml` takes it: `bin/`, `runtime/`,
 * `program/` and the licences.
 * @returns the folder.
 */
export function provideParts(os: Os, arch: Processor, node: 'present' | 'stand-in' = 'present'): string {
  const folder = join(root, 'release', 'parts', `${os}-${arch}`);
  rmSync(folder, { recursive: true, force: true });
  const at = (...names: string[]) => {
    const path = join(folder, ...names);
    mkdirSync(join(path, '..'), { recursive: true });
    return path;
  };
  const command = os === 'win' ? 'gatehouse.cmd' : 'gatehouse';
  copyFileSync(join(root, 'resources', 'bin', command), at('bin', command));
  chmodSync(at('bin', command), 0o755);
  if (node === 'present') provideRuntime(at('runtime'), os, arch);
  else writeFileSync(at('runtime', os === 'win' ? 'node.exe' : 'node'), '', { mode: 0o755 });
  copyFileSync(join(root, 'resources', 'program', 'package.json'), at('program', 'package.json'));
  for (const name of programs) copyFileSync(join(root, 'dist', name), at('program', 'dist', name));
  cpSync(join(root, 'dist', 'locales'), at('program', 'dist', 'locales'), { recursive: true });
  cpSync(join(root, 'dist', 'renderer'), at('program', 'dist', 'renderer'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  const keytar = join(root, 'node_modules', 'keytar');
  const native = join('prebuilds', `${nodeName[os]}-${arch}`);
  for (const part of ['package.json', 'LICENSE.md', 'lib', native]) {
    cpSync(join(keytar, part), at('program', 'node_modules', 'keytar', part), { recursive: true });
  }
  copyFileSync(join(root, 'dist', 'renderer', 'third-party-licences.txt'), at('third-party-licences.txt'));
  copyFileSync(join(root, 'LICENSE'), at('LICENSE.txt'));
  return folder;
}
