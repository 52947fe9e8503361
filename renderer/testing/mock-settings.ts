import type { Settings, SettingsPatch } from '#core/contract/calls/settings.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

type Tokens = Awaited<ReturnType<Handlers<'tokens'>['tokens.list']>>['tokens'];

/** A patch laid over what is set: `null` takes a value out. */
function patched<T extends object>(value: T, patch: object): T {
  const next = { ...value } as Record<string, unknown>;
  for (const [key, given] of Object.entries(patch)) {
    if (given === undefined) continue;
    if (given === null) delete next[key];
    else if (typeof given === 'object' && !Array.isArray(given))
      next[key] = patched(Object(next[key]), given);
    else next[key] = given;
  }
  return next as T;
}

export function mockSettings(world: MockWorld): Handlers<'settings'> & Handlers<'tokens'> {
  let tokens: Tokens = [
    { name: 'editor', agent: 'main', budget: { warn: 4, hold: 10 } },
    { name: 'nightly jobs' },
  ];
  const known = (name: string) => {
    const found = tokens.find((token) => token.name === name);
    if (!found) throw new GatehouseError('unknown_token', `There is no token ${name}.`);
    return found;
  };
  return {
    async 'settings.change'(patch: SettingsPatch) {
      const next = patched<Settings>(world.topics().settings, patch);
      world.publish('settings', next);
      const { gateway } = world.topics();
      const endpoint = `http://127.0.0.1:${next.gateway.port}`;
      world.publish('gateway', { ...gateway, endpoint, access: next.gateway.access });
      return {};
    },
    'tokens.list': async () => ({ tokens }),
    async 'tokens.add'({ name, agent, budget }) {
      if (tokens.some((token) => token.name === name))
        throw new GatehouseError('token_exists', `There is a token ${name} already.`);
      tokens = [...tokens, { name, ...(agent ? { agent } : {}), ...(budget ? { budget } : {}) }];
      return { token: 'gh-FAKE-a-token-that-is-shown-once-0000' };
    },
    async 'tokens.edit'({ name, agent, budget }) {
      const before = known(name);
      tokens = tokens.map((token) =>
        token === before
          ? patched(token, { agent, budget: budget ?? (budget === null ? null : undefined) })
          : token,
      );
      return {};
    },
    async 'tokens.remove'({ name }) {
      const before = known(name);
      tokens = tokens.filter((token) => token !== before);
      return {};
    },
  };
}
