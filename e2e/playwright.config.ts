import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { electronBinary } from '../scripts/lib/bootstrap.mjs';
import type { LauncherOption } from './launcher/launcher.ts';

/**
 * The specs are written once and run on each face that this machine has: `web` (Chromium on the loopback face)
 * always, `electron` where the binary was fetched. The project's name in the report says which one ran.
 */
const root = join(import.meta.dirname, '..');

export default defineConfig<LauncherOption>({
  testDir: './specs',
  outputDir: join(root, 'test-results'),
  // One host, gateway and keychain at a time: the specs measure real processes.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  // Small and busy machines take their time; a hang is still told.
  expect: { timeout: 15_000 },
  reporter: [
    ['list'],
    [
      'json',
      { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? join(root, 'test-results', 'report.json') },
    ],
  ],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'web', use: { launcherName: 'web' } },
    ...(electronBinary() ? [{ name: 'electron', use: { launcherName: 'electron' as const } }] : []),
  ],
});
