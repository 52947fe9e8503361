import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
// electron-builder's own reader and validator, reached from where electron-builder itself finds them.
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { getConfig, validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js');
const config = await getConfig(root, 'electron-builder.yml', null);

describe('the packages', () => {
  it('are described in a way that electron-builder accepts, and it would refuse a word it does not know', async () => {
    const debug = { isEnabled: false, add: () => {} };
    await expect(validateConfiguration(config, debug)).resolves.toBeUndefined();
    await expect(validateConfiguration({ ...config, hardenedRuntimes: true }, debug)).rejects.toThrow();
  });

  it('have a frozen id and every fuse set', () => {
    expect(config.appId).toBe('io.gatehouse.app');
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.disableAsarIntegrity).toBeUndefined();
    expect(config.asarUnpack).toEqual(['node_modules/keytar/**']);
  });

  it('point at files that are there', () => {
    const { mac, win, linux } = config;
    for (const path of [mac.icon, mac.entitlements, mac.entitlementsInherit, win.icon, linux.icon]) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    for (const [system, names] of [
      [mac, ['darwin-x64', 'darwin-arm64']],
      [win, ['win32-x64', 'win32-arm64']],
      [linux, ['linux-x64', 'linux-arm64']],
    ] as const) {
      const pattern: string = system.files[0];
      for (const name of names) {
        const arch = name.slice(name.indexOf('-') + 1);
        const dir = pattern.replace(/\$\{arch\}/, arch).replace('/**', '');
        expect(existsSync(join(root, dir)), dir).toBe(true);
      }
    }
  });
});

describe('the icon containers', () => {
  const icons = join(root, 'resources', 'icons');
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  /** Edge in pixels, from the IHDR chunk. */
  const edge = (bytes: Buffer) => bytes.readUInt32BE(16);

  it('hold the images that their directory tells (Windows)', () => {
    for (const name of ['icon.ico', join('tray', 'ready-dark.ico')]) {
      const file = readFileSync(join(icons, name));
      const sizes: number[] = [];
      for (let index = 0; index < file.readUInt16LE(4); index += 1) {
        const at = 6 + 16 * index;
        const image = file.subarray(file.readUInt32LE(at + 12)).subarray(0, file.readUInt32LE(at + 8));
        expect(image.subarray(0, 8)).toEqual(png);
        expect(edge(image) % 256).toBe(file.readUInt8(at));
        sizes.push(edge(image));
      }
      expect(sizes).toEqual(name === 'icon.ico' ? [16, 24, 32, 48, 64, 128, 256] : [16, 20, 24, 32, 40, 48]);
    }
  });

  it('hold an image for every size and density (macOS)', () => {
    const file = readFileSync(join(icons, 'icon.icns'));
    expect(file.toString('latin1', 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const edges: number[] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      expect(file.subarray(at + 8, at + 16)).toEqual(png);
      edges.push(edge(file.subarray(at + 8)));
    }
    expect([...new Set(edges)].sort((a, b) => a - b)).toEqual([16, 32, 64, 128, 256, 512, 1024]);
  });
});
