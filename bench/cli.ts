import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figures.ts';
import { median, root, upstreamKey } from './parts.ts';

function wallMs(run: () => void): number {
  const times: number[] = [];
  for (let at = 0; at < 9; at++) {
    const began = performance.now();
    run();
    times.push(performance.now() - began);
  }
  return median(times);
}

/** The commands that other programs wait for, with a real item in a real keychain. */
export async function cliFigures(): Promise<Figure[]> {
  const cli = join(root, 'dist/cli.js');
  if (!existsSync(cli)) return [];
  const stateDir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const env = { ...process.env, GATEHOUSE_STATE_DIR: stateDir };
  const run = (args: string[], input = '') => {
    const done = spawnSync(process.execPath, [cli, ...args], {
      env,
      input,
      timeout: 10_000,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
    return done.stdout;
  };
  try {
    run(['models', 'auth', 'paste-api-key', '--provider', 'openai'], `${upstreamKey}\n`);
    const mirror = JSON.parse(await readFile(join(stateDir, 'agents/main/agent/auth-profiles.json'), 'utf8'));
    const { id } = mirror.profiles['openai:default'].keyRef;
    const request = JSON.stringify({ protocolVersion: 1, provider: 'gatehouse', ids: [id] });
    const answered = JSON.parse(run(['secrets', 'resolve'], request));
    if (answered.values?.[id] !== upstreamKey) throw new Error('secrets resolve gave another value');
    return [
      {
        what: 'models status --check',
        value: wallMs(() => run(['models', 'status', '--check'])),
        unit: 'ms',
        limit: 150,
      },
      {
        what: 'secrets resolve, one id from the keychain',
        value: wallMs(() => run(['secrets', 'resolve'], request)),
        unit: 'ms',
        limit: 150,
      },
    ];
  } finally {
    run(['models', 'auth', 'logout', 'openai:default', '--yes']);
    await rm(stateDir, { recursive: true, force: true });
  }
}
