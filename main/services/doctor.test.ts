import { chmod, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import type { Finding } from '#core/doctor/finding.ts';
import { type Hosted, hosted } from '#main/testing/hosted.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';
let one: Hosted;
afterEach(() => one.clean());

async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const result = await one.call(name, input);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
const stateOf = (findings: readonly Finding[], check: string) =>
  findings.filter((finding) => finding.check === check).map(({ state }) => state);

test('a host whose gateway runs finds its own port and gateway well, and mends what others opened up', async () => {
  one = await hosted();
  await one.until('gateway', ({ observed }) => observed.state === 'ready');
  await call('profiles.add', { provider: 'anthropic', credential: { type: 'api_key', key } });
  const file = join(one.stateDir, 'gatehouse.json');
  await chmod(file, 0o666);
  const { findings } = await call('doctor.run', {});
  expect(stateOf(findings, 'gateway-port')).toEqual(['ok']);
  expect(stateOf(findings, 'gateway-answers')).toEqual(['ok']);
  expect(stateOf(findings, 'vault-profiles')).toEqual(['ok']);
  if (process.platform !== 'win32') {
    const found = findings.find(({ where }) => where === file);
    expect(found).toMatchObject({ check: 'permissions', state: 'fail' });
    const after = await call('doctor.fix', { id: found?.id ?? '' });
    expect(after.findings.map(({ where }) => where)).not.toContain(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }
  await expect(call('doctor.fix', { id: 'disk' })).rejects.toThrow('not_fixable');
  await expect(call('doctor.run', { checks: ['nothing'] })).rejects.toThrow('unknown_check');
});

test('a foreign program on the port is a failed check, and the gateway that cannot listen is one, too', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  one = await hosted({}, {});
  await one.until('gateway', ({ observed }) => observed.state === 'ready');
  await call('gateway.stop', {});
  await one.until('gateway', ({ observed }) => observed.state === 'stopped');
  const { findings } = await call('doctor.run', { checks: ['gateway-port', 'gateway-answers'] });
  expect(stateOf(findings, 'gateway-port')).toEqual(['ok']);
  expect(stateOf(findings, 'gateway-answers')).toEqual(['skipped']);
  await one.clean();
  one = await hosted({ gateway: { port } });
  await one.until('gateway', ({ observed }) => observed.state === 'foreign');
  const taken = await call('doctor.run', { checks: ['gateway-port', 'gateway-answers'] });
  expect(stateOf(taken.findings, 'gateway-port')).toEqual(['fail']);
  expect(stateOf(taken.findings, 'gateway-answers')).toEqual(['fail']);
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('the support bundle is shown before it is saved, and neither has a secret', async () => {
  one = await hosted();
  await one.until('gateway', ({ observed }) => observed.state === 'ready');
  await call('profiles.add', { provider: 'anthropic', credential: { type: 'api_key', key } });
  const { token } = await call('gateway.accessToken', {});
  const { files } = await call('doctor.bundle', {});
  const { path } = await call('doctor.saveBundle', {});
  const saved = await readFile(path, 'utf8');
  for (const text of [JSON.stringify(files), saved]) {
    expect(text).toContain('host.started');
    expect(text).toContain('ready');
    expect(text).not.toContain('0123456789abcdef');
    expect(text).not.toContain(token ?? 'no token');
  }
});
