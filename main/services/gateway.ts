import { type Config, defaultGatewayPort } from '#core/config/config.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import type { Address } from '#core/supervisor/machine.ts';
import { viewOf } from '#core/supervisor/view.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import type { Supervisor } from '#main/supervisor/supervisor.ts';
import { accessToken } from '#store/access-token.ts';
import { changeConfig } from '#store/change-config.ts';
import { loadGatewaySnapshot } from '#store/gateway-snapshot.ts';
import { freePortNear, isGatehouseGateway, isPortFree } from '#store/port-probe.ts';
import type { GatewayUserService } from '#store/user-service/gateway-service.ts';

export interface GatewayService {
  handlers: Handlers<'gateway'>;
  /** Reads what the gateway routes by and gives it to the gateway if it differs from what it was given last. */
  refresh(): Promise<void>;
  /** Starts the gateway, or uses the one that runs as a service, if the config does not say otherwise. */
  autostart(): Promise<void>;
  /** Stops it whatever runs it: a child, or the service of ours. */
  halt(): Promise<void>;
  stop(): void;
}

export interface GatewayServiceOptions {
  logPath: string;
  /** The gateway as a service of the user's session. */
  service: GatewayUserService;
}

/** Milliseconds that streams of a child get when a service takes its place. */
const handoverMs = 8_000;

/** Where the gateway listens. One that lets everybody in never leaves the machine. */
export function gatewayAddress({ gateway }: Config): Address {
  const open = gateway?.auth?.mode === 'none';
  return {
    host: gateway?.bind === 'lan' && !open ? '0.0.0.0' : '127.0.0.1',
    port: gateway?.port ?? defaultGatewayPort,
  };
}

