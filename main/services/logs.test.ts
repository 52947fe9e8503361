import { appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fileLog } from '#main/log.ts';
import { type Hosted, hosted } from '#main/testing/hosted.ts';
import { rotatingFile } from '#store/log/rotating-file.ts';

const open: Hosted[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.clean();
});
async function begin(): Promise<Hosted> {
  const one = await hosted({ gateway: { autostart: false } });
  open.push(one);
  return one;
}
const sourceOf = (value: { sources: { id: string; end: number; generation: number }[] }, id: string) =>
  value.sources.find((source) => source.id === id);

it('tells how far each log reaches, of a gateway of the family too, and reads on from there', async () => {
  const one = await begin();
  const read = async (query: object) => {
    const answer = await one.call('logs.read', { source: 'openclaw-home', limit: 500, ...query });
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  await one.until('logs', (value) => (sourceOf(value, 'host')?.end ?? 0) > 0);
  const file = join(one.stateDir, 'logs', 'openclaw-home.log');
  await writeFile(file, 'first\n');
  const seen = await one.until('logs', (value) => sourceOf(value, 'openclaw-home') !== undefined);
  expect(sourceOf(seen, 'openclaw-home')).toMatchObject({ end: 6, generation: 0 });
  const page = await read({});
  expect(page).toEqual({ lines: [{ end: 6, level: 'info', text: 'first' }], end: 6 });

  await appendFile(file, 'second\n');
  await one.until('logs', (value) => sourceOf(value, 'openclaw-home')?.end === 13);
  expect((await read({ from: page.end })).lines).toMatchObject([{ text: 'second' }]);

  await rename(file, `${file}.1`);
  await writeFile(file, 'new\n');
  await one.until('logs', (value) => sourceOf(value, 'openclaw-home')?.generation === 1);
  expect(await read({ from: 13 })).toMatchObject({ rotated: true, lines: [{ text: 'new' }] });
});

it('knows no log by a name that is none, and none that is not there', async () => {
  const one = await begin();
  for (const source of ['../profiles', 'nothing']) {
    expect(await one.call('logs.read', { source, limit: 5 })).toMatchObject({
      ok: false,
      error: { code: 'unknown_log' },
    });
  }
});

it('holds no secret that went through the host, nor one that an error carried into it', async () => {
  const one = await begin();
  const canary = 'sk-ant-api03-FAKE-CANARY0123456789abcdefghijkl';
  await one.call('profiles.add', { provider: 'anthropic', credential: { type: 'api_key', key: canary } });
  await one.call('profiles.add', { provider: canary, credential: { type: 'api_key', key: canary } });
  await one.call(canary as never, { key: canary } as never);
  const host = rotatingFile(join(one.stateDir, 'logs', 'host.log'));
  fileLog(host).error('test.failed', { id: 'x' }, new Error(`refused: Authorization: Bearer ${canary}`));
  await host.flush();
  const found = await one.call('logs.read', { source: 'host', limit: 50, search: 'test.failed' });
  expect(JSON.stringify(found)).toContain('[redacted]');
  const names = await readdir(join(one.stateDir, 'logs'));
  for (const name of names) {
    expect(await readFile(join(one.stateDir, 'logs', name), 'utf8')).not.toContain('CANARY');
  }
  expect(names).toContain('host.log');
});
