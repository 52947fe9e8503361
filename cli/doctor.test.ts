import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { doctorSchema } from '#cli/commands/doctor.schema.ts';
import { useFileVault } from '#cli/testing/file-vault.ts';
import { freePort, makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { requireKeychain, startTestKeyring } from '#store/vault/testing/keyring.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';
let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
  const config = { gateway: { port: await freePort() } };
  await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify(config), { mode: 0o600 });
});
afterEach(() => state.remove());
const run = (...args: string[]) => runCli(args, { stateDir: state.dir });
const report = async (...args: string[]) => {
  const { code, stdout } = await run('doctor', '--json', ...args);
  return { code, ...doctorSchema.parse(JSON.parse(stdout)) };
};

describe('gatehouse doctor without a host', () => {
  it('ends with 0 when all is well, with 2 and 1 when not, and mends only with --fix', async () => {
    await useFileVault(state.dir);
    const added = await runCli(['models', 'auth', 'paste-api-key', '--provider', 'anthropic'], {
      stateDir: state.dir,
      input: key,
    });
    expect(added.code).toBe(0);
    expect(await run('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('All is well') });

    await writeFile(
      join(state.dir, 'profiles.json.lock'),
      '{"pid":1073741824,"createdAt":"2026-11-20T00:00:00Z"}',
      {
        mode: 0o600,
      },
    );
    const warned = await report();
    expect(warned).toMatchObject({ code: 2, fixed: [], failed: [] });
    expect(warned.findings).toContainEqual(
      expect.objectContaining({ id: 'stale-locks:profiles.json.lock', state: 'warn' }),
    );
    await chmod(join(state.dir, 'gatehouse.json'), 0o644);
    expect((await report()).code).toBe(1);

    const fixed = await report('--fix');
    expect(fixed.code).toBe(0);
    expect(fixed.fixed.toSorted()).toEqual([
      `permissions:${join(state.dir, 'gatehouse.json')}`,
      'stale-locks:profiles.json.lock',
    ]);
    expect((await stat(join(state.dir, 'gatehouse.json'))).mode & 0o777).toBe(0o600);
  });

  it('runs the named checks alone and refuses one that there is not', async () => {
    const { findings } = await report('--check', 'disk,clock');
    expect(findings.map(({ check }) => check)).toEqual(['disk', 'clock']);
    expect(await run('doctor', '--check', 'nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There are: ') as string,
    });
  });

  it('prints the support bundle, or writes it for its owner alone', async () => {
    await useFileVault(state.dir);
    await runCli(['models', 'auth', 'paste-api-key', '--provider', 'anthropic'], {
      stateDir: state.dir,
      input: key,
    });
    const printed = await run('doctor', '--bundle', '-');
    expect(printed.stdout).toContain('==> profiles.json <==');
    expect(printed.stdout).not.toContain('0123456789');
    const file = join(state.dir, 'bundle.txt');
    expect((await run('doctor', '--bundle', file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('==> findings.json <==');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with a state directory that cannot be opened', async () => {
    const file = join(state.dir, 'a-file');
    await writeFile(file, '');
    const { code, stdout } = await runCli(['doctor', '--json', '--state-dir', file], { stateDir: state.dir });
    expect(code).toBe(1);
    expect(doctorSchema.parse(JSON.parse(stdout)).findings).toMatchObject([
      { check: 'state-dir', state: 'fail' },
    ]);
  });

  it.runIf(process.platform === 'linux')(
    'finds a real keychain well while it is open, and tells one that is locked or gone',
    async () => {
      requireKeychain();
      const keyring = await startTestKeyring();
      onTestFinished(() => keyring.stop());
      const look = async () => {
        const line = ['doctor', '--json', '--check', 'vault-reachable,vault-profiles,token-strength'];
        const { stdout } = await runCli(line, { stateDir: state.dir, env: keyring.env });
        return doctorSchema.parse(JSON.parse(stdout)).findings.map((finding) => finding.state);
      };
      expect(await look()).toEqual(['ok', 'ok', 'ok']);
      await keyring.lock();
      expect(await look()).toEqual(['fail', 'skipped', 'skipped']);
      await keyring.stopBus();
      expect(await look()).toEqual(['fail', 'skipped', 'skipped']);
    },
  );
});
