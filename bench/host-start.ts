import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './parts.ts';

/**
 * From starting the host until its web face answers, in milliseconds, in a state directory of its own and without a
 * gateway. undefined when it is not built or does not start within ten seconds.
 */
export async function hostStartMs(): Promise<number | undefined> {
  const host = join(root, 'dist/host.js');
  if (!existsSync(host)) return undefined;
  const stateDir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  await writeFile(join(stateDir, 'gatehouse.json'), '{"gateway":{"autostart":false}}', { mode: 0o600 });
  const began = performance.now();
  const child = spawn(process.execPath, [host, '--no-open', '--port', '0'], {
    env: { ...process.env, GATEHOUSE_STATE_DIR: stateDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
  try {
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      const origin = /http:\/\/[\w.]+:\d+/.exec(text)?.[0];
      if (origin === undefined) continue;
      await (await fetch(origin)).arrayBuffer();
      return performance.now() - began;
    }
    return undefined;
  } finally {
    clearTimeout(limit);
    child.kill('SIGTERM');
    await gone;
    await rm(stateDir, { recursive: true, force: true });
  }
}
