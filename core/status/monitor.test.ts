import { expect, it } from 'vitest';
import { resolveProviders } from '#core/model/provider.ts';
import type { Profile } from '#core/profile/profile.ts';
import { modelsStatus } from '#core/status/models-status.ts';
import { isToldAnew, monitorReport } from '#core/status/monitor.ts';

const now = 1_800_000_000_000;
const hour = 3_600_000;
const status = (agentId: string, expiresIn: number) => {
  const profile: Profile = {
    provider: 'anthropic',
    type: 'token',
    secret: { kind: 'vault', item: 'p-1' },
    tail: 'a1b2',
    createdAt: 1,
    expires: now + expiresIn,
  };
  return modelsStatus({
    agentId,
    config: {},
    configPath: '/s/gatehouse.json',
    agentDir: '/s',
    storePath: '/s/profiles.json',
    agent: { profiles: { 'anthropic:work': profile }, order: {} },
    providers: resolveProviders({}, {}),
    vault: { state: 'ready', level: 'keychain', backend: 'Secret Service' },
    items: new Set(['p-1']),
    now,
  });
};

it('the gravest of all agents decides, and each matter is a line', () => {
  expect(monitorReport([status('main', 48 * hour)])).toMatchObject({ exit: 0, lines: [] });
  expect(monitorReport([status('main', hour)])).toMatchObject({
    exit: 2,
    lines: ['anthropic:work ends within a day'],
  });
  expect(monitorReport([status('main', hour), status('work', -hour)])).toMatchObject({
    exit: 1,
    lines: ['anthropic:work ends within a day', 'anthropic:work has expired (agent work)'],
  });
});

it('the same matter is told once a day, another one at once, and all is well never', () => {
  const soon = monitorReport([status('main', hour)]);
  const gone = monitorReport([status('main', -hour)]);
  const told = { key: soon.key, at: now };
  expect(isToldAnew(soon, undefined, now)).toBe(true);
  expect(isToldAnew(soon, told, now + 23 * hour)).toBe(false);
  expect(isToldAnew(soon, told, now + 24 * hour)).toBe(true);
  expect(isToldAnew(gone, told, now + 1)).toBe(true);
  expect(isToldAnew(monitorReport([status('main', 48 * hour)]), told, now)).toBe(false);
});

it('a clock that was set back does not silence it', () => {
  const soon = monitorReport([status('main', hour)]);
  expect(isToldAnew(soon, { key: soon.key, at: now + 48 * hour }, now)).toBe(true);
});
