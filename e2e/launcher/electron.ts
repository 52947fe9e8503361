import { _electron } from '@playwright/test';
import { electronBinary, root } from '../../scripts/lib/bootstrap.mjs';
import type { Launcher } from './launcher.ts';

/** The desktop app itself; only where Electron's binary is there. */
export const electronLauncher: Launcher = {
  async launch({ env }) {
    const executablePath = electronBinary();
    if (!executablePath) throw new Error("Electron's binary is not here: npx install-electron");
    const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const app = await _electron.launch({ executablePath, args: [...sandbox, root], env: { ...env } });
    let output = '';
    const child = app.process();
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    const page = await app.firstWindow();
    return {
      page,
      hostPid: child.pid ?? -1,
      output: () => output,
      quit: () => app.close(),
    };
  },
};
