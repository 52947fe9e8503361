import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { programPaths } from '#main/paths.ts';

test('in a checkout the programs are the sources, run by the Node that runs', () => {
  const { gateway, node } = programPaths();
  expect(gateway).toMatch(/gateway[\\/]bin\.ts$/);
  expect(node).toBe(process.execPath);
});

test('in a package the command line is the copy beside the archive, which a plain Node can read', async () => {
  const resources = await mkdtemp(join(tmpdir(), 'gatehouse-paths-'));
  const dist = join(resources, 'app.asar', 'dist');
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, 'gateway.js'), '');
  const { cli, gateway, renderer } = programPaths(pathToFileURL(join(dist, 'main.js')).href);
  expect(cli).toBe(join(resources, 'program', 'dist', 'cli.js'));
  // These are Electron's own to read.
  expect([gateway, renderer]).toEqual([join(dist, 'gateway.js'), join(dist, 'renderer')]);
  await rm(resources, { recursive: true });
});
