import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Finding } from '#core/doctor/finding.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

export interface MockDoctor {
  findings: Finding[];
  files: { name: string; text: string }[];
}

export function mockDoctor(world: MockWorld, data: MockDoctor): Handlers<'doctor'> {
  let { findings } = data;
  return {
    async 'doctor.run'({ checks }) {
      await world.wait();
      return {
        findings: checks ? findings.filter(({ check }) => checks.includes(check)) : findings,
        at: world.now(),
      };
    },
    async 'doctor.fix'({ id }) {
      const finding = findings.find((one) => one.id === id);
      if (!finding) throw new GatehouseError('unknown_check', `There is no check ${id}.`);
      if (finding.fix === undefined) throw new GatehouseError('not_fixable', 'This has to be done by hand.');
      await world.wait();
      const mended: Finding = { id, check: finding.check, state: 'ok', what: 'It is mended.' };
      findings = findings.map((one) => (one.id === id ? mended : one));
      return { findings: findings.filter(({ check }) => check === finding.check) };
    },
    'doctor.bundle': async () => ({ files: data.files }),
    'doctor.saveBundle': async () => ({
      path: `${world.topics().app.stateDir}/support/gatehouse-support-2026-11-21.zip`,
    }),
  };
}

const files = [
  {
    name: 'versions.json',
    text: '{\n  "gatehouse": "0.1.0",\n  "node": "24.21.0",\n  "platform": "linux"\n}\n',
  },
  {
    name: 'config.json',
    text: '{\n  "gateway": { "port": 18790, "auth": { "mode": "token", "token": "[redacted]" } }\n}\n',
  },
  {
    name: 'profiles.json',
    text: '[\n  { "id": "anthropic:work", "type": "api_key", "masked": "…9fK2" }\n]\n',
  },
  { name: 'host.log', text: 'info gateway.ready listening after 182 ms\n'.repeat(12) },
];

const ok = (check: string, what: string): Finding => ({ id: check, check, state: 'ok', what });
const healthy: readonly Finding[] = [
  ok('vault-reachable', 'Secret Service answers, and the marker is there.'),
  ok('vault-profiles', 'Every profile has its secret.'),
  ok('permissions', 'Only you can read the state directory.'),
  ok('stale-locks', 'No lock was left behind.'),
  ok('gateway-port', '127.0.0.1:18790 is held by our own gateway.'),
  ok('clock', 'The clock does not go backwards.'),
  ok('disk', '81 GB are free.'),
  { id: 'tray', check: 'tray', state: 'skipped', what: 'No desktop session here.' },
];

export const allWell = (): MockDoctor => ({ findings: [...healthy], files });

export const troubled = (): MockDoctor => ({
  files,
  findings: [
    {
      id: 'permissions:/home/ada/.gatehouse/profiles.json',
      check: 'permissions',
      state: 'fail',
      what: 'Other users of this machine can read profiles.json.',
      why: 'It names your accounts, and whoever reads it knows where to look next.',
      where: '/home/ada/.gatehouse/profiles.json',
      fix: 'Takes the right to read it from everybody but you (chmod 600).',
    },
    {
      id: 'mirrors:jarvis',
      check: 'mirrors',
      state: 'fail',
      what: 'The mirror for JARVIS cannot be read: it ends in the middle of a value (line 12).',
      why: 'JARVIS may be using old credentials, and nothing is written there until it can be read.',
      where: '/home/ada/.jarvis/agents/main/agent/auth-profiles.json',
      fix: 'Keeps the broken file aside and writes the mirror anew.',
    },
    {
      id: 'environment-shadows:OPENAI_API_KEY',
      check: 'environment-shadows',
      state: 'warn',
      what: 'GATEHOUSE_LIVE_OPENAI_KEY beats every profile of openai.',
      why: 'Requests to OpenAI are paid by that key, whatever the order of your profiles says.',
      hint: 'Take it out of your shell profile, or disable the profiles.',
      where: 'GATEHOUSE_LIVE_OPENAI_KEY',
    },
    {
      id: 'expiry:mistral:default',
      check: 'expiry',
      state: 'warn',
      what: 'mistral:default ends in 9 hours.',
      why: 'Requests to Mistral fail from then on.',
      hint: 'Replace it on the Profiles screen.',
      where: 'mistral:default',
    },
    {
      id: 'token-strength',
      check: 'token-strength',
      state: 'note',
      what: 'The gateway is reachable from the local network.',
      why: 'The access token is all that keeps others out.',
      hint: 'Bind it to this machine alone in Settings, Gateway.',
    },
    ...healthy.filter(({ check }) => check !== 'permissions'),
  ],
});
