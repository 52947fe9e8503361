import { type Config, defaultGatewayPort } from '#core/config/config.ts';
import type { Handlers } from '#core/contract/calls.ts';
import type { Address } from '#core/supervisor/machine.ts';
import { viewOf } from '#core/supervisor/view.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import type { Supervisor } from '#main/supervisor/supervisor.ts';
import { accessToken } from '#store/access-token.ts';
import { loadGatewaySnapshot } from '#store/gateway-snapshot.ts';

export interface GatewayService {
  handlers: Handlers<'gateway'>;
  /** Reads what the gateway routes by and gives it to the gateway if it differs from what it was given last. */
  refresh(): Promise<void>;
  /** Starts the gateway if the config does not say otherwise. */
  autostart(): Promise<void>;
  stop(): void;
}

/** Where the gateway listens. One that lets everybody in never leaves the machine. */
export function gatewayAddress({ gateway }: Config): Address {
  const open = gateway?.auth?.mode === 'none';
  return {
    host: gateway?.bind === 'lan' && !open ? '0.0.0.0' : '127.0.0.1',
    port: gateway?.port ?? defaultGatewayPort,
  };
}

export function gatewayService(
  { stores, topics, log }: ServiceDeps,
  supervisor: Supervisor,
  logPath: string,
): GatewayService {
  let config: Config = {};
  let given: number | undefined;

  function publish(): void {
    const machine = supervisor.machine();
    topics.publish('gateway', {
      family: 'embedded',
      wanted: machine.wanted,
      observed: viewOf(machine),
      endpoint: `http://127.0.0.1:${machine.address.port}`,
      access: config.gateway?.auth?.mode ?? 'token',
      wantedRevision: machine.wantedRevision ?? 0,
      ...(machine.loadedRevision === undefined ? {} : { loadedRevision: machine.loadedRevision }),
      restarts: machine.restarts,
      logPath,
    });
  }
  const stop = supervisor.onChange(publish);
  publish();

  return {
    handlers: {
      'gateway.start': async () => {
        supervisor.start();
        return {};
      },
      'gateway.stop': async () => {
        supervisor.stop();
        return {};
      },
      'gateway.restart': async () => {
        supervisor.restart();
        return {};
      },
      'gateway.accessToken': async () => {
        const mode = (await stores.config.read()).config.gateway?.auth?.mode ?? 'token';
        return { token: mode === 'token' ? (await accessToken(stores)).token : null };
      },
    },
    async refresh() {
      ({ config } = await stores.config.read());
      supervisor.listenAt(gatewayAddress(config));
      publish();
      // Locked by hand: the gateway goes on with what it has, or was stopped together with the vault.
      const vault = stores.vault.status();
      if ('reason' in vault && vault.reason === 'locked_here') return;
      const { revision, snapshot, problems } = await loadGatewaySnapshot(stores);
      if (revision === given) return;
      for (const { code, where } of problems) log.info('gateway.left_out', { code, where });
      given = revision;
      supervisor.load(revision, snapshot);
    },
    async autostart() {
      ({ config } = await stores.config.read());
      if (config.gateway?.autostart ?? true) supervisor.start();
    },
    stop,
  };
}
