import type { Handlers } from '#core/contract/calls.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

/** @param leave what becomes of the face when the host ends. */
export function mockApp(world: MockWorld, leave: () => void): Handlers<'app'> {
  const app = () => world.topics().app;
  return {
    'app.signInLink': async () => ({
      url: 'http://127.0.0.1:18789/#sign-in=FAKE',
      expiresAt: world.now() + 120_000,
    }),
    async 'app.quit'() {
      leave();
      return {};
    },
    'app.openExternal': async () => ({ opened: false }),
    'app.openFolder': async ({ folder }) => ({
      opened: false,
      path: folder === 'logs' ? `${app().stateDir}/logs` : app().stateDir,
    }),
    async 'app.setLoginItem'({ on }) {
      world.publish('app', { ...app(), loginItem: on ? 'on' : 'off' });
      return {};
    },
    async 'app.checkForUpdate'() {
      world.publish('app', { ...app(), update: { state: 'checking' } });
      await world.wait();
      world.publish('app', { ...app(), update: { state: 'current', checkedAt: world.now() } });
      return {};
    },
    async 'app.installUpdate'() {
      leave();
      return {};
    },
  };
}
