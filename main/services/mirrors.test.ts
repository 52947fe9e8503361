import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hosted } from '#main/testing/hosted.ts';
import { mirrorFileIn } from '#store/mirror/targets.ts';

async function withClaw() {
  const other = await mkdtemp(join(tmpdir(), 'gatehouse-claw-'));
  await mkdir(join(other, 'agents', 'main', 'agent'), { recursive: true });
  const one = await hosted({
    gatehouse: { mirrors: { claw: { stateDir: other } } },
    gateway: { autostart: false },
  });
  onTestFinished(async () => {
    await one.clean();
    await rm(other, { recursive: true, force: true });
  });
  const file = mirrorFileIn(other, 'main');
  return { ...one, file, read: async () => JSON.parse(await readFile(file, 'utf8')) };
}
const mirrorOf = (value: { mirrors: { target: string; revision: number; mode: string }[] }) =>
  value.mirrors.find(({ target }) => target === 'claw');

test('what a gateway writes into its file becomes a profile while the host runs, and no topic has the secret', async () => {
  const { call, until, file, read, host } = await withClaw();
  const added = until('profiles', (value) => (mirrorOf(value)?.revision ?? 0) > 0);
  await call('profiles.add', {
    provider: 'openai',
    credential: { type: 'api_key', key: 'sk-proj-FAKE-0123456789' },
  });
  await added;
  const doc = await read();
  doc.profiles['openrouter:manual'] = {
    type: 'token',
    provider: 'openrouter',
    token: 'sk-or-v1-FAKE-theirs',
  };
  const taken = until('profiles', ({ agents }) =>
    agents.some(({ profiles }) => profiles.some(({ id }) => id === 'openrouter:manual')),
  );
  await writeFile(file, JSON.stringify(doc));
  const { agents } = await taken;
  expect(agents[0]?.profiles.find(({ id }) => id === 'openrouter:manual')).toMatchObject({
    type: 'token',
    masked: '…eirs',
  });
  expect(JSON.stringify(host.topics.snapshot())).not.toContain('FAKE-theirs');
  await expect
    .poll(async () => (await read()).profiles['openrouter:manual'].tokenRef)
    .toMatchObject({ provider: 'gatehouse' });
});

test('the mode of a mirror is changed by a call, shown, journaled and undone', async () => {
  const { call, until, file } = await withClaw();
  const added = until('profiles', (value) => (mirrorOf(value)?.revision ?? 0) > 0);
  await call('profiles.add', {
    provider: 'openai',
    credential: { type: 'api_key', key: 'sk-proj-FAKE-0123456789' },
  });
  await added;
  const plain = until('profiles', (value) => mirrorOf(value)?.mode === 'plain');
  expect(await call('mirrors.setMode', { target: 'claw', mode: 'plain' })).toMatchObject({ ok: true });
  await plain;
  await expect.poll(() => readFile(file, 'utf8')).toContain('sk-proj-FAKE');
  const journal = await call('mirrors.journal', { target: 'claw' });
  if (!journal.ok) throw new Error(journal.error.code);
  expect(journal.value.entries[0]).toMatchObject({
    what: 'openai:default changed',
    undoable: true,
    path: file,
  });
  expect(JSON.stringify(journal)).not.toContain('sk-proj');
  await call('mirrors.undo', { target: 'claw', entry: journal.value.entries[0]?.id ?? '' });
  await expect.poll(() => readFile(file, 'utf8')).not.toContain('sk-proj-FAKE');
  expect(await call('mirrors.setMode', { target: 'nobody', mode: 'plain' })).toMatchObject({
    ok: false,
    error: { code: 'unknown_target' },
  });
});
