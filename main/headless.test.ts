import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import type { TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';
import { freePort, upstream } from '#main/testing/hosted.ts';
import { findLiveHost, readHostRecord } from '#store/host-record.ts';
import { processStart } from '#store/process-start.ts';
import { requireKeychain, startTestKeyring } from '#store/vault/testing/keyring.ts';

const entry = fileURLToPath(new URL('./headless.ts', import.meta.url));
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function stateDirectory(config: object = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-headless-'));
  cleanups.push(() => rm(dir, { recursive: true, force: true }));
  await writeFile(
    join(dir, 'gatehouse.json'),
    JSON.stringify({ ...config, gateway: { port: await freePort() } }),
  );
  return dir;
}

function launch(
  stateDir: string,
  env: Record<string, string> = {},
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [entry, '--no-open', '--port', '0'], {
    env: { PATH: process.env.PATH ?? '', HOME: stateDir, GATEHOUSE_STATE_DIR: stateDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return { child, output: () => output };
}

async function started(stateDir: string, env?: Record<string, string>) {
  const { child, output } = launch(stateDir, env);
  while (!output().includes('Ctrl-C'))
    await Promise.race([once(child.stdout as never, 'data'), exited(child, output)]);
  const record = await findLiveHost(join(stateDir, 'run'));
  if (!record) throw new Error('no host record');
  const headers = { authorization: `Bearer ${record.token}`, 'content-type': 'application/json' };
  const call = async (name: string, input: object) => {
    const response = await fetch(`${record.url}/api/call/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(input),
    });
    return (await response.json()) as { ok: boolean; value: never; error: { code: string } };
  };
  async function until<T extends TopicName>(topic: T, wanted: (value: TopicValue<T>) => boolean) {
    const gone = new AbortController();
    const response = await fetch(`${record?.url}/api/events`, { headers, signal: gone.signal });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        if (!part.startsWith('data: ')) continue;
        const event = JSON.parse(part.slice('data: '.length)) as TopicEvent;
        if (event.topic !== topic || !wanted(event.value as never)) continue;
        gone.abort();
        return event.value as TopicValue<T>;
      }
    }
    throw new Error('the events ended');
  }
  const readyPid = async (not = 0) => {
    const { observed } = await until(
      'gateway',
      (one) => one.observed.state === 'ready' && one.observed.pid !== not,
    );
    return observed.state === 'ready' ? (observed.pid ?? 0) : 0;
  };
  return { child, output, call, until, readyPid, record };
}

async function exited(child: ChildProcess, output: () => string): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the host ended with ${code}: ${output()}`);
}

async function untilGone(pid: number): Promise<void> {
  while ((await processStart(pid)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('keeps a pasted key in the real keychain, answers with it, and again after the gateway was killed', async () => {
  requireKeychain();
  const keyring = await startTestKeyring();
  cleanups.push(keyring.stop);
  const acme = await upstream({ status: 200, body: '{"choices":[]}' });
  cleanups.push(acme.close);
  const provider = { baseUrl: `${acme.url}/v1`, api: 'openai-completions', models: [{ id: 'big' }] };
  const stateDir = await stateDirectory({ models: { providers: { acme: provider } } });
  const host = await started(stateDir, keyring.env);
  const key = 'sk-FAKE-acme-0123456789-abcd';
  const credential = { type: 'api_key', key };
  expect(await host.call('profiles.add', { provider: 'acme', credential })).toMatchObject({ ok: true });
  await host.until('models', ({ agents }) => agents[0]?.answersNext[0]?.usable === true);
  const gateway = await host.until('gateway', (one) => one.loadedRevision === one.wantedRevision);
  const { token } = (await host.call('gateway.accessToken', {})).value as { token: string };
  const ask = () =>
    fetch(`${gateway.endpoint}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"model":"acme/big","messages":[]}',
    });
  await expect.poll(async () => (await ask()).status).toBe(200);
  const pid = await host.readyPid();
  process.kill(pid, 'SIGKILL');
  await host.readyPid(pid);
  expect((await ask()).status).toBe(200);
  expect(new Set(acme.seen)).toEqual(new Set([`Bearer ${key}`]));
  for (const file of ['profiles.json', 'gatehouse.json', 'logs/host.log']) {
    expect(await readFile(join(stateDir, file), 'utf8')).not.toContain(key);
  }
});

it('starts without a keychain, says so, and writes no secret anywhere', async () => {
  const stateDir = await stateDirectory();
  const host = await started(stateDir);
  const vault = await host.until('vault', ({ state }) => state !== 'checking');
  expect(vault.state).toBe('unavailable');
  const credential = { type: 'api_key', key: 'sk-ant-api03-FAKEFAKEFAKEFAKEFAKE' };
  const added = await host.call('profiles.add', { provider: 'anthropic', credential });
  expect(added).toMatchObject({ ok: false, error: { code: 'vault_unavailable' } });
  expect(host.output()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/sign-in\?code=/);
});

it('refuses to run twice on one state directory, in a sentence that names the way out', async () => {
  const stateDir = await stateDirectory();
  await started(stateDir);
  const second = launch(stateDir);
  const [code] = await once(second.child, 'close');
  expect(code).toBe(3);
  expect(second.output()).toContain('host_already_running');
  expect(second.output()).toContain('gatehouse ui');
});

it('ends with its gateway when it is asked to, and the gateway ends when it is killed', async () => {
  const stateDir = await stateDirectory();
  const polite = await started(stateDir);
  const first = await polite.readyPid();
  polite.child.kill('SIGTERM');
  expect((await once(polite.child, 'exit'))[0]).toBe(0);
  expect(await processStart(first)).toBeUndefined();
  expect(await readHostRecord(join(stateDir, 'run'))).toBeUndefined();

  const killed = await started(stateDir);
  const second = await killed.readyPid();
  const began = Date.now();
  killed.child.kill('SIGKILL');
  await untilGone(second);
  expect(Date.now() - began).toBeLessThan(5_000);
  const again = await started(stateDir);
  expect(await again.readyPid()).not.toBe(second);
});

it('ends when a face asks it to', async () => {
  const host = await started(await stateDirectory());
  const exit = once(host.child, 'exit');
  expect(await host.call('app.quit', {})).toEqual({ ok: true, value: {} });
  expect((await exit)[0]).toBe(0);
});
