import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeRuntime } from '#store/node-runtime.ts';
import { testDirectory } from '#store/testing/directory.ts';

test('under plain Node it is the one that runs', () => {
  expect(nodeRuntime()).toBe(process.execPath);
});

test('in the packaged app it is the Node that the package carries, in a checkout the pinned one', async () => {
  const base = await testDirectory();
  const app = {
    execPath: '/opt/Gatehouse/gatehouse-desktop',
    versions: { electron: '45.0.0' },
  };
  for (const [platform, name] of [
    ['linux', 'node'],
    ['darwin', 'node'],
    ['win32', 'node.exe'],
  ] as const) {
    const resourcesPath = join(base, platform);
    const running = { ...app, platform, resourcesPath };
    const pinned = join('/home/me/gatehouse/node_modules/node/bin', name);
    expect(nodeRuntime(running, '/home/me/gatehouse/dist')).toBe(pinned);
    await mkdir(join(resourcesPath, 'runtime'), { recursive: true });
    await writeFile(join(resourcesPath, 'runtime', name), '');
    expect(nodeRuntime(running, '/home/me/gatehouse/dist')).toBe(join(resourcesPath, 'runtime', name));
  }
});
