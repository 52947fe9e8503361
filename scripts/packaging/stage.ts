import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBuilder, packageConfig, root } from './config.ts';
import { electronStandIn } from './electron-stand-in.ts';
import { provideParts } from './parts.ts';
import type { Processor } from './runtime-node.ts';

export interface Staged {
  /** The folder that the app would be started from. */
  appDir: string;
  resources: string;
  executable: string;
  remove(): void;
}

/**
 * Has electron-builder itself pack the app for Linux, around a stand-in for Electron's binary: its file sets, its
 * archive with integrity, its extra resources, its fuses.
 * @throws Error when the checkout has not been built.
 */
export async function stageLinux(arch: Processor): Promise<Staged> {
  if (!existsSync(join(root, 'dist', 'cli.js')))
    throw new Error('Nothing is built: run "npm run build" first.');
  const base = mkdtempSync(join(tmpdir(), 'gatehouse-package-'));
  const { build, Platform, Arch } = fromBuilder('electron-builder');
  provideParts('linux', arch);
  await build({
    targets: Platform.LINUX.createTarget('dir', arch === 'arm64' ? Arch.arm64 : Arch.x64),
    publish: 'never',
    projectDir: root,
    config: {
      ...(await packageConfig({})),
      electronDist: electronStandIn(join(base, 'electron')),
      directories: { output: join(base, 'out') },
    },
  });
  const appDir = join(base, 'out', arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');
  return {
    appDir,
    resources: join(appDir, 'resources'),
    executable: join(appDir, 'gatehouse-desktop'),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
