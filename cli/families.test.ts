import { afterEach, beforeEach, expect, it } from 'vitest';
import { familiesSchema, familyPreviewSchema, familySchema } from '#cli/commands/families.schema.ts';
import { makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { ScriptedHost } from '#cli/testing/scripted-host.ts';
import type { Installation } from '#core/family/installation.ts';

const installation: Installation = {
  id: 'openclaw',
  family: 'openclaw',
  label: 'OpenClaw',
  envPrefix: 'OPENCLAW_',
  foundBy: ['command', 'state_dir'],
  version: '2026.3.2',
  generation: 'json_references_clobber',
  references: true,
  stateDir: '/home/ada/.openclaw',
  port: 18_789,
  mirrored: false,
  wanted: 'stopped',
  observed: { state: 'stopped' },
  agents: [{ id: 'main', primary: 'anthropic/claude-opus-4-6', fallbacks: [], profiles: [] }],
  notes: [],
  readAt: 1,
};

let state: Awaited<ReturnType<typeof makeStateDir>>;
let host: ScriptedHost;
const show = (more: Partial<Installation> = {}) =>
  host.set('families', { installations: [{ ...installation, ...more }], scanning: false });
beforeEach(async () => {
  state = await makeStateDir();
  host = new ScriptedHost();
  await host.start(state.dir);
  show();
});
afterEach(async () => {
  await host.stop();
  await state.remove();
});
const run = (...args: string[]) => runCli(args, { stateDir: state.dir });

it('lists what there is, in its documented shape', async () => {
  const { code, stdout } = await run('families', 'list', '--json');
  expect(code).toBe(0);
  expect(familiesSchema.parse(JSON.parse(stdout)).installations[0]?.id).toBe('openclaw');
  expect((await run('families', 'list')).stdout).toContain('OpenClaw 2026.3.2');
});

it('shows what would change, and asks before secrets are written in clear', async () => {
  host.answer = (name) =>
    name === 'families.preview'
      ? {
          ok: true,
          value: {
            mode: 'plain',
            changes: [
              {
                file: '/f',
                key: 'profiles.a:b',
                after: '{"key":"…1234"}',
                why: 'A profile of Gatehouse.',
                restarts: false,
              },
            ],
          },
        }
      : { ok: true, value: {} };
  const preview = await run('families', 'preview', 'openclaw', '--json');
  expect(familyPreviewSchema.parse(JSON.parse(preview.stdout)).mode).toBe('plain');
  expect((await run('families', 'adopt', 'openclaw')).code).toBe(1);
  expect(host.calls.map(({ name }) => name)).not.toContain('families.adopt');
  show({ mirrored: true, mode: 'plain' });
  expect((await run('families', 'adopt', 'openclaw', '--yes')).code).toBe(0);
  expect(host.calls.at(-1)).toEqual({ name: 'families.adopt', input: { id: 'openclaw', mode: 'plain' } });
});

it('waits until a started gateway answers, and tells who holds its port', async () => {
  show({ observed: { state: 'ready', host: '127.0.0.1', port: 18_789, pid: 7, since: 1 } });
  const started = await run('families', 'start', 'openclaw', '--json');
  expect(familySchema.parse(JSON.parse(started.stdout)).installation.observed.state).toBe('ready');
  show({
    observed: {
      state: 'foreign',
      host: '127.0.0.1',
      port: 18_789,
      holder: { pid: 9, name: 'other', gateway: false },
    },
  });
  const taken = await run('families', 'start', 'openclaw', '--json');
  expect(taken.code).toBe(1);
  expect(JSON.parse(taken.stdout)).toMatchObject({ error: { code: 'port_taken' } });
});

it('ends with 1 when an upgrade was not made, and says why', async () => {
  show({
    upgrade: { to: '2026.5.7', step: 'failed', at: 1, notes: [{ text: 'The status check fails now.' }] },
  });
  const { code, stdout } = await run('families', 'upgrade', 'openclaw', '2026.5.7');
  expect(code).toBe(1);
  expect(stdout).toContain('The status check fails now.');
});
