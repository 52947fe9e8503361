import { watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runInForeground } from '#cli/commands/gateway-run.ts';
import { makeStateDir } from '#cli/testing/run-cli.ts';

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
});
afterEach(() => state.remove());

const run = async (source: string, onTerminal = false) => {
  const file = join(state.dir, 'program.mjs');
  await writeFile(file, source);
  const signalsBefore = process.listenerCount('SIGTERM');
  const ended = runInForeground(file, { ...process.env, MARK: join(state.dir, 'up') }, onTerminal);
  return { ended, signalsBefore };
};
const untilUp = () =>
  new Promise<void>((resolve) => {
    const watcher = watch(state.dir, (_event, name) => {
      if (name !== 'up') return;
      watcher.close();
      resolve();
    });
  });
const upThenWait = `import { writeFileSync } from 'node:fs';
  writeFileSync(process.env.MARK, '');
  setInterval(() => {}, 1000);`;

it('passes the exit code on', async () => {
  const { ended } = await run('process.exit(78)');
  expect(await ended).toBe(78);
});

it('forwards SIGTERM, so that a service manager ends the gateway and not only its wrapper', async () => {
  const up = untilUp();
  const { ended, signalsBefore } = await run(`process.on('SIGTERM', () => process.exit(7));${upThenWait}`);
  await up;
  process.emit('SIGTERM');
  expect(await ended).toBe(7);
  expect(process.listenerCount('SIGTERM')).toBe(signalsBefore);
});

it('says by which signal it was ended', async () => {
  const { ended } = await run("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)");
  expect(await ended).toBe(137);
});
