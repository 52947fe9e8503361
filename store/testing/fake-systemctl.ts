import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Stands in for `systemctl --user`: writes down how it was called, and runs the unit's `ExecStart` as a process of its
 * own until it is stopped. It knows what the definitions use, starts nothing again, and quotes as a unit of ours does.
 * Usage: fake-systemctl.ts <its folder> <unit folder> <arguments of systemctl…>
 */
const [folder = '', units = '', ...words] = process.argv.slice(2);
const args = words.filter((word) => word !== '--user');
appendFileSync(join(folder, 'log'), `systemctl ${words.join(' ')}\n`);
const [verb = '', unit = ''] = args.filter((word) => !word.startsWith('--'));
const unitFile = join(units, unit);
const pidFile = join(folder, `${unit}.pid`);
const enabledFile = join(folder, `${unit}.enabled`);

const pid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0);
const runs = (id: number) => {
  try {
    // A zombie that its parent has not reaped has ended.
    return id > 0 && !/\) [ZX] /.test(readFileSync(`/proc/${id}/stat`, 'latin1'));
  } catch {
    return false;
  }
};
const unquoted = (text: string) =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '').replaceAll('%%', '%').replaceAll('$$', '$'),
  );

function start(): void {
  if (runs(pid())) return;
  const text = readFileSync(unitFile, 'utf8');
  const [program = '', ...rest] = unquoted(/^ExecStart=(.*)$/m.exec(text)?.[1] ?? '');
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
  for (const [, assignment = ''] of text.matchAll(/^Environment=(.*)$/gm)) {
    const [pair = ''] = unquoted(assignment);
    env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  }
  const child = spawn(program, rest, { detached: true, stdio: 'ignore', env });
  child.unref();
  writeFileSync(pidFile, String(child.pid));
}

async function stop(): Promise<void> {
  const id = pid();
  rmSync(pidFile, { force: true });
  if (!runs(id)) return;
  process.kill(id, 'SIGTERM');
  while (runs(id)) await new Promise((resolve) => setTimeout(resolve, 20));
}

switch (verb) {
  case 'enable':
    writeFileSync(enabledFile, '');
    if (words.includes('--now')) start();
    break;
  case 'disable':
    rmSync(enabledFile, { force: true });
    if (words.includes('--now')) await stop();
    break;
  case 'start':
    start();
    break;
  case 'stop':
    await stop();
    break;
  case 'restart':
    await stop();
    start();
    break;
  case 'show':
    process.stdout.write(
      unit === ''
        ? 'Version=252\n'
        : `LoadState=${existsSync(unitFile) ? 'loaded' : 'not-found'}\nActiveState=${runs(pid()) ? 'active' : 'inactive'}\nUnitFileState=${existsSync(enabledFile) ? 'enabled' : 'disabled'}\n`,
    );
}
