import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { electronLauncher } from '../launcher/electron.ts';
import type { LauncherOption, RunningApp } from '../launcher/launcher.ts';
import { webLauncher } from '../launcher/web.ts';

interface Fixtures {
  /** A state directory of its own for each test. */
  stateDir: string;
  /** Starts Gatehouse on that state directory; ended after the test. */
  launch: (extraEnv?: Readonly<Record<string, string | undefined>>) => Promise<RunningApp>;
}

const inherited = [
  'PATH',
  'HOME',
  'XDG_RUNTIME_DIR',
  'XDG_DATA_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'TMPDIR',
];

export const test = base.extend<Fixtures & LauncherOption>({
  launcherName: ['web', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
  stateDir: async ({}, use) => {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
    await use(join(dir, 'state'));
    rmSync(dir, { recursive: true, force: true });
  },

  launch: async ({ launcherName, stateDir }, use) => {
    const running: RunningApp[] = [];
    const launcher = launcherName === 'electron' ? electronLauncher : webLauncher;
    await use(async (extraEnv = {}) => {
      const given = Object.fromEntries(inherited.map((name) => [name, process.env[name]]));
      const env = Object.entries({ ...given, GATEHOUSE_STATE_DIR: stateDir, ...extraEnv });
      const app = await launcher.launch({
        stateDir,
        env: Object.fromEntries(env.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      });
      running.push(app);
      return app;
    });
    for (const app of running) await app.quit();
  },
});
