import type { SignInView } from '#core/contract/calls/sign-in.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { signInFailure } from '#core/oauth/failure.ts';
import { type MockWorld, profilesOf, requireVault, storeProfiles } from '#renderer/testing/mock-world.ts';

/**
 * Sign-ins that wait until something is pasted: an address with `error=access_denied` is a refusal, one without
 * `code=` is refused at once, and any other one signs in.
 */
export function mockSignIn(world: MockWorld): Handlers<'signIn'> {
  let count = 0;
  const flows = () => world.topics().signIns.flows;
  const publish = (next: SignInView[]) => world.publish('signIns', { flows: next });
  const step = (flow: string, value: SignInView['step']) =>
    publish(flows().map((one) => (one.flow === flow ? { ...one, step: value } : one)));

  async function finish({ flow, agent, provider }: SignInView) {
    step(flow, { state: 'exchanging' });
    await world.wait();
    const id = `${provider}:ada@example.com`;
    storeProfiles(world, agent, [
      ...profilesOf(world, agent).filter((profile) => profile.id !== id),
      {
        id,
        provider,
        name: 'ada@example.com',
        type: 'oauth',
        masked: '…k7Qz',
        place: 'keychain',
        status: 'ok',
        email: 'ada@example.com',
        refreshedBy: 'gatehouse',
        expires: world.now() + 3_600_000,
        createdAt: world.now(),
        position: 0,
      },
    ]);
    step(flow, { state: 'done', profile: id });
  }

  return {
    async 'signIn.start'({ agent, provider, method }) {
      requireVault(world);
      count += 1;
      const flow = `mock-${count}`;
      const startedAt = world.now();
      const chosen = method ?? 'browser';
      const device = chosen === 'device';
      publish([
        ...flows(),
        {
          flow,
          agent,
          provider,
          method: chosen,
          startedAt,
          expiresAt: startedAt + (device ? 15 : 5) * 60_000,
          step: device
            ? { state: 'waiting', url: 'https://example.com/device', userCode: 'WDJB-MJHT' }
            : {
                state: 'waiting',
                url: 'https://example.com/oauth/authorize?client_id=gatehouse&state=FAKE',
              },
        },
      ]);
      return { flow };
    },
    async 'signIn.paste'({ flow, redirect }) {
      const view = flows().find((one) => one.flow === flow);
      if (!view) throw new GatehouseError('bad_input', 'This sign-in is over.');
      if (redirect.includes('error=access_denied')) {
        step(flow, { state: 'failed', ...signInFailure('denied', { provider: view.provider }) });
      } else if (redirect.includes('code=')) {
        void finish(view);
      } else {
        throw new GatehouseError('bad_input', 'There is no code in it.', {
          hint: 'Copy the whole address from the browser, from http to its end.',
        });
      }
      return {};
    },
    async 'signIn.dismiss'({ flow }) {
      publish(flows().filter((one) => one.flow !== flow));
      return {};
    },
  };
}
