import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

export function mockFamilies(world: MockWorld): Handlers<'families'> {
  const all = () => world.topics().families.installations;
  const find = (id: string) => {
    const found = all().find((one) => one.id === id);
    if (!found) throw new GatehouseError('unknown_installation', `There is no installation ${id}.`);
    return found;
  };
  const publish = (installations: Installation[], scanning = false) =>
    world.publish('families', { installations, scanning });
  const change = (id: string, more: Partial<Installation>) => {
    const before = find(id);
    publish(all().map((one) => (one === before ? { ...one, ...more } : one)));
    return {};
  };
  const run = (id: string) =>
    change(id, {
      wanted: 'running',
      observed: { state: 'ready', host: '127.0.0.1', port: find(id).port, pid: 5120, since: world.now() },
    });
  const agentOf = (id: string, agent: string, how: (one: Installation['agents'][number]) => void) => {
    const agents = structuredClone(find(id).agents);
    const found = agents.find((one) => one.id === agent);
    if (!found) throw new GatehouseError('unknown_agent', `There is no agent ${agent}.`);
    how(found);
    return change(id, { agents });
  };
  return {
    async 'families.scan'() {
      publish(all(), true);
      await world.wait();
      publish(all());
      return {};
    },
    async 'families.preview'({ id, mode = 'reference' }) {
      const { stateDir = '', references } = find(id);
      const chosen = references === false ? 'plain' : mode;
      const file = `${stateDir}/agents/main/agent/auth-profiles.json`;
      return {
        mode: chosen,
        changes: [
          {
            file,
            key: 'profiles.anthropic:work',
            before: '{ "type": "api_key", "key": "…tQ7e" }',
            after:
              chosen === 'plain'
                ? '{ "type": "api_key", "key": "…9fK2" }'
                : '{ "type": "api_key", "keyRef": { "source": "exec", "provider": "gatehouse", "id": "main/anthropic:work" } }',
            why: 'The key of your profile in place of the one that lies there.',
            restarts: false,
          },
          {
            file,
            key: 'profiles.openai:default',
            after: '{ "type": "api_key", "key": "…x3Lm" }',
            why: 'It is not there yet.',
            restarts: false,
          },
          {
            file: `${stateDir}/openclaw.json`,
            key: 'secrets.providers.gatehouse',
            after: '{ "source": "exec", "command": "/home/ada/.gatehouse/bin/gatehouse-secrets" }',
            why: 'So that it can ask Gatehouse for the secrets.',
            restarts: true,
          },
        ],
      };
    },
    'families.adopt': async ({ id, mode = 'reference' }) => change(id, { mirrored: true, mode }),
    'families.release': async ({ id }) => change(id, { mirrored: false }),
    'families.start': async ({ id }) => run(id),
    'families.stop': async ({ id }) => change(id, { wanted: 'stopped', observed: { state: 'stopped' } }),
    'families.restart': async ({ id }) => run(id),
    'families.reload': async ({ id }) => change(id, { readAt: world.now() }),
    'families.setPrimary': async ({ id, agent, model }) =>
      agentOf(id, agent, (one) => {
        one.primary = model;
      }),
    'families.setOrder': async ({ id, agent, provider, order }) =>
      agentOf(id, agent, (one) => {
        const place = (profile: { id: string; provider: string }) =>
          profile.provider === provider ? order.indexOf(profile.id) : -1;
        one.profiles.sort((a, b) => place(a) - place(b));
      }),
    async 'families.addRemote'({ name, url, ssh }) {
      const id = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      publish([
        ...all(),
        {
          id,
          family: 'openclaw',
          label: name,
          envPrefix: 'OPENCLAW_',
          foundBy: ['config'],
          generation: 'unknown',
          port: Number(new URL(url).port || 443),
          remote: { url, ...(ssh ? { ssh } : {}) },
          mirrored: false,
          wanted: 'running',
          observed: { state: 'stopped' },
          agents: [],
          notes: [],
          readAt: world.now(),
        },
      ]);
      return { id };
    },
    async 'families.removeRemote'({ id }) {
      publish(all().filter((one) => one.id !== id));
      return {};
    },
    'families.upgrade': async ({ id, to }) =>
      change(id, { upgrade: { to, step: 'copying', at: world.now(), notes: [] } }),
    async 'families.cancelUpgrade'({ id }) {
      const { upgrade } = find(id);
      return upgrade ? change(id, { upgrade: { ...upgrade, step: 'cancelled' } }) : {};
    },
  };
}
