import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FakeSystemd {
  /** Gives the stand-in to whoever looks for `systemctl`, and the home in which its units lie. */
  env: { PATH: string; HOME: string; XDG_CONFIG_HOME: string };
  unitDir: string;
  /** How it was called, a line a call. */
  log(): Promise<string[]>;
  /** Of the process that runs a unit. */
  pid(unit: string): Promise<number>;
}

/** A `systemctl` of its own in a folder; see fake-systemctl.ts for what it does. */
export async function fakeSystemd(base: string): Promise<FakeSystemd> {
  const folder = join(base, 'systemd');
  const unitDir = join(base, 'config', 'systemd', 'user');
  await mkdir(folder, { recursive: true });
  const program = fileURLToPath(new URL('./fake-systemctl.ts', import.meta.url));
  const script = join(folder, 'systemctl');
  await writeFile(
    script,
    `#!/bin/sh\nexec '${process.execPath}' '${program}' '${folder}' '${unitDir}' "$@"\n`,
  );
  await chmod(script, 0o755);
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
  return {
    env: {
      PATH: `${folder}:${process.env.PATH ?? ''}`,
      HOME: base,
      XDG_CONFIG_HOME: join(base, 'config'),
    },
    unitDir,
    log: async () => (await read('log')).trim().split('\n'),
    pid: async (unit) => Number(await read(`${unit}.pid`)),
  };
}
