import type { ServiceStatus } from '#core/contract/calls/gateway.ts';
import type { Handlers } from '#core/contract/calls.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';
import type { Topics } from '#renderer/testing/scenarios/shape.ts';

export function mockGateway(world: MockWorld): Handlers<'gateway'> {
  const { topics, publish, now, wait } = world;
  let service: ServiceStatus = { kind: 'systemd', installed: false, running: false, enabled: false };
  function observe(observed: Topics['gateway']['observed'], wanted: 'running' | 'stopped', attached = false) {
    const { loadedRevision: _loaded, ...rest } = topics().gateway;
    const loaded = observed.state === 'ready' ? { loadedRevision: rest.wantedRevision } : {};
    publish('gateway', { ...rest, ...loaded, wanted, observed, attached });
  }
  const port = () => topics().settings.gateway.port;
  async function start() {
    observe({ state: 'starting', attempt: 1, since: now() }, 'running');
    await wait();
    observe({ state: 'ready', host: '127.0.0.1', port: port(), pid: 4712, since: now() }, 'running');
  }
  return {
    async 'gateway.start'() {
      void start();
      return {};
    },
    async 'gateway.stop'() {
      observe({ state: 'stopped' }, 'stopped');
      return {};
    },
    async 'gateway.restart'() {
      observe({ state: 'stopping', since: now(), restart: true }, 'running');
      void start();
      return {};
    },
    async 'gateway.attach'() {
      observe({ state: 'ready', host: '127.0.0.1', port: port(), pid: 2201, since: now() }, 'running', true);
      return {};
    },
    async 'gateway.setPort'({ port: wanted }) {
      const { settings, gateway } = topics();
      publish('settings', { ...settings, gateway: { ...settings.gateway, port: wanted } });
      publish('gateway', { ...gateway, endpoint: `http://127.0.0.1:${wanted}` });
      void start();
      return {};
    },
    'gateway.freePort': async () => ({ port: port() + 1 }),
    'gateway.accessToken': async () => ({ token: 'gh-FAKE-access-token-of-the-mock-host' }),
    'gateway.service': async () => service,
    async 'gateway.installService'() {
      const where = '/home/ada/.config/systemd/user/gatehouse-gateway.service';
      service = { kind: 'systemd', installed: true, running: true, enabled: true, where };
      return service;
    },
    async 'gateway.uninstallService'() {
      service = { kind: 'systemd', installed: false, running: false, enabled: false };
      return service;
    },
  };
}
