import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root } from '../../scripts/lib/bootstrap.mjs';

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built `gatehouse` command on a state directory, with what it reads on standard input. */
export function gatehouse(stateDir: string, args: readonly string[], input = ''): Promise<CliRun> {
  const env: Record<string, string> = { GATEHOUSE_STATE_DIR: stateDir, NO_COLOR: '1' };
  for (const name of ['PATH', 'HOME', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return new Promise((resolve) => {
    const child = spawn(pinnedNode, [join(root, 'dist', 'cli.js'), ...args], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}
