import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { pinnedNode, root } from '../../scripts/lib/bootstrap.mjs';
import type { Launcher } from './launcher.ts';

const systemChromium = '/usr/bin/chromium';

/** Chromium without connections of its own; the system's where there is one, Playwright's otherwise. */
export function launchBrowser(): Promise<Browser> {
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  return chromium.launch({
    ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
    args: [
      ...(root ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The host with its loopback page, and a browser that is signed in by the one-time link the host prints. */
export const webLauncher: Launcher = {
  async launch({ env }) {
    const host = spawn(pinnedNode, [join(root, 'dist', 'host.js'), '--no-open'], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const gone = new Promise<void>((resolve) => host.once('exit', () => resolve()));
    let output = '';
    const link = await new Promise<string>((resolve, reject) => {
      const take = (chunk: Buffer) => {
        output += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+\/sign-in\?code=[\w-]+/.exec(output);
        if (found) resolve(found[0]);
      };
      host.stdout.on('data', take);
      host.stderr.on('data', take);
      host.once('exit', (code) => reject(new Error(`the host ended with ${code}:\n${output}`)));
    });
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1080, height: 720 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(link).origin });
    const page = await context.newPage();
    await page.goto(link);
    return {
      page,
      hostPid: host.pid ?? -1,
      output: () => output,
      async quit() {
        await browser.close();
        if (host.exitCode === null && host.signalCode === null) host.kill('SIGTERM');
        await gone;
      },
    };
  },
};
