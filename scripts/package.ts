import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromBuilder, packageConfig, root } from './packaging/config.ts';
import { provideParts } from './packaging/parts.ts';
import type { Os, Processor } from './packaging/runtime-node.ts';

/**
 * Builds the packages of a system into `release/`: `npm run build`, then
 *
 *     node scripts/package.ts --linux|--mac|--win [--x64] [--arm64] [--dir]
 *
 * Without a processor this machine's own. `--dir` leaves out the installers. Signing and the update address come from
 * the environment (docs/packaging.md).
 */
const { values } = parseArgs({
  options: {
    linux: { type: 'boolean' },
    mac: { type: 'boolean' },
    win: { type: 'boolean' },
    x64: { type: 'boolean' },
    arm64: { type: 'boolean' },
    dir: { type: 'boolean' },
  },
});

const systems = (['linux', 'mac', 'win'] as const).filter((os) => values[os]);
const named = (['x64', 'arm64'] as const).filter((arch) => values[arch]);
const processors = named.length > 0 ? named : [process.arch as Processor];
/** What each system's installers are, when nothing else is asked for. */
const targets: Record<Os, string[]> = {
  linux: ['AppImage', 'deb', 'rpm'],
  mac: ['dmg', 'zip'],
  win: ['nsis'],
};

if (systems.length === 0) {
  process.stderr.write('node scripts/package.ts --linux|--mac|--win [--x64] [--arm64] [--dir]\n');
  process.exitCode = 2;
} else if (!existsSync(join(root, 'dist', 'main.js'))) {
  process.stderr.write('Nothing is built: run "npm run build" first.\n');
  process.exitCode = 1;
} else {
  const { build, Platform, Arch } = fromBuilder('electron-builder');
  const platforms = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS };
  const config = await packageConfig(process.env);
  for (const os of systems) {
    for (const arch of processors) provideParts(os, arch);
    const wanted = values.dir ? ['dir'] : targets[os];
    const archs = processors.map((arch) => Arch[arch]);
    await build({
      targets: platforms[os].createTarget(wanted, ...archs),
      publish: 'never',
      projectDir: root,
      config,
    });
  }
}
