import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBuilder, packageConfig, root } from './config.ts';
import { electronStandIn } from './electron-stand-in.ts';
import { provideParts } from './parts.ts';
import type { Os, Processor } from './runtime-node.ts';

export interface Staged {
  resources: string;
  /** The file whose fuses count. */
  executable: string;
  remove(): void;
}

/** Where electron-builder leaves an unpacked app. */
const places: Record<Os, { folder: (arch: Processor) => string; resources: string; executable: string }> = {
  linux: {
    folder: (arch) => (arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`),
    resources: 'resources',
    executable: 'gatehouse-desktop',
  },
  win: {
    folder: (arch) => (arch === 'x64' ? 'win-unpacked' : `win-${arch}-unpacked`),
    resources: 'resources',
    executable: 'Gatehouse.exe',
  },
  mac: {
    folder: (arch) => (arch === 'x64' ? 'mac' : `mac-${arch}`),
    resources: 'Gatehouse.app/Contents/Resources',
    executable: 'Gatehouse.app',
  },
};

/**
 * Has electron-builder itself pack the app around a stand-in for Electron's binary: its file sets, its archive with
 * integrity, its extra resources, its fuses. Nothing is signed.
 * @param node `present`: a runtime that is at hand or fetched by npm; `stand-in`: an empty file in its place.
 * @throws Error when the checkout has not been built.
 */
export async function stage(os: Os, arch: Processor, node: 'present' | 'stand-in'): Promise<Staged> {
  if (!existsSync(join(root, 'dist', 'cli.js')))
    throw new Error('Nothing is built: run "npm run build" first.');
  const base = mkdtempSync(join(tmpdir(), 'gatehouse-package-'));
  const { build, Platform, Arch } = fromBuilder('electron-builder');
  const platform = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS }[os];
  provideParts(os, arch, node);
  const config = await packageConfig({});
  await build({
    targets: platform.createTarget('dir', Arch[arch]),
    publish: 'never',
    projectDir: root,
    config: {
      ...config,
      electronDist: electronStandIn(join(base, 'electron'), os),
      directories: { output: join(base, 'out') },
      mac: { ...config.mac, identity: null },
      // Its icon and version would be written by a program that has to be downloaded.
      win: { ...config.win, signAndEditExecutable: false },
    },
  });
  const { folder, resources, executable } = places[os];
  const app = join(base, 'out', folder(arch));
  return {
    resources: join(app, resources),
    executable: join(app, executable),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
