import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceList, shippedPackages, thirdPartyLicences } from '../../scripts/licences.ts';

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

  it('take from node_modules the native module for their system, and nothing else', async () => {
    const { getNodeModuleFileMatcher, FileMatcher } = fromBuilder('app-builder-lib/out/fileMatcher.js');
    const { NodeModuleCopyHelper } = fromBuilder('app-builder-lib/out/util/NodeModuleCopyHelper.js');
    const expand = (text: string) => text.replace(/\$\{arch\}/, 'arm64');
    const packager = { config, appInfo: { type: 'module' }, debugLogger: { isEnabled: false } };
    const filesOf = async (system: object, name: string): Promise<string[]> => {
      const dir = join(root, 'node_modules', name);
      const target = join('/package', 'node_modules', name);
      const { patterns } = getNodeModuleFileMatcher(root, '/package', expand, system, packager);
      const matcher = new FileMatcher(dir, target, expand, patterns);
      const helper = new NodeModuleCopyHelper(matcher, { ...packager, getWorkspaceRoot: async () => root });
      const files: string[] = await helper.collectNodeModules({ dir, name }, [], join('node_modules', name));
      return files.map((file) => relative(dir, file).replaceAll('\\', '/')).sort();
    };
    for (const [system, name] of [
      [config.mac, 'darwin'],
      [config.win, 'win32'],
      [config.linux, 'linux'],
    ] as const) {
      expect(await filesOf(system, 'keytar')).toEqual([
        'LICENSE.md',
        'lib/keytar.js',
        'package.json',
        `prebuilds/${name}-arm64/keytar.node`,
      ]);
      for (const other of ['zod', 'undici', 'react']) expect(await filesOf(system, other)).toEqual([]);
    }
  });

  it('point at files that are there', () => {
    const { mac, win, linux } = config;
    for (const path of [mac.icon, mac.entitlements, mac.entitlementsInherit, win.icon, linux.icon]) {
      expect(existsSync(join(root, path)), path).toBe(true);
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

describe('the licences of what ships', () => {
  it('are listed as the lock file has it, each with terms that allow it to be shipped', () => {
    const shipped = shippedPackages();
    const list = readFileSync(join(root, 'resources', 'licences.json'), 'utf8');
    expect(list, 'run node scripts/licences.ts').toBe(licenceList(shipped));
    const terms = [
      'MIT',
      'ISC',
      'Apache-2.0',
      '0BSD',
      'BlueOak-1.0.0',
      'Python-2.0',
      'Unlicense',
      'BSD-3-Clause',
    ];
    for (const { name, licence } of shipped) expect(terms, name).toContain(licence);
    expect(thirdPartyLicences(shipped)).toContain('Copyright Node.js contributors');
  });
});
