import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost } from '#cli/host/start-host.ts';
import { keychainEnv } from '#cli/testing/keychain.ts';
import { bareEnv, finished, freePort, makeStateDir, runCli, startCli } from '#cli/testing/run-cli.ts';

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
});
afterEach(() => state.remove());

describe('the real host', () => {
  const run = (args: string[], input?: string) =>
    runCli(args, { stateDir: state.dir, env: keychainEnv(), ...(input === undefined ? {} : { input }) });
  const json = async (...args: string[]) =>
    JSON.parse((await run([...args, '--json'])).stdout) as { [key: string]: unknown };

  beforeEach(async () => {
    await writeFile(
      join(state.dir, 'gatehouse.json'),
      `{ gateway: { port: ${await freePort()}, autostart: false } }`,
    );
  });
  afterEach(async () => {
    await run(['host', 'stop']);
  });

  it('is started by gateway start, takes a key while it runs, and is ended with its gateway', async () => {
    const started = await json('gateway', 'start');
    expect(started).toMatchObject({ state: 'ready', hostStarted: true });
    const answer = await fetch(`${String(started.endpoint)}/health`);
    expect(answer.status).toBe(200);

    const pasted = await run(
      ['models', 'auth', 'paste-api-key', '-p', 'anthropic'],
      'sk-ant-api03-FAKE-0123456789abcd\n',
    );
    expect(pasted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The running Gatehouse has it') as string,
    });
    expect((await run(['models', 'auth', 'list'])).stdout).toContain('anthropic:default');
    expect(await json('gateway', 'restart')).toMatchObject({ state: 'ready', hostStarted: false });
    expect(await json('ui')).toMatchObject({ opened: false });

    expect(await run(['models', 'auth', 'logout', '-p', 'anthropic', '--yes'])).toMatchObject({ code: 0 });
    expect(await run(['host', 'stop'])).toMatchObject({ code: 0 });
    expect(await json('host', 'status')).toMatchObject({ running: false });
    await expect(fetch(`${String(started.endpoint)}/health`)).rejects.toThrow();
    for (const name of ['host.log', 'host-start.log']) {
      expect(await readFile(join(state.dir, 'logs', name), 'utf8')).not.toMatch(/FAKE|sign-in\?code/);
    }
  });

  it('is found when it runs already, also by two that start it at once', async () => {
    const both = await Promise.all([json('host', 'start'), json('host', 'start')]);
    expect(both[0].running).toBe(true);
    expect(both[1]).toEqual(both[0]);
    await run(['host', 'stop']);
    // The one that came second has ended too, and has not taken its turn.
    const { stdout } = await promisify(execFile)('ps', ['eww', '-A', '-o', 'args=']);
    expect(stdout.split('\n').filter((line) => line.includes(state.dir))).toEqual([]);
  });
});

describe('gateway run', () => {
  it('answers without a host, gives a taken port its own exit code, and ends with SIGTERM', async () => {
    const port = await freePort();
    await writeFile(join(state.dir, 'gatehouse.json'), `{ gateway: { port: ${port} } }`);
    const options = { stateDir: state.dir, env: keychainEnv() };
    const child = startCli(['gateway', 'run'], options);
    const ended = finished(child);
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: string) => {
        if (chunk.includes('listens on')) resolve();
      });
    });
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    expect(JSON.parse((await runCli(['gateway', 'status', '--json'], options)).stdout)).toMatchObject({
      state: 'unsupervised',
      host: null,
    });
    expect(await runCli(['gateway', 'run'], options)).toMatchObject({ code: 78 });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
  });
});

describe('a host that does not come up', () => {
  const start = async (source: string, limitMs: number) => {
    const file = join(state.dir, 'host.mjs');
    await writeFile(file, source);
    return startHost({ env: bareEnv(state.dir), signal: new AbortController().signal, limitMs, file });
  };

  it('is told with what it last said', async () => {
    await expect(
      start("console.error('boom\\n[config_invalid]'); process.exit(1)", 10_000),
    ).rejects.toMatchObject({
      code: 'host_unreachable',
      hint: expect.stringContaining('boom / [config_invalid]') as string,
    });
  });

  it('is not waited for longer than the limit, and is not left behind', async () => {
    const source = `import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(join(state.dir, 'pid'))}, String(process.pid));
      process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(join(state.dir, 'ended'))}, ''); process.exit(0); });
      setInterval(() => {}, 1000);`;
    await expect(start(source, 1_500)).rejects.toMatchObject({ code: 'timeout' });
    await expect.poll(() => readFile(join(state.dir, 'ended'), 'utf8').catch(() => 'not yet')).toBe('');
  });
});