export function gatewayService(
  { stores, topics, log, changed }: ServiceDeps,
  supervisor: Supervisor,
  { logPath, service }: GatewayServiceOptions,
): GatewayService {
  let config: Config = {};
  let given: number | undefined;
  /** A service of ours is installed: it runs the gateway, and this host attaches. */
  let driven = false;
  /** Nobody asked for the gateway yet: a keychain that is about to be unlocked is waited for. */
  let patient = true;
  let ended = false;

  function publish(): void {
    const machine = supervisor.machine();
    topics.publish('gateway', {
      wanted: machine.wanted,
      observed: viewOf(machine),
      endpoint: `http://127.0.0.1:${machine.address.port}`,
      access: config.gateway?.auth?.mode ?? 'token',
      wantedRevision: machine.wantedRevision ?? 0,
      ...(machine.loadedRevision === undefined ? {} : { loadedRevision: machine.loadedRevision }),
      restarts: machine.restarts,
      logPath,
      attached: machine.phase.name === 'attached',
      ...(machine.phase.name === 'attached' && driven ? { service: true } : {}),
    });
  }
  const stop = supervisor.onChange(publish);
  publish();

  const isAttached = () => ['attached', 'attaching'].includes(supervisor.machine().phase.name);

  async function start(): Promise<void> {
    if (driven) {
      await service.control('start');
      supervisor.attach();
      return;
    }
    supervisor.start();
    if (!patient) return;
    patient = false;
    changed();
  }

  async function halt(): Promise<void> {
    const attached = isAttached();
    supervisor.stop();
    // One that crashed may be about to be started again by its manager.
    if (driven && (attached || (await service.status()).running)) await service.control('stop');
  }

  /** Through the service: what is attached is let go first, so that its end is not taken for a loss. */
  async function restartService(address = supervisor.machine().address): Promise<void> {
    supervisor.stop();
    supervisor.listenAt(address);
    await service.control('restart');
    supervisor.attach();
  }

  return {
    handlers: {
      'gateway.start': async () => {
        await start();
        return {};
      },
      'gateway.stop': async () => {
        await halt();
        return {};
      },
      'gateway.restart': async () => {
        if (driven) await restartService();
        else if (isAttached()) throw notOurs();
        else {
          patient = false;
          supervisor.restart();
          changed();
        }
        return {};
      },
      'gateway.attach': async () => {
        const { phase, address } = supervisor.machine();
        if (isAttached()) return {};
        if ('run' in phase || !(await isGatehouseGateway(address))) throw notAttachable(address);
        supervisor.attach();
        return {};
      },
      'gateway.setPort': async ({ port }) => {
        await changeConfig(stores, (now) => ({ ...now, gateway: { ...now.gateway, port } }));
        changed();
        return {};
      },
      'gateway.freePort': async () => ({ port: await freePortNear(supervisor.machine().address) }),
      'gateway.accessToken': async () => {
        const mode = (await stores.config.read()).config.gateway?.auth?.mode ?? 'token';
        return { token: mode === 'token' ? (await accessToken(stores)).token : null };
      },
      'gateway.service': () => service.status(),
      'gateway.installService': async () => {
        // Refused where there is none, before anything that runs is ended.
        await service.plan();
        await supervisor.end(handoverMs);
        try {
          const { address } = supervisor.machine();
          if (!driven && !(await isPortFree(address))) throw portTaken(address);
          const status = await service.install();
          driven = true;
          supervisor.attach();
          return status;
        } catch (error) {
          supervisor.start();
          throw error;
        }
      },
      'gateway.uninstallService': async () => {
        const wanted = supervisor.machine().wanted === 'running';
        if (isAttached()) supervisor.stop();
        const status = await service.uninstall();
        driven = false;
        if (wanted) await start();
        return status;
      },
    },
    async refresh() {
      ({ config } = await stores.config.read());
      const address = gatewayAddress(config);
      const { address: present } = supervisor.machine();
      const moved = address.host !== present.host || address.port !== present.port;
      if (moved && driven && isAttached()) await restartService(address);
      else supervisor.listenAt(address);
      publish();
      if (await isWithheld()) return;
      const { revision, snapshot, problems } = await loadGatewaySnapshot(stores);
      if (revision === given) return;
      for (const { code, where } of problems) log.info('gateway.left_out', { code, where });
      given = revision;
      supervisor.load(revision, snapshot);
    },
    async autostart() {
      ({ config } = await stores.config.read());
      const wanted = config.gateway?.autostart ?? true;
      // Not waited for, since a service manager may take its time.
      begin(wanted).catch((error: unknown) => {
        log.warn('gateway.service', { code: asCallError(error, log, 'gateway.service').code });
      });
    },
    halt,
    stop() {
      ended = true;
      stop();
    },
  };

  async function begin(wanted: boolean): Promise<void> {
    driven = await service.installed().catch(() => false);
    if (!driven) {
      if (wanted && !ended) supervisor.start();
      return;
    }
    const { running } = await service.status();
    if (ended) return;
    if (!running && wanted) await service.control('start');
    if (!ended && (running || wanted)) supervisor.attach();
  }

  /** Nothing is started before it is loaded: so a locked vault holds back the first load, and with it the start. */
  async function isWithheld(): Promise<boolean> {
    const vault = stores.vault.status();
    // Locked by hand: the gateway goes on with what it has, or was stopped together with the vault.
    if ('reason' in vault && vault.reason === 'locked_here') return true;
    if (given !== undefined || !patient) return false;
    const { state } = vault.state === 'checking' ? await stores.vault.check() : vault;
    return state === 'locked' && patient;
  }
}

const notOurs = () =>
  new GatehouseError('not_attachable', say('This gateway was started by somebody else, who restarts it.'), {
    hint: say('Stop here lets it go; then start one of this app.'),
  });

const portTaken = ({ host, port }: Address) =>
  new GatehouseError('port_taken', say('Another process listens where the service is to.'), {
    where: `${host}:${port}`,
    hint: say('End it where it was started, or choose another port; then install the service.'),
  });

const notAttachable = ({ host, port }: Address) =>
  new GatehouseError('not_attachable', say('What answers there is no gateway of Gatehouse.'), {
    where: `${host}:${port}`,
    hint: say('Use another port, or end the other program.'),
  });
